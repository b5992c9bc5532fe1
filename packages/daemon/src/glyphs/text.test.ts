import assert from "node:assert/strict";
import { test } from "node:test";
import { drawText, openFont, type Picture, textWidth } from "./index.ts";

function picture(width: number, height: number, luma = 100): Picture {
  return {
    y: new Uint8Array(width * height).fill(luma),
    u: new Uint8Array((width * height) / 4).fill(90),
    v: new Uint8Array((width * height) / 4).fill(170),
    strideY: width,
    strideUV: width / 2,
    width,
    height,
  };
}

function changedArea({ y, width }: Picture, luma = 100) {
  const area = { left: width, top: Number.POSITIVE_INFINITY, right: 0, bottom: 0, count: 0 };
  y.forEach((value, i) => {
    if (value === luma) return;
    area.left = Math.min(area.left, i % width);
    area.right = Math.max(area.right, (i % width) + 1);
    area.top = Math.min(area.top, Math.floor(i / width));
    area.bottom = Math.max(area.bottom, Math.floor(i / width) + 1);
    area.count++;
  });
  return area;
}

test("text stays within its line and its rim", () => {
  for (const height of [6, 12, 17, 28, 48, 96]) {
    const font = openFont(height);
    const target = picture(1200, 140);
    const text = "Hütte |{gÅ}_ 12:34";
    drawText(target, text, { font, x: 20, y: 16 });
    const area = changedArea(target);
    assert.ok(area.count > 0);
    assert.ok(area.left >= 20 - font.rim && area.right <= 20 + textWidth(text, font) + font.rim);
    assert.ok(area.top >= 16 - font.rim && area.bottom <= 16 + height + font.rim);
  }
});

test("text is readable on white and on black: light letters, dark rim, neutral colour", () => {
  const font = openFont(28);
  for (const luma of [16, 235]) {
    const target = picture(200, 60, luma);
    drawText(target, "H", { font, x: 50, y: 10 });
    assert.ok(Math.max(...target.y.subarray(20 * 200, 30 * 200)) >= 230);
    assert.ok(Math.min(...target.y.subarray(20 * 200, 30 * 200)) <= 20);
    assert.equal(target.u[11 * 100 + 27], 128);
    assert.equal(target.u[0], 90);
  }
});

test("a box darkens what is behind, clipped at the edges", () => {
  const font = openFont(20);
  const target = picture(80, 40);
  drawText(target, " ".repeat(9), { font, x: -5, y: 28, back: "box" });
  assert.equal(target.y[39 * 80 + 79], 16 + ((84 * 85) >> 8));
  assert.equal(target.u[19 * 40 + 39], 128 + ((-38 * 85) >> 8));
  assert.equal(target.y[20 * 80], 100);
});

test("text beyond every edge is clipped and touches no other byte", () => {
  const font = openFont(28);
  const guard = 64;
  const big = picture(100, 60);
  const y = new Uint8Array(guard + 100 * 60 + guard).fill(77);
  const target = { ...big, y: y.subarray(guard, guard + 100 * 60), width: 90, height: 50 };
  for (const x of [-1000, -20, -3, 80, 89, 90, 5000, 3.7]) {
    for (const top of [-500, -27, -1, 40, 49, 50, 900, 0.2])
      drawText(target, "Wide Wide Wide", { font, x, y: top });
  }
  assert.ok(y.subarray(0, guard).every((value) => value === 77));
  assert.ok(y.subarray(guard + 50 * 100).every((value) => value === 77));
  for (let row = 0; row < 50; row++) {
    assert.ok(target.y.subarray(row * 100 + 90, row * 100 + 100).every((value) => value === 77));
  }
});

test("a character that the font lacks is a box, also outside of the basic plane", () => {
  const font = openFont(24);
  const shapeOf = (text: string) => {
    const target = picture(60, 40);
    drawText(target, text, { font, x: 10, y: 4 });
    return Buffer.from(target.y).toString("hex");
  };
  const unknown = shapeOf("漢");
  assert.equal(shapeOf("😀"), unknown);
  assert.equal(shapeOf("\n"), unknown);
  assert.equal(shapeOf("\ud800"), unknown);
  assert.notEqual(shapeOf("A"), unknown);
  assert.equal(textWidth("😀a", font), 2 * font.advance);
});

test("every character of the font but the blanks shows something of its own", () => {
  const font = openFont(48);
  const blanks = new Set([0x20, 0xa0, 0xad]);
  const seen = new Map<string, number>();
  for (let code = 0x20; code < 0x100; code++) {
    if (code > 126 && code < 160) continue;
    const { ink } = font.glyph(code);
    assert.equal(
      ink.some((value) => value > 200),
      !blanks.has(code),
      `code ${code}`,
    );
    if (blanks.has(code)) continue;
    const shape = Buffer.from(ink.buffer).toString("base64");
    assert.equal(seen.get(shape), undefined, `code ${code}`);
    seen.set(shape, code);
  }
});

test("a font height out of range is refused", () => {
  for (const height of [0, 5, 401, 12.5, Number.NaN]) assert.throws(() => openFont(height), /font height/);
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { decodeG711, encodeG711 } from "@pinhole/kit/formats/g711";
import { openG726Decoder, openG726Encoder } from "@pinhole/kit/formats/g726";
import { openBench } from "./fixtures/talking.ts";

/** Sound of which no byte is the one that the framing of the bench refuses. */
const tone = (seconds: number): Int16Array =>
  Int16Array.from({ length: 8000 * seconds }, (_, n) => Math.round(900 * Math.sin(n / 3)));
const alaw = (seconds: number): Uint8Array => encodeG711(tone(seconds), "pcm_alaw");

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(2);
}

describe("a talk", () => {
  it("is answered at once, played as it comes and over when its sender ends it", async () => {
    await using bench = await openBench();
    const { socket, begun, answer } = bench.talk("");
    assert.match(await begun, /^HTTP\/1\.1 200 OK\r\n/);
    assert.equal(bench.playing, 1);
    const sound = alaw(0.2);
    for (let at = 0; at < sound.length; at += 160) {
      socket.write(sound.subarray(at, at + 160));
      await until(() => bench.heard.length === at + 160);
    }
    socket.end();
    assert.match(await answer, /^HTTP\/1\.1 200 OK\r\n[\s\S]*Connection: close\r\n[\s\S]*\r\n\r\n$/);
    assert.deepEqual(bench.heard, [...decodeG711(sound, "pcm_alaw")]);
    assert.equal(bench.playing, 0);
    assert.match(bench.log.join(), /^eve talked for 0\.[2-9] seconds$/);
  });

  it("is decoded as one stream, also of G.726", async () => {
    const sound = openG726Encoder(2).encode(tone(0.3));
    await using bench = await openBench({ spec: { codec: "adpcm_g726", bits: 2 } });
    const { socket, answer } = bench.talk(sound.map((byte) => (byte === 0x3f ? 0x3e : byte)));
    socket.end();
    await answer;
    const expected = openG726Decoder(2).decode(sound.map((byte) => (byte === 0x3f ? 0x3e : byte)));
    assert.deepEqual(bench.heard, [...expected]);
  });

  it("is as loud as the setting says, also when that changes", async () => {
    await using bench = await openBench();
    const loudest = async (gain: number): Promise<number> => {
      bench.settings.gain = gain;
      bench.heard.length = 0;
      const { socket, answer } = bench.talk(alaw(0.02));
      socket.end();
      await answer;
      return Math.max(...bench.heard);
    };
    const plain = await loudest(8);
    assert.ok(Math.abs((await loudest(28)) / plain - Math.sqrt(10)) < 0.01);
    assert.ok(Math.abs((await loudest(1)) / plain - 10 ** (-7 / 40)) < 0.01);
    assert.equal(await loudest(100), 32_767);
    assert.equal(await loudest(0), 0);
  });

  it("that comes faster than it is played is paced, and loses nothing", async () => {
    await using bench = await openBench({ limits: { ahead: 0.2, holdBytes: 1000 } });
    const startedAt = performance.now();
    const { socket, begun, answer } = bench.talk(alaw(1));
    socket.end();
    await begun;
    await until(() => bench.heard.length >= 1600);
    await delay(20);
    assert.ok(bench.heard.length < 5000, `${bench.heard.length} samples at once`);
    await answer;
    assert.equal(bench.heard.length, 8000);
    const seconds = (performance.now() - startedAt) / 1000;
    assert.ok(seconds > 0.9 && seconds < 2, `${seconds} s`);
  });

  it("goes on when a piece holds no sound", async () => {
    await using bench = await openBench();
    const { socket, begun, answer } = bench.talk("");
    await begun;
    socket.write("#");
    await delay(20);
    socket.end("abc");
    await answer;
    assert.equal(bench.heard.length, 3);
    assert.match(bench.log.join(), /seconds$/);
  });

  it("makes a sender wait who sends far too much", async () => {
    await using bench = await openBench({ limits: { ahead: 0.1, holdBytes: 1000 } });
    const { socket } = bench.talk("");
    let sent = 0;
    const block = new Uint8Array(65_536);
    while (socket.write(block) || socket.writableLength < 1_000_000) {
      sent += block.length;
      if (sent > 64_000_000) break;
      await new Promise(setImmediate);
    }
    assert.ok(sent < 32_000_000, `${sent} bytes went`);
    assert.ok(bench.heard.length < 16_000);
  });

  it("that was announced with a length ends there", async () => {
    await using bench = await openBench();
    const { answer } = bench.talk(new Uint8Array(3000), "?2000");
    assert.match(await answer, /200 OK/);
    assert.equal(bench.heard.length, 2000);
    assert.match(await bench.talk("", "?0").answer, /200 OK/);
  });
});

describe("the speaker", () => {
  it("is for one talker at a time; another is told so, without a name, and can come later", async () => {
    await using bench = await openBench();
    const first = bench.talk("abc");
    await first.begun;
    const second = await bench.talk(alaw(0.1)).answer;
    assert.match(second, /^HTTP\/1\.1 503 [\s\S]*in use: somebody has been talking for \d+ seconds/);
    assert.doesNotMatch(second, /eve|127/);
    first.socket.end();
    await first.answer;
    const third = bench.talk("abc");
    third.socket.end();
    assert.match(await third.answer, /200 OK/);
    assert.equal(bench.heard.length, 6);
  });

  it("is free again after a reset, once what came before it is heard", async () => {
    await using bench = await openBench({ limits: { ahead: 0.1 } });
    const { socket, begun } = bench.talk(alaw(0.4));
    await begun;
    await until(() => bench.heard.length > 0);
    socket.resetAndDestroy();
    await until(() => bench.playing === 0 && bench.log.length === 1);
    assert.equal(bench.heard.length, 3200);
    assert.match(bench.log.join(), /^eve talked for 0\.\d seconds; the connection broke$/);
    const next = bench.talk("abc");
    next.socket.end();
    assert.match(await next.answer, /200 OK/);
  });

  it("is not held by somebody who falls silent, nor for ever", async () => {
    await using bench = await openBench({ limits: { idle: 0.05 } });
    assert.match(await bench.talk("abc").answer, /200 OK/);
    assert.match(bench.log.join(), /eve talked for \d\.\d seconds; nothing more came/);
    await using talkative = await openBench({ limits: { total: 0.1 } });
    const { socket, answer } = talkative.talk("abc");
    const going = setInterval(() => socket.write("abc"), 5);
    await answer;
    clearInterval(going);
    assert.match(talkative.log.join(), /eve talked for 0\.1 seconds, the longest time/);
  });

  it("falls silent at once when it is switched off or the connection is closed here", async () => {
    await using bench = await openBench({ limits: { ahead: 0.05 } });
    const first = bench.talk(alaw(5));
    await first.begun;
    bench.settings.on = false;
    await first.answer;
    bench.settings.on = true;
    const heard = bench.heard.length;
    const silent = bench.talk("abc");
    await silent.begun;
    await until(() => bench.heard.length > heard);
    bench.settings.on = false;
    await silent.answer;
    bench.settings.on = true;
    const second = bench.talk(alaw(5));
    await second.begun;
    bench.answers.at(-1)?.destroy();
    await second.answer;
    await until(() => bench.playing === 0 && bench.log.length === 3);
    for (const n of [0, 1]) assert.match(bench.log[n] ?? "", /switched off$/);
    assert.match(bench.log[2] ?? "", /closed here$/);
    assert.ok(bench.heard.length < 16_000, `${bench.heard.length} samples`);
  });

  it("that fails is told before the answer, ends the talk after it, and is free again", async () => {
    await using bench = await openBench();
    bench.trouble = "open";
    assert.match(await bench.talk("abc").answer, /503 [\s\S]*hw:0: busy at open/);
    bench.trouble = "write";
    assert.match(await bench.talk("abc").answer, /200 OK/);
    assert.deepEqual(bench.log, [
      "eve was not heard: hw:0: busy at open",
      "eve was not heard: hw:0: busy at write",
    ]);
    assert.equal(bench.playing, 0);
    bench.trouble = "";
    const third = bench.talk("abc");
    third.socket.end();
    assert.match(await third.answer, /200 OK/);
    assert.equal(bench.heard.length, 3);
  });

  it("that is not there refuses with what to do", async () => {
    await using bench = await openBench({ speaker: false });
    assert.match(await bench.talk("abc").answer, /^HTTP\/1\.1 503 [\s\S]*start it with --speaker/);
  });

  it("survives sound that is not framed as announced, and a sender who is gone at once", async () => {
    await using bench = await openBench();
    await bench.talk("abc?").answer;
    assert.match(bench.log.join(), /the connection broke/);
    const { socket } = bench.talk("abc");
    socket.once("connect", () => setImmediate(() => socket.resetAndDestroy()));
    await until(() => bench.log.length === 2 && bench.playing === 0);
  });
});

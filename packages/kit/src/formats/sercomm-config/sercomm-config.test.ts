import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { describe, it } from "node:test";
import {
  decodeBase64,
  decodeConfig,
  encodeBase64,
  encodeConfig,
  isBase64,
  type SercommConfig,
} from "./index.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (of: Uint8Array) => new TextDecoder().decode(of);

const own = "ACEGIKMOQSUWYBDFHJLNPRTVXZacegikmoqsuwybdfhjlnprtvxz0246813579=+/";
const standard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
/** What Node's own Base64 says, character by character in the other alphabet. */
const translated = (of: Uint8Array) =>
  Buffer.from(of)
    .toString("base64")
    .replaceAll(/./g, (character) => own[standard.indexOf(character)]!);

function* random(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state >>> 8;
  }
}

describe("the cameras' Base64", () => {
  it("is the usual one in another alphabet, both ways and for every length", () => {
    const numbers = random(1);
    for (let length = 0; length < 260; length++) {
      const plain = Uint8Array.from({ length }, () => numbers.next().value & 255);
      assert.equal(encodeBase64(plain), translated(plain));
      assert.deepEqual(decodeBase64(bytes(encodeBase64(plain))), plain);
    }
    assert.equal(encodeBase64(bytes("any carnal pleas")), translated(bytes("any carnal pleas")));
    assert.ok(encodeBase64(Uint8Array.of(0xfb, 0xff)).startsWith("=+"));
  });

  it("passes over blanks and line ends", () => {
    assert.equal(
      text(decodeBase64(bytes(` ${encodeBase64(bytes("hello"))}`.replaceAll(/./g, "$&\r\n")))),
      "hello",
    );
  });

  it("names what does not fit", () => {
    for (const [wrong, words] of [
      ["AAA", /at byte 3: ends within a group/],
      ["AAAAA", /ends within a group/],
      ["AA-A", /at byte 2: not a character/],
      ["AA/A", /at byte 3: a pad that is not at the end/],
      ["A///", /at byte 1: a pad/],
      ["AA//AAAA", /at byte 4: a pad/],
      ["AC//", /bits after the last byte/],
      ["\u00e9AAA", /at byte 0: not a character/],
    ] as const) {
      assert.throws(() => decodeBase64(bytes(wrong)), words, wrong);
    }
  });

  it("is told from binary", () => {
    assert.ok(isBase64(bytes("ACEG\r\n=+//")));
    assert.ok(!isBase64(bytes("[SYSTEM]\r\n")));
    assert.ok(!isBase64(new Uint8Array(0)));
  });
});

describe("a configuration file", () => {
  const config: SercommConfig = {
    version: 1,
    main: bytes("[SYSTEM]\r\nhost_name=Camera\r\n"),
    blocks: [
      { type: 1, value: Uint8Array.of(0, 0, 0) },
      { type: 100, value: bytes("{}") },
    ],
  };

  it("has its parts where they are known to be", () => {
    const file = encodeConfig({
      version: 1,
      main: bytes("abcd"),
      blocks: [{ type: 2, value: Uint8Array.of(9) }],
    });
    assert.deepEqual(
      [...file],
      [
        97,
        98,
        99,
        100,
        0,
        0,
        2,
        0,
        0,
        0,
        1,
        0,
        0,
        0,
        9,
        1,
        0,
        0,
        0,
        ...sum(0x64636261 + 0x00020000 + 0x00010000),
        15,
        0,
        0,
        0,
      ],
    );
    function sum(value: number): number[] {
      return [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24];
    }
  });

  it("comes back, whatever its length", () => {
    for (let length = 0; length < 9; length++) {
      const each = {
        ...config,
        main: config.main.slice(0, length),
        blocks: config.blocks.slice(0, length % 3),
      };
      assert.deepEqual(decodeConfig(encodeConfig(each)), each);
    }
  });

  it("says what is wrong with it", () => {
    const file = encodeConfig(config);
    const changed = (at: number, value: number) => file.with(at < 0 ? file.length + at : at, value);
    for (const [wrong, words] of [
      [file.subarray(0, 10), /10 bytes of at least 14/],
      [file.subarray(1), /the content has \d+ bytes, the file says \d+/],
      [changed(3, 88), /the check sum is wrong/],
      [changed(-6, 7), /the check sum is wrong/],
      [changed(-12, 2), /version 2; only 1 is known/],
      [new Uint8Array(600_000), /600000 bytes; at most 524288/],
    ] as const) {
      assert.throws(() => decodeConfig(wrong), words);
    }
    assert.throws(
      () => encodeConfig({ ...config, main: Uint8Array.of(1, 0, 2) }),
      /a zero within the settings/,
    );
    assert.throws(
      () => encodeConfig({ ...config, blocks: [{ type: 1, value: new Uint8Array(600_000) }] }),
      /at most 524288/,
    );
  });

  it("is a file or an error, whatever comes", () => {
    const file = encodeConfig(config);
    const numbers = random(7);
    for (let n = 0; n < 200_000; n++) {
      const wrong = file.slice(0, n % 5 === 0 ? numbers.next().value % file.length : file.length);
      for (let changes = numbers.next().value % 4; changes >= 0 && wrong.length > 0; changes--) {
        wrong[numbers.next().value % wrong.length] = numbers.next().value & 255;
      }
      try {
        assert.deepEqual(encodeConfig(decodeConfig(wrong)), wrong);
      } catch (error) {
        assert.ok(error instanceof RangeError, String(error));
      }
    }
  });
});

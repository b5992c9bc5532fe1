import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeG711 } from "@pinhole/kit/formats/g711";
import { openG726Decoder } from "@pinhole/kit/formats/g726";
import { encodeWavHeader } from "@pinhole/kit/formats/wav";
import { CameraError } from "@pinhole/kit/model";
import type { Transport } from "../transport.ts";
import { openResampler } from "./resample.ts";
import { type TalkCodec, talk } from "./talk.ts";

const seconds = 0.4;

/** A tone, and the same backwards on a second channel would cancel it: both are the tone. */
function wav(sampleRate: number, channels: number, pitch = 440): Uint8Array {
  const count = Math.round(sampleRate * seconds);
  const bytes = new Uint8Array(44 + count * channels * 2);
  bytes.set(encodeWavHeader({ sampleRate, channels }, count * channels * 2));
  const view = new DataView(bytes.buffer);
  for (let n = 0; n < count * channels; n += 1) {
    const at = Math.floor(n / channels) / sampleRate;
    view.setInt16(44 + n * 2, 12_000 * Math.sin(2 * Math.PI * pitch * at), true);
  }
  return bytes;
}

/** Keeps what is poured, and when. */
function ear(): Transport & { readonly heard: Uint8Array[]; readonly paths: string[] } {
  const heard: Uint8Array[] = [];
  const paths: string[] = [];
  const never = (): never => assert.fail("nothing else is asked");
  return {
    heard,
    paths,
    send: never,
    open: never,
    pour: async ({ path }, body) => {
      paths.push(path);
      for await (const part of body) heard.push(part);
    },
  };
}

/** How much of a sound's energy is at a pitch (Goertzel), 0 to 1. */
function share(samples: Int16Array, pitch: number): number {
  let [re, im, power] = [0, 0, 0];
  for (const [n, sample] of samples.entries()) {
    re += sample * Math.cos((2 * Math.PI * pitch * n) / 8000);
    im += sample * Math.sin((2 * Math.PI * pitch * n) / 8000);
    power += sample * sample;
  }
  return (2 * (re * re + im * im)) / samples.length / power;
}

const decoders: Readonly<Record<TalkCodec, (bytes: Uint8Array) => Int16Array>> = {
  pcm_alaw: (bytes) => decodeG711(bytes, "pcm_alaw"),
  pcm_mulaw: (bytes) => decodeG711(bytes, "pcm_mulaw"),
  adpcm_g726: (bytes) => openG726Decoder(4).decode(bytes),
};

for (const [codec, sampleRate, channels, path] of [
  ["pcm_alaw", 44_100, 2, "/img/g711a.cgi"],
  ["pcm_mulaw", 8000, 1, "/img/g711u.cgi"],
  ["adpcm_g726", 48_000, 1, "/img/g726.cgi"],
  ["pcm_alaw", 5512, 1, "/img/g711a.cgi"],
] as const) {
  test(`a tone of ${sampleRate} Hz and ${channels} channels is said as ${codec}, in real time`, async () => {
    const transport = ear();
    const began = performance.now();
    const said = await talk(transport, wav(sampleRate, channels), { codec });
    const tookMs = performance.now() - began;
    assert.deepEqual(transport.paths, [path]);
    assert.ok(Math.abs(said.seconds - seconds) < 0.002, `${said.seconds} s`);
    assert.ok(tookMs >= seconds * 1000 - 5, `${tookMs} ms`);
    const samples = decoders[codec](Buffer.concat(transport.heard));
    assert.ok(share(samples.subarray(100), 440) > 0.95, `${share(samples, 440)}`);
    const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    assert.ok(loudest > 10_500 && loudest < 14_000, `${loudest}`);
  });
}

test("what 8000 Hz can not hold is taken out, not folded back", () => {
  const rate = 48_000;
  const tone = (pitch: number): Float32Array =>
    Float32Array.from({ length: rate }, (_, n) => Math.sin((2 * Math.PI * pitch * n) / rate));
  const loudness = (pitch: number): number => {
    const resampler = openResampler(rate);
    const all = [...resampler.push(tone(pitch)), ...resampler.end()];
    assert.equal(all.length, 8000);
    return Math.sqrt(all.slice(100, -100).reduce((sum, sample) => sum + sample * sample, 0) / 7800);
  };
  assert.ok(Math.abs(loudness(1000) - Math.SQRT1_2) < 0.01);
  assert.ok(Math.abs(loudness(3000) - Math.SQRT1_2) < 0.01);
  for (const pitch of [4500, 5000, 7000, 15_000]) assert.ok(loudness(pitch) < 0.003, `${pitch} Hz`);
});

test("bits of sound that come in odd pieces give the same as the whole", async () => {
  const whole = ear();
  const pieces = ear();
  const file = wav(11_025, 2);
  async function* cut(): AsyncGenerator<Uint8Array> {
    for (let at = 0, n = 1; at < file.length; at += n, n = (n * 7) % 401) yield file.subarray(at, at + n);
  }
  await talk(whole, file, { codec: "pcm_mulaw" });
  await talk(pieces, cut(), { codec: "pcm_mulaw" });
  assert.deepEqual(Buffer.concat(pieces.heard), Buffer.concat(whole.heard));
  const raw = ear();
  await talk(raw, file.subarray(44), { codec: "pcm_mulaw", raw: { sampleRate: 11_025, channels: 2 } });
  assert.deepEqual(Buffer.concat(raw.heard), Buffer.concat(whole.heard));
});

test("other files are refused, browsers are told, and an end is an end", async () => {
  const refused = (error: unknown): boolean => error instanceof CameraError && error.code === "refused";
  await assert.rejects(talk(ear(), new Uint8Array(100), { codec: "pcm_alaw" }), refused);
  await assert.rejects(talk(ear(), new Uint8Array(3), { codec: "pcm_alaw" }), refused);
  const { pour: _, ...browser } = ear();
  await assert.rejects(talk(browser, wav(8000, 1), { codec: "pcm_alaw" }), /browsers/);
  const stop = new AbortController();
  const talking = talk(ear(), wav(8000, 1), { codec: "pcm_alaw", signal: stop.signal });
  stop.abort(new Error("enough"));
  await assert.rejects(talking, /enough/);
});

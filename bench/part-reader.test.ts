import assert from "node:assert/strict";
import { test } from "node:test";
import { openPartReader, stampOf } from "./part-reader.ts";

const answer = "HTTP/1.0 200 OK\r\ncontent-type: multipart/x-mixed-replace;boundary=b\r\n\r\n";

function part(length: number, extra = ""): string {
  return `--b\r\ncontent-type:image/jpeg\r\nContent-Length:${length}\r\n${extra}\r\n${"\r\n\r\n".padEnd(length, "x").slice(0, length)}\r\n`;
}

function read(text: string, step: number): number[] {
  const lengths: number[] = [];
  const feed = openPartReader((length) => lengths.push(length));
  const bytes = Buffer.from(text, "latin1");
  for (let at = 0; at < bytes.length; at += step) feed(bytes.subarray(at, at + step));
  return lengths;
}

test("pictures are found whatever the chunks are", () => {
  const stream = answer + part(100) + part(7) + part(20_000) + part(1);
  for (let step = 1; step < 200; step++) assert.deepEqual(read(stream, step), [100, 7, 20_000, 1]);
  assert.deepEqual(read(stream, stream.length), [100, 7, 20_000, 1]);
});

test("an unfinished picture does not count", () => {
  assert.deepEqual(read((answer + part(100)).slice(0, -10), 64), []);
});

test("a refusal, chunks, a missing length and an endless head are errors", () => {
  assert.throws(() => read("HTTP/1.1 401 Unauthorized\r\n\r\n", 10), /"HTTP\/1.1 401 Unauthorized"/);
  assert.throws(() => read("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", 10), /chunks/);
  assert.throws(() => read(`${answer}--b\r\ncontent-type: image/jpeg\r\n\r\n`, 10), /content-length/);
  assert.throws(() => read("x".repeat(9000), 100), /no end of a head/);
});

test("the time of a picture is read from either header", () => {
  assert.equal(stampOf("--b\r\nX-Timestamp: 1700000000.250\r\n\r\n"), 1_700_000_000.25);
  assert.equal(stampOf("--b\r\nx-capture-time:1700000000\r\n\r\n"), 1_700_000_000);
  assert.equal(stampOf("--b\r\nx-capture-time: 2023-11-14T22:13:20.250Z\r\n\r\n"), 1_700_000_000.25);
  assert.equal(stampOf("--b\r\nx-capture-time: soon\r\n\r\n"), undefined);
  assert.equal(stampOf("--b\r\ncontent-length: 5\r\n\r\n"), undefined);
});

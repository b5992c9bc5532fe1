import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { files, type PageFile } from "./files.ts";

/** Bytes of the packed script: the pages have to open on a slow line. */
const maxScript = 120_000;

const made = await Promise.all([...files()].map(async ([path, make]) => [path, await make()] as const));
const served: ReadonlyMap<string, PageFile> = new Map(made);
const text = (path: string): string => new TextDecoder().decode(served.get(path)!.body);

test("every file has its type, its bytes, and the same bytes packed", () => {
  const types: Readonly<Record<string, string>> = {
    "/": "text/html; charset=utf-8",
    "/app.js": "text/javascript; charset=utf-8",
    "/app.css": "text/css; charset=utf-8",
    "/icon.svg": "image/svg+xml",
    "/favicon.ico": "image/svg+xml",
  };
  assert.deepEqual(Object.fromEntries(made.map(([path, { type }]) => [path, type])), types);
  for (const [path, { body, gzip, etag }] of made) {
    assert.ok(body.length > 0, path);
    assert.deepEqual(gunzipSync(gzip!), Buffer.from(body), path);
    assert.match(etag, /^"[\w-]{22}"$/);
  }
});

test("a file is made once, and its tag stays the same", async () => {
  const again = files();
  const make = again.get("/app.js")!;
  const [first, second] = await Promise.all([make(), make()]);
  assert.equal(first, second);
  assert.equal(first.etag, served.get("/app.js")!.etag);
});

test("the script is light", () => {
  const packed = served.get("/app.js")!.gzip!.length;
  assert.ok(packed < maxScript, `${packed} bytes`);
});

test("what the page loads is served, and nothing comes from elsewhere", () => {
  const targets = [...text("/").matchAll(/\s(?:href|src)="([^"]*)"/g)].map(([, target]) => target!);
  assert.ok(targets.length >= 4);
  for (const target of targets) assert.ok(served.has(target) || target.startsWith("/img/"), target);
  assert.doesNotMatch(text("/app.css"), /url\(|@import/);
  for (const path of served.keys()) {
    const outside = text(path).match(/(?:https?:)?\/\/[a-z0-9][\w-]*\.[\w.-]*[a-z]{2,}/gi) ?? [];
    const known = /^http:\/\/www\.w3\.org$/;
    assert.deepEqual(
      outside.filter((url) => !known.test(url)),
      [],
      path,
    );
  }
});

test("the pages keep to the policy that they are served with", async () => {
  assert.doesNotMatch(text("/"), /<style|\sstyle=|\son\w+=|javascript:|<script>/i);
  const root = new URL("./app/", import.meta.url);
  const names = (await readdir(root, { recursive: true })).filter(
    (name) => /\.tsx?$/.test(name) && !name.endsWith(".test.ts"),
  );
  assert.ok(names.length > 15);
  for (const name of names) {
    const code = await readFile(new URL(name, root), "utf8");
    const forbidden = /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function/;
    assert.doesNotMatch(code, forbidden, name);
  }
});

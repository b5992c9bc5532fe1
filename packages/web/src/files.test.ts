import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { test } from "node:test";
import { files } from "./files.ts";

const MAX_WEIGHT = 40_000;
const served = await files();

const text = (path: string): string => new TextDecoder().decode(served.get(path)!.body);
const scripts = [...served.keys()].filter((path) => path.endsWith(".js"));
const page = text("/");

test("every file of the folder is served, with its type", async () => {
  const names = await readdir(new URL("./page/", import.meta.url));
  const paths = names.map((name) => (name === "index.html" ? "/" : `/${name}`));
  assert.deepEqual([...served.keys()].filter((path) => path !== "/favicon.ico").sort(), paths.sort());

  for (const [path, file] of served) {
    const end = path === "/" ? "html" : path.slice(path.lastIndexOf(".") + 1);
    const types: Readonly<Record<string, string>> = {
      html: "text/html; charset=utf-8",
      css: "text/css; charset=utf-8",
      js: "text/javascript; charset=utf-8",
      svg: "image/svg+xml",
      ico: "image/svg+xml",
    };
    assert.equal(file.type, types[end], path);
    assert.ok(file.body.length > 0, path);
  }
});

test("etags are quoted, stable, and differ with the content", async () => {
  const again = await files();
  for (const [path, file] of served) {
    assert.match(file.etag, /^"[\w-]{22}"$/, path);
    assert.equal(again.get(path)!.etag, file.etag, path);
  }
  const own = [...served].filter(([path]) => path !== "/favicon.ico").map(([, file]) => file.etag);
  assert.equal(new Set(own).size, own.length);
});

test("the page is light", () => {
  const weight = [...served].reduce(
    (sum, [path, file]) => sum + (path === "/favicon.ico" ? 0 : file.body.length),
    0,
  );
  assert.ok(weight < MAX_WEIGHT, `${weight} bytes`);
});

test("what the page loads is served, and nothing comes from elsewhere", () => {
  const targets = [...page.matchAll(/\s(?:href|src)="([^"]*)"/g)].map(([, target]) => target!);
  assert.ok(targets.length > 5);
  for (const target of targets) {
    const known =
      served.has(target) || target.startsWith("/img/") || page.includes(`id="${target.slice(1)}"`);
    assert.ok(known, target);
  }
  for (const path of scripts) {
    for (const [, from] of text(path).matchAll(/^import .* from "([^"]+)";$/gm)) {
      assert.ok(served.has(from!.replace("./", "/")), `${path} imports ${from}`);
    }
  }
  for (const [path, file] of served) {
    const outside =
      new TextDecoder().decode(file.body).match(/(?:https?:)?\/\/[a-z0-9][\w.-]*\.[a-z]{2,}/gi) ?? [];
    assert.deepEqual(
      outside.filter((url) => url !== "http://www.w3.org"),
      [],
      path,
    );
  }
  assert.doesNotMatch(text("/page.css"), /url\(|@import/);
});

test("nothing in the page needs more than default-src 'self'", () => {
  assert.doesNotMatch(page, /<style|\sstyle=|\son\w+=|javascript:/i);
  for (const [, attributes, body] of page.matchAll(/<script([^>]*)>(.*?)<\/script>/gs)) {
    assert.match(attributes!, /\ssrc="\//);
    assert.equal(body, "");
  }
  for (const path of scripts) {
    const forbidden =
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|"style"|\.style\b/;
    assert.doesNotMatch(text(path), forbidden, path);
  }
});

test("every element that the scripts ask for is in the page, once", () => {
  const asked = scripts.flatMap((path) =>
    [...text(path).matchAll(/(?:byId|write)\("([\w-]+)"/g)].map(([, id]) => id!),
  );
  assert.ok(asked.length > 10);
  for (const id of new Set(asked)) assert.equal(page.split(`id="${id}"`).length, 2, id);
});

test("every icon that a state may name is in the page", () => {
  const kinds = [...text("/state.js").matchAll(/noticed\("(\w+)"/g)].map(([, kind]) => kind!);
  assert.ok(kinds.length > 3);
  for (const kind of [...kinds, "play", "pause", "full"])
    assert.ok(page.includes(`<symbol id="i-${kind}"`), kind);
});

test("images and controls have names, and the language is set", () => {
  assert.match(page, /<html lang="en">/);
  for (const [tag] of page.matchAll(/<img[^>]*>/g)) assert.match(tag, /\salt="/);
  for (const [, content] of page.matchAll(/<button[^>]*>(.*?)<\/button>/gs)) {
    assert.match(content!.replace(/<[^>]*>/g, "").trim(), /\w/);
  }
  assert.match(page, /<meta name="viewport" content="width=device-width, initial-scale=1">/);
});

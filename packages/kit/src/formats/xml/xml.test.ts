import assert from "node:assert/strict";
import { test } from "node:test";
import { escapeXml, formatXml, textOf } from "./index.ts";

test("a document has one element to a line, and nothing in a text can end its element", () => {
  assert.equal(
    formatXml([
      "List",
      [
        ["Name", '</Name> & "x"'],
        ["List", []],
      ],
    ]),
    '<?xml version="1.0" encoding="utf-8"?>\n<List>\n    <Name>&lt;/Name&gt; &amp; &quot;x&quot;</Name>\n    <List>\n    </List>\n</List>\n',
  );
});

test("what XML can not hold is replaced", () => {
  assert.equal(escapeXml("a\u0000b\u001bc\ud800d\te"), "a\ufffdb\ufffdc\ufffdd\te");
});

test("the text of an element is found whatever its prefix", () => {
  const xml = `<s:Body><pub:Computer id="1">A &lt;&#65;&#x42;&gt; &bad; </pub:Computer></s:Body>`;
  assert.equal(textOf(xml, "Computer"), "A <AB> &bad;");
  assert.equal(textOf(xml, "Body"), undefined);
  assert.equal(textOf("", "Body"), undefined);
});

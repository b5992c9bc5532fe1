import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { control, echo, maxParams, maxQueryLength, type Param, parseQuery, repeatedKey } from "./query.ts";

const read = (text: string): readonly (readonly [string, string | undefined])[] => {
  const parsed = parseQuery(text);
  assert.ok("params" in parsed, JSON.stringify(parsed));
  return parsed.params.map(({ key, value }) => [key, value] as const);
};
const problem = (text: string): string => {
  const parsed = parseQuery(text);
  assert.ok("problem" in parsed, JSON.stringify(parsed));
  return parsed.problem;
};

describe("parseQuery", () => {
  it("splits at & only and cuts at the first =", () => {
    assert.deepEqual(read("group=EVENT&event_mt=email:0;httpn:1"), [
      ["group", "EVENT"],
      ["event_mt", "email:0;httpn:1"],
    ]);
    assert.deepEqual(read("event1_entry=is=1|es=0,|et=2|acts=op1:0;op2:0|en=/a"), [
      ["event1_entry", "is=1|es=0,|et=2|acts=op1:0;op2:0|en=/a"],
    ]);
  });

  it("tells an empty value from none, and passes over empty parts", () => {
    assert.deepEqual(read("&http_url=&&B&"), [
      ["http_url", ""],
      ["B", undefined],
    ]);
    assert.deepEqual(read(""), []);
    assert.deepEqual(read("="), []);
  });

  it("decodes escapes and blanks in names and values", () => {
    assert.deepEqual(read("md%5Fname1=a+b%20c%2Bd%26e%3Df&x=%C3%A9%E2%82%AC"), [
      ["md_name1", "a b c+d&e=f"],
      ["x", "é€"],
    ]);
  });

  it("keeps raw punctuation and raw text beyond ASCII", () => {
    const raw = "|;:,/{}[]^`\"<>'é";
    assert.deepEqual(read(`k=${raw}`), [["k", raw]]);
  });

  it("answers a broken escape with the name it stands under", () => {
    for (const value of ["%", "%4", "%zz", "a%C3", "%FF", "%ED%A0%80"]) {
      assert.match(
        problem(`md_name1=${value}`),
        /^md_name1: a "%" must be followed by two hexadecimal digits/,
      );
    }
    assert.match(problem("%zz=1"), /^parameters: a "%"/);
    assert.match(problem("=1"), /no name before it/);
  });

  it("is bounded", () => {
    assert.match(problem(`k=${"x".repeat(maxQueryLength)}`), /65538 characters of parameters; at most 65536/);
    assert.equal(read("a&".repeat(maxParams)).length, maxParams);
    assert.match(problem("a&".repeat(maxParams + 1)), /2001 parameters; at most 2000/);
  });

  it("reads hostile names as names", () => {
    assert.deepEqual(read("__proto__=1&constructor=2"), [
      ["__proto__", "1"],
      ["constructor", "2"],
    ]);
  });

  it("never throws, whatever the text", () => {
    let state = 3;
    const random = (limit: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * limit);
    };
    const alphabet = ["&", "=", "%", "+", "4", "C3", "group", ";", "|", "\u0000", "\ud800", "é", "\r\n"];
    for (let round = 0; round < 5000; round += 1) {
      const text = Array.from({ length: random(12) }, () => alphabet[random(alphabet.length)]).join("");
      const parsed = parseQuery(text);
      if ("params" in parsed) assert.ok(parsed.params.every(({ key }) => key !== ""));
      else assert.ok(parsed.problem.length > 0 && !control.test(parsed.problem));
    }
  });
});

describe("repeatedKey", () => {
  it("names the first key that comes again", () => {
    const params = (keys: string): Param[] => [...keys].map((key) => ({ key, value: "1" }));
    assert.equal(repeatedKey(params("abcba")), "b");
    assert.equal(repeatedKey(params("abc")), undefined);
  });
});

describe("echo", () => {
  it("leaves plain text and encodes what could mean something elsewhere", () => {
    assert.equal(echo("md_name1"), "md_name1");
    assert.equal(echo("<script>alert(1)</script>"), "%3Cscript%3Ealert%281%29%3C/script%3E");
    assert.equal(echo("a\r\nb\u0000é"), "a%0D%0Ab%00%C3%A9");
    assert.equal(echo("\ud800"), "%EF%BF%BD");
    assert.equal(echo("x".repeat(100)), `${"x".repeat(48)}...`);
    assert.equal(echo("😀"), "%F0%9F%98%80");
  });
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { defaults, eventEntry, events, eventTriggers } from "../../model/index.ts";
import type { Codec } from "../table.ts";
import { actions, attachment, entry } from "./event-codecs.ts";

const [settings] = defaults(events);
const [line] = defaults(eventEntry);
assert.ok(settings && line);

const canonical = "email:0;ftpu:1;httpn:0;httppost:0;smbc:0";

function takes<T>(codec: Codec<T>, text: string, current: T): T {
  const decoded = codec.decode(text, current, "");
  assert.ok("value" in decoded, `refuses ${JSON.stringify(text)}`);
  return decoded.value;
}

function refuses<T>(codec: Codec<T>, texts: readonly string[], current: T): void {
  for (const text of texts)
    assert.ok("problem" in codec.decode(text, current, ""), `takes ${JSON.stringify(text)}`);
}

test("actions are printed in full and in the vendor's order", () => {
  assert.equal(actions.encode(settings.motion), canonical);
  const shuffled = takes(actions, "smbc:0;httppost:0;httpn:0;ftpu:1;email:0", settings.motion);
  assert.equal(actions.encode(shuffled), canonical);
});

test("a part of the actions leaves the others as they are", () => {
  const after = takes(actions, "httpn:1", settings.motion);
  assert.equal(actions.encode(after), "email:0;ftpu:1;httpn:1;httppost:0;smbc:0");
  assert.equal(
    actions.encode(takes(actions, "email:1;ftpu:0;", after)),
    "email:1;ftpu:0;httpn:1;httppost:0;smbc:0",
  );
});

test("the comma list of older firmware sets the four actions it knows", () => {
  const share = { ...settings.motion, share: true };
  assert.equal(
    actions.encode(takes(actions, "1,0,0,0,1,1,0,0", share)),
    "email:1;ftpu:0;httpn:1;httppost:1;smbc:1",
  );
  refuses(actions, ["1,0,0,0,1,1,0", "1,0,0,0,1,1,0,0,0", "1,0,0,0,2,1,0,0"], share);
});

test("actions that are unknown or neither on nor off are refused by name", () => {
  const wrong = [
    "",
    ";",
    "email",
    "email:",
    "email:2",
    "email:1,ftpu:1",
    "fax:1",
    "email=1",
    "email:1;;ftpu:1",
    "EMAIL:1",
  ];
  refuses(actions, [...wrong, " email:1", "email:1 ", "constructor:1", "email:1;fax:0"], settings.motion);
  const decoded = actions.decode("fax:1", settings.motion, "");
  assert.ok("problem" in decoded);
  assert.match(decoded.problem, /^must be email, ftpu, httpn, httppost, smbc with :0 or :1/);
});

test("an attachment is format, stream and two times", () => {
  assert.equal(attachment.encode(settings), "mp4,1,5,10");
  const value = { format: "avi", stream: 1, preSeconds: 10, postSeconds: 20 } as const;
  assert.deepEqual(takes(attachment, "avi,1,10,20", settings), value);
  assert.equal(attachment.encode(value), "avi,1,10,20");
  refuses(
    attachment,
    ["", "mp4", "mp4,1,5", "mp4,1,5,10,1", "mov,1,5,10", "mp4,1,-5,10", "mp4, 1,5,10", "MP4,1,5,10"],
    settings,
  );
});

const full =
  "is=1|es=0,|et=2|acts=op1:0;op2:0;email:0;ftpu:0;im:0;httpn:1;httppost:0;wlled:0;smbc:0;sd:0;op3:0;op4:0;smbc_rec:0;sd_rec:0|ei=0|ea=mp4,5,15,1|en=front door";

test("a line of the list of events reads and prints all seven parts in order", () => {
  const value = takes(entry, full, line);
  assert.equal(value.defined, true);
  assert.equal(value.trigger, "motion");
  assert.equal(value.actions.notify, true);
  assert.deepEqual([value.preSeconds, value.postSeconds, value.stream], [5, 15, 1]);
  assert.equal(entry.encode(value), full);
});

test("a short list of actions is printed in full, the others off", () => {
  const before = takes(entry, full.replace("email:0", "email:1"), line);
  const after = takes(entry, "is=1|es=0,|et=3|acts=httpn:1|ei=600|ea=mp4,5,15,1|en=", before);
  assert.equal(
    entry.encode(after),
    full.replace("et=2", "et=3").replace("ei=0", "ei=600").replace("front door", ""),
  );
});

test("no line is an empty text, and an empty text removes a line", () => {
  assert.equal(entry.encode(line), "");
  assert.equal(entry.encode(takes(entry, "", takes(entry, full, line))), "");
});

test("every trigger has its number", () => {
  for (const [n, trigger] of eventTriggers.entries()) {
    assert.equal(takes(entry, full.replace("et=2", `et=${n}`), line).trigger, trigger);
  }
  refuses(
    entry,
    [full.replace("et=2", "et=16"), full.replace("et=2", "et=x"), full.replace("et=2", "et=-1")],
    line,
  );
});

test("a line with parts that are unknown, doubled or damaged is refused", () => {
  const wrong = [
    "x",
    "|",
    "=",
    "is",
    `${full}|`,
    `${full}|is=1`,
    `${full}|xx=1`,
    "__proto__=1",
    "constructor=1",
  ];
  refuses(entry, [...wrong, full.replace("is=1", "is=a"), full.replace("httpn:1", "fax:1")], line);
  const decoded = entry.decode(full.replace("ei=0", "ei=x"), line, "");
  assert.deepEqual(decoded, { problem: "ei must be 0 to 86400" });
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Choice, Field, Int, List } from "./field.ts";
import { defaults, type Group, isSecret } from "./group.ts";
import * as exported from "./groups/index.ts";
import {
  ascii,
  fileName,
  folder,
  host,
  httpUrl,
  ipv4,
  mailAddress,
  multicast,
  netmask,
  openInt,
  pathAlias,
  port,
  addressRange as range,
  userName,
} from "./groups/shapes.ts";

const { groups } = exported;
const fields = groups.flatMap((group) =>
  Object.entries(group.fields).map(([key, field]) => ({
    name: `${group.name}.${key}`,
    field: field as Field,
  })),
);

test("the list of groups holds every group once", () => {
  const made = Object.values<object>(exported).filter((value): value is Group => "fields" in value);
  assert.deepEqual(new Set(groups), new Set(made));
  assert.equal(new Set(groups.map(({ name }) => name)).size, groups.length);
  for (const [name, value] of Object.entries(exported)) {
    if ("fields" in value) assert.equal(value.name, name);
  }
});

test("every default passes its own check", () => {
  for (const { name, field } of fields) assert.equal(field.check(field.default), undefined, name);
});

test("every field and group says in a sentence what it is", () => {
  const sentence = /^[A-Z].{5,}[^.]\.$/;
  for (const { name, field } of fields) {
    assert.match(field.doc, sentence, name);
    if (field.noEffect !== undefined) assert.match(field.noEffect, /^[a-z].{10,}[^.]$/, name);
  }
  for (const group of groups) assert.match(group.doc, sentence, group.name);
});

test("every range is enforced at both ends", () => {
  for (const { name, field } of fields) {
    if (field.kind !== "int") continue;
    const { min, max, step, also } = field as unknown as Int;
    assert.equal((max - min) % step, 0, `${name} ends on a step`);
    for (const value of [min, max, ...also]) assert.equal(field.check(value), undefined, name);
    for (const value of [min - 1, max + 1]) {
      if (!also.includes(value)) assert.equal(field.check(value), `must be ${field.allowed}`, name);
    }
  }
});

test("choices have different words, and lists as many values as they say", () => {
  for (const { name, field } of fields) {
    if (field.kind === "choice") {
      const { values } = field as unknown as Choice;
      assert.equal(new Set(values).size, values.length, name);
    }
    if (field.kind === "list")
      assert.equal((field.default as []).length, (field as List<unknown>).length, name);
  }
});

test("what is named like a password is a secret, and only logins are hashed", () => {
  for (const { name, field } of fields) {
    if (/password|passphrase|wepKey/i.test(name)) assert.ok(isSecret(field), name);
    if (isSecret(field)) assert.equal(field.hashed, /^user/.test(name), name);
  }
});

test("no text field takes the end of a line", () => {
  for (const { name, field } of fields) {
    if (field.kind !== "text" && field.kind !== "secret") continue;
    for (const text of ["a\r\nb", "\n", "a\0", `${field.default}\n`]) {
      assert.ok(field.check(text), `${name} takes ${JSON.stringify(text)}`);
    }
  }
});

test("counts of records are those of the cameras", () => {
  const counts = Object.fromEntries(
    groups.filter(({ count }) => count > 1).map((g) => [g.name, defaults(g).length]),
  );
  assert.deepEqual(counts, {
    userSlot: 20,
    privacyMask: 4,
    h264Channel: 3,
    mpeg4Channel: 3,
    jpegChannel: 3,
    streams: 3,
    motionWindow: 4,
    eventEntry: 10,
    mailServer: 2,
    ftpServer: 2,
    alarmServer: 3,
    inputPin: 2,
    outputPin: 2,
    preset: 9,
  });
});

const options = { default: "", doc: "For the test." };
const shapes: Readonly<
  Record<string, { field: Field<string>; good: readonly string[]; bad: readonly string[] }>
> = {
  host: {
    field: host(options),
    good: ["", "clock.via.net", "192.168.0.1", "::1", "fe80::1", "MYSERVER", "a-b.example.", "x1"],
    bad: [
      "a b",
      "-a",
      "a-",
      "a..b",
      "300.1.1.1",
      "1.2.3",
      "01.2.3.4",
      ":::",
      "a:1",
      "http://a",
      "a/b",
      "a@b",
      "[::1]",
      `${"a".repeat(64)}.b`,
      "x".repeat(65),
      "host;reboot",
      "$(id)",
    ],
  },
  ipv4: {
    field: ipv4(options),
    good: ["", "0.0.0.0", "255.255.255.255"],
    bad: ["1.2.3", "1.2.3.256", "1.2.3.04", "::1"],
  },
  netmask: {
    field: netmask(options),
    good: ["", "255.255.255.0", "255.255.255.255", "255.128.0.0"],
    bad: ["255.0.255.0", "0.0.0.255", "24", "255.255.255"],
  },
  multicast: {
    field: multicast({ ...options, default: "224.2.0.1" }),
    good: ["224.0.0.0", "239.255.255.255", "224.2.0.1"],
    bad: ["", "223.255.255.255", "240.0.0.0", "192.168.0.1", "ff02::1"],
  },
  range: {
    field: range(options),
    good: ["", "192.168.1.2", "192.168.1.0/24", "192.168.1.2-192.168.1.9", "::1", "fe80::/10", "0.0.0.0/0"],
    bad: [
      "192.168.1.0/33",
      "192.168.1.9-192.168.1.2",
      "1.2.3.4-",
      "-",
      "1.2.3.4/",
      "::/129",
      "a",
      "1.2.3.4-5.6.7.8-9.9.9.9",
    ],
  },
  httpUrl: {
    field: httpUrl(options),
    good: [
      "",
      "http://example.com",
      "https://a.example:8443/x?y=1&z=2",
      "http://192.168.0.9:80/",
      "HTTP://a/",
    ],
    bad: [
      "ftp://a/",
      "file:///etc/passwd",
      "javascript:alert(1)",
      "http://",
      "http:// a/",
      "http://a/ b",
      "http://user:pass@a/",
      "http://user@a/",
      "http://a/#x",
      "http://a:99999/",
      "//a/",
      "http://a/<x>",
      `http://a/${"x".repeat(512)}`,
    ],
  },
  mailAddress: {
    field: mailAddress(options),
    good: ["", "a@b", "first.last+tag@mail.example.com"],
    bad: [
      "a",
      "@b",
      "a@",
      "a b@c",
      "a@b c",
      "<a@b>",
      "a@b,c@d",
      "a@b>",
      ".a@b",
      "a..b@c",
      '"a"@b',
      "a@b\r\nRCPT TO:<c@d>",
    ],
  },
  folder: {
    field: folder(options),
    good: ["", "./hello", "clips", "/clips/front door/", "a/.b/c..d"],
    bad: ["..", "../a", "a/../b", "a/..", "...", "a\\b", "a|b", "a*", "c:/x", 'a"b', "x".repeat(129)],
  },
  fileName: {
    field: fileName(options),
    good: ["", "front", "Front door_1.", "-x"],
    bad: [".hidden", "a/b", "a\\b", "a:b", "a*", "ä", "x".repeat(33)],
  },
  pathAlias: {
    field: pathAlias(options),
    good: ["", "live", "live.sdp", "cam/1", "a~b"],
    bad: [
      "/live",
      "live/",
      "a//b",
      "../a",
      "a/../b",
      "a/./b",
      ".",
      "a b",
      "a?b",
      "a#b",
      "a%2fb",
      "x".repeat(65),
    ],
  },
  userName: {
    field: userName(options),
    good: ["", "viewer", "a.b@c", "x_y-z+1"],
    bad: ["a,b", "a:b", "a b", "a/b", "a;b", 'a"b', "ä", "x".repeat(33)],
  },
  ascii: { field: ascii({ ...options, max: 5 }), good: ["", "Hi ~!"], bad: ["Hallo!", "ü", "a\tb"] },
  openInt: {
    field: openInt({ ...options, min: 5, max: 60 }),
    good: ["", "5", "60"],
    bad: ["4", "61", "5s", "-5", "6.5", "1e1"],
  },
};

for (const [name, { field, good, bad }] of Object.entries(shapes)) {
  test(`${name} takes what it should and refuses the rest in its own words`, () => {
    for (const value of good) assert.equal(field.check(value), undefined, value);
    for (const value of [...bad, null, 5, ["a"]]) {
      assert.equal(field.check(value), `must be ${field.allowed}`, String(value));
    }
  });
}

test("a port is 1 to 65535", () => {
  const field = port({ default: 80, doc: options.doc });
  assert.equal(field.check(65535), undefined);
  for (const value of [0, 65536, -1, "80"]) assert.equal(field.check(value), "must be 1 to 65535");
});

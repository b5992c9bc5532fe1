import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { AnyRecord, Choice, Field, Group, Int, Issue, Model } from "../../model/index.ts";
import { defaults, issues, masked, merge } from "../../model/index.ts";
import { applied, type Row, type Table } from "../table.ts";
import { models } from "./models.ts";
import { tables } from "./tables.ts";

const all = Object.values(models);
const rc8230 = tables(models.RC8230);
const fixture = readFileSync(new URL("fixtures/rc8230-groups.txt", import.meta.url), "utf8");

function recordsOf(model: Model, group: Group): readonly AnyRecord[] {
  const patches = model.defaults[group.name] ?? [];
  return defaults(group).map((record, n) => merge(group, record, patches[n] ?? {}));
}

function dump({ name, rows }: Table, model: Model): string {
  const lines = rows
    .filter(({ hidden }) => !hidden)
    .map((row) => `${row.key}=${row.read(recordsOf(model, row.group))}`);
  return [`[${name}]`, ...lines, ""].join("\n");
}

function rowOf(group: string, key: string): Row {
  const row = rc8230.find(({ name }) => name === group)?.rows.find((each) => each.key === key);
  assert.ok(row, `${group}.${key}`);
  return row;
}

/** What a row prints after a text was written to fresh records. */
function echo(row: Row, text: string): string {
  const records = recordsOf(models.RC8230, row.group);
  const written = row.write(text, records);
  assert.ok("value" in written, `${row.key} refuses ${text}: ${"problem" in written && written.problem}`);
  return row.read(applied(row.group, records, written.value));
}

function problem(row: Row, text: string): string | undefined {
  const written = row.write(text, recordsOf(models.RC8230, row.group));
  return "problem" in written ? written.problem : undefined;
}

const rows = rc8230.flatMap((table) => table.rows.map((row) => ({ name: `${table.name}.${row.key}`, row })));

for (const table of rc8230) {
  test(`a fresh RC8230 lists ${table.name} as the real one does`, () => {
    const start = fixture.indexOf(`[${table.name}]\n`);
    const end = fixture.indexOf("\n[", start);
    assert.equal(dump(table, models.RC8230), fixture.slice(start, end < 0 ? undefined : end + 1));
  });
}

test("the groups are listed in the order of the real camera, each once", () => {
  const names = [...fixture.matchAll(/^\[(.+)\]$/gm)].map(([, name]) => name);
  assert.deepEqual(
    rc8230.map(({ name }) => name),
    names,
  );
});

test("a model has no groups and keys of what it lacks", () => {
  const keys = (model: Model) =>
    tables(model).flatMap((table) => [table.name, ...table.rows.map(({ key }) => key)]);
  const lacking = { RC8221: ["PTZ", "SDCARD", "md_point"], OC821D: ["PTZ", "SDCARD", "md_point", "IO"] };
  for (const [name, absent] of Object.entries(lacking)) {
    const has = keys(models[name as keyof typeof lacking]);
    for (const key of [...absent, "pir_mode", "pb_status"]) assert.ok(!has.includes(key), `${name} ${key}`);
  }
  assert.ok(keys(models.RC8221).includes("IO"));
  const blind = {
    ...models.RC8230,
    has: { ...models.RC8230.has, wifi: false, microphone: false, dayNight: false },
  };
  for (const key of ["WIRELESS", "AUDIO", "dn_filter", "dn_threshold"])
    assert.ok(!keys(blind).includes(key), key);
  const warm = { ...models.RC8230, has: { ...models.RC8230.has, pir: true, privacyButton: true } };
  for (const key of ["pir_mode", "pb_status"]) assert.ok(keys(warm).includes(key), key);
});

test("a key stands once in its group, and every field is spoken of by one key", () => {
  for (const model of all) {
    const spoken = new Set<string>();
    for (const table of tables(model)) {
      assert.equal(new Set(table.rows.map(({ key }) => key)).size, table.rows.length, table.name);
      for (const row of table.rows) {
        for (const field of row.fields) {
          assert.ok(Object.hasOwn(row.group.fields, field), `${row.key} ${field}`);
          spoken.add(`${row.group.name}.${field}`);
        }
      }
    }
    assert.ok(spoken.size > 200);
  }
});

test("the defaults of every model are of real fields and pass their checks", () => {
  for (const model of all) {
    const groups = new Map(
      tables(model).flatMap((table) => table.rows.map(({ group }) => [group.name, group] as const)),
    );
    for (const [name, patches] of Object.entries(model.defaults)) {
      const group =
        groups.get(name) ??
        rc8230.flatMap((table) => table.rows).find((row) => row.group.name === name)?.group;
      assert.ok(group, name);
      for (const [index, values] of patches.entries()) {
        const wrong: readonly Issue[] = issues({ group, index, values }).filter(
          (issue) => issue.problem !== "is read only",
        );
        assert.deepEqual(wrong, [], `${model.name} ${name}`);
      }
    }
  }
});

test("what is read can be written, and reads the same again", () => {
  for (const { name, row } of rows) {
    const records = recordsOf(models.RC8230, row.group);
    const text = row.read(records);
    const written = row.write(text, records);
    // Read-only texts may have a default that only the camera can give.
    if (row.readOnly) continue;
    assert.ok("value" in written, `${name}=${text}: ${"problem" in written && written.problem}`);
    const after = applied(row.group, records, written.value);
    assert.equal(row.read(after), text, name);
    assert.deepEqual(after, records, name);
  }
});

test("both ends of every range are taken, and the next values outside refused in words", () => {
  let checked = 0;
  for (const { name, row } of rows) {
    const [field] = row.fields;
    const known = row.group.fields[field as string] as Field;
    if (row.fields.length > 1 || known.kind !== "int" || row.readOnly) continue;
    const { min, max, step, also } = known as unknown as Int;
    for (const value of [min, max, ...also]) assert.equal(echo(row, String(value)), String(value), name);
    for (const value of [min - 1, max + 1])
      assert.equal(problem(row, String(value)), `must be ${known.allowed}`, name);
    if (step > 1) assert.equal(problem(row, String(min + 1)), `must be ${known.allowed}`, name);
    for (const text of ["", " 5", "+5", "1e1", "0x1", "5.0", "five"]) {
      assert.equal(problem(row, text), `must be ${known.allowed}`, `${name}=${text}`);
    }
    checked++;
  }
  assert.ok(checked > 90, `only ${checked} ranges`);
});

const documentedRanges: readonly (readonly [group: string, key: string, min: number, max: number])[] = [
  ["MOTION", "md_threshold1", 0, 255],
  ["MOTION", "md_sensitivity4", 0, 10],
  ["MOTION", "md_update_freq1", 1, 100],
  ["SYSTEM", "time_zone", 0, 75],
  ["SYSTEM", "ntp_hour", 0, 23],
  ["SYSTEM", "ntp_min", 0, 59],
  ["LOG", "log_level", 0, 7],
  ["WIRELESS", "wlan_channel", 0, 13],
  ["WIRELESS", "wep_index", 1, 4],
  ["RTSP_RTP", "rtsp_port", 1024, 65535],
  ["RTSP_RTP", "rtp_port", 1024, 65535],
  ["RTSP_RTP", "rtp_size", 400, 1400],
  ["RTSP_RTP", "mcast_audio_port", 1024, 65534],
  ["RTSP_RTP", "mcast_hops", 1, 255],
  ["VIDEO", "exposure", 1, 7],
  ["VIDEO", "contrast", 1, 7],
  ["H264", "quality_level", 1, 5],
  ["H264", "frame_rate2", 1, 30],
  ["MPEG4", "gov_length3", 1, 150],
  ["QOS", "qos_dscp", 0, 63],
  ["SMBC", "smbc_rec_filesize", 0, 1048576],
];

test("documented ranges are as documented", () => {
  for (const [group, key, min, max] of documentedRanges) {
    const row = rowOf(group, key);
    for (const value of [min, max]) assert.equal(echo(row, String(value)), String(value), key);
    for (const value of [min - 1, max + 1]) assert.ok(problem(row, String(value)), `${key}=${value}`);
  }
});

test("every word of every choice has a text of its own, and nothing else is taken", () => {
  for (const { name, row } of rows) {
    const [field = ""] = row.fields;
    const known = row.group.fields[field] as Field;
    if (row.fields.length > 1 || known.kind !== "choice") continue;
    const texts = (known as unknown as Choice).values.map((value) => {
      const records = recordsOf(models.RC8230, row.group).map((record) => ({ ...record, [field]: value }));
      const text = row.read(records);
      assert.equal(echo(row, text), text, name);
      return text;
    });
    assert.equal(new Set(texts).size, texts.length, name);
    for (const text of ["99", "-1", "no such word"])
      assert.match(problem(row, text) ?? "", /^must be one of /, name);
  }
});

test("every switch takes 0 and 1 only", () => {
  for (const { name, row } of rows) {
    const known = row.group.fields[row.fields[0] as string] as Field;
    if (
      row.fields.length > 1 ||
      known.kind !== "bool" ||
      row.readOnly ||
      (row.key.endsWith("_ctrl") && row.key !== "adm_ctrl")
    )
      continue;
    for (const text of ["0", "1"]) assert.equal(echo(row, text), text, name);
    for (const text of ["", "2", "on", "true", "01"])
      assert.equal(problem(row, text), "must be 0 or 1", name);
  }
});

test("every secret is taken, and reads empty", () => {
  const secrets = rows.filter(({ row }) => row.secret);
  assert.ok(secrets.length >= 18, `${secrets.length}`);
  for (const { name, row } of secrets) {
    const records = recordsOf(models.RC8230, row.group);
    const written = row.write("opensesame", records);
    assert.ok("value" in written, name);
    const after = applied(row.group, records, written.value);
    assert.equal(row.read(after), "opensesame", name);
    assert.equal(row.read(after.map((record) => masked(row.group, record))), "", name);
  }
});

test("no key takes the end of a line", () => {
  for (const { name, row } of rows) {
    for (const text of [`${row.read(recordsOf(models.RC8230, row.group))}\r\nx=1`, "\n", "a\0b"]) {
      assert.ok(problem(row, text), `${name} takes ${JSON.stringify(text)}`);
    }
  }
});

const accepted: readonly (readonly [group: string, key: string, text: string, printed?: string])[] = [
  ["MOTION", "md_window2", "30,60,100,120"],
  ["MOTION", "md_window1", "0,0,639,478"],
  ["MOTION", "md_name4", ""],
  ["SYSTEM", "time_format", "12-hour", "12"],
  ["SYSTEM", "time_format", "24-hour", "24"],
  ["SYSTEM", "date_format", "3"],
  ["SYSTEM", "ntp_server", "0.uk.pool.ntp.org"],
  ["EVENT", "event_mt", "httpn:1", "email:0;ftpu:1;httpn:1;httppost:0;smbc:0"],
  ["EVENT", "event_mt", "1,0,0,0,0,0,0,0", "email:1;ftpu:0;httpn:0;httppost:0;smbc:0"],
  ["EVENT", "event_attach", "avi,1,10,20"],
  ["EVENT", "event_pir", "email:1", "email:1;ftpu:0;httpn:0;httppost:0;smbc:0"],
  ["HTTP_NOTIFY", "http_url", "http://example.com"],
  ["HTTP_NOTIFY", "http_url", ""],
  ["HTTP_NOTIFY", "http_method", "2"],
  ["RTSP_RTP", "rtsp_port", "554"],
  ["USER", "user1", "viewer,secret", "viewer,secret"],
  ["USER", "pt_ctrl", "1,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1"],
  ["IP_FILTER", "ip_filter20", "192.168.1.0/24"],
  ["H264", "sp_uri", "live.sdp"],
  ["H264", "profile3", "100"],
  ["EMAIL", "smtp2_auth", "2"],
  ["EMAIL", "send_email", "4"],
  ["FTP", "ftp2_path", "/clips/front door"],
  ["PTZ", "Preset9Position", "-63,28"],
  ["PTZ", "Patrol1Position", "1,5;9,60"],
  ["WIRELESS", "wpa_tls_user", "me"],
  ["DDNS", "ddns_minute", "59"],
  ["VIDEO", "mask_color4", "00FF00"],
  ["VIDEO", "dn_threshold", "10,90"],
];

test("texts that clients are known to write are taken", () => {
  for (const [group, key, text, printed = text] of accepted)
    assert.equal(echo(rowOf(group, key), text), printed, key);
});

const refused: readonly (readonly [group: string, key: string, text: string, words: RegExp])[] = [
  ["MOTION", "md_window1", "0,0,640,479", /^must be x0,y0,x1,y1 /],
  ["MOTION", "md_window1", "10,0,5,479", /^must be x0,y0,x1,y1 /],
  ["MOTION", "md_name1", "thirteen char", /at most 12/],
  ["MOTION", "md_point", "64,0", /^must be x,y with x -63 to 63/],
  ["SYSTEM", "host_name", "seventeen letters", /at most 16/],
  ["SYSTEM", "host_name", "a_b", /letters, digits or spaces/],
  ["SYSTEM", "time_zone", "76", /^must be 0 to 75$/],
  ["SYSTEM", "time_format", "13", /^must be one of 24, 12$/],
  ["RTSP_RTP", "mcast_video_port", "2241", /^must be 1024 to 65534 in steps of 2$/],
  ["RTSP_RTP", "mcast_video_addr", "192.168.0.1", /multicast address/],
  ["RTSP_RTP", "rtsp_port", "80", /^must be 554 or 1024 to 65535$/],
  ["HTTP_NOTIFY", "http_url", "file:///etc/passwd", /http:\/\/ or https:\/\//],
  ["FTP", "ftp1_path", "../../etc", /without "\.\."/],
  ["FTP", "ftp1_server", "a b", /host name or an IP address/],
  ["EMAIL", "to_addr1", "a@b>,<c@d", /mail address/],
  ["EVENT", "event_attach", "mp4,6,5,10", /^stream must be 1 to 5$/],
  ["EVENT", "event_attach", "mp4,1,61,10", /^preSeconds must be 0 to 60$/],
  ["EVENT", "event1_entry", "ei=86401", /^intervalSeconds must be 0 to 86400$/],
  ["USER", "user1", "a b,c", /^name must be at most 32 letters/],
  ["USER", "admin_name", "", /letters, digits/],
  ["USER", "io_ctrl", "1,0", /^must be 20 values separated by commas$/],
  ["USER", "io_ctrl", "2,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0", /^value 1 must be 0 or 1$/],
  ["IP_FILTER", "ip_filter1", "300.1.1.1", /IP address/],
  ["WIRELESS", "wpa_ascii", "short", /^must be 8 to 63 characters/],
  ["H264", "sp_uri", "../adm", /without leading slash/],
  ["PTZ", "Patrol1Position", "0,5", /preset,seconds/],
];

test("texts that must not be stored are refused in words", () => {
  for (const [group, key, text, words] of refused) {
    const said = problem(rowOf(group, key), text);
    assert.ok(said, `${key} takes ${text}`);
    assert.match(said, words, key);
  }
});

test("a write changes the fields of its row and nothing else", () => {
  for (const { name, row } of rows) {
    const records = recordsOf(models.RC8230, row.group);
    const written = row.write(row.read(records), records);
    if (!("value" in written)) continue;
    for (const { group, values } of written.value) {
      assert.equal(group, row.group, name);
      for (const field of Object.keys(values)) assert.ok(row.fields.includes(field), `${name} ${field}`);
    }
  }
});

/** A generator of numbers from 0 to 1 that a seed decides (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

test("mutated texts are refused or stored so that they read and write the same again", () => {
  const next = random(20130301);
  const pick = <T>(from: ArrayLike<T>): T => from[Math.floor(next() * from.length)] as T;
  const starts = [
    ["EVENT", "event_mt", "email:0;ftpu:1;httpn:0;httppost:0;smbc:0"],
    ["EVENT", "event_audio", "0,1,0,0,1,0,0,0"],
    ["EVENT", "event_attach", "mp4,1,5,10"],
    ["EVENT", "event1_entry", "is=1|es=0,|et=2|acts=op1:0;httpn:1;sd_rec:0|ei=0|ea=mp4,5,15,1|en=name"],
    ["USER", "user3", "viewer,secret"],
    ["USER", "pt_ctrl", "1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1"],
    ["MOTION", "md_window3", "0,0,639,479"],
    ["IP_FILTER", "ip_filter2", "192.168.1.2-192.168.1.9"],
    ["PTZ", "Preset1Position", "-63,28"],
  ] as const;
  const bits = [
    "",
    ";",
    ":",
    ",",
    "|",
    "=",
    "0",
    "1",
    "9",
    "-",
    " ",
    "\0",
    "\n",
    "é",
    "e",
    "is=1",
    "email:1",
    "😀",
  ];
  let stored = 0;
  for (let round = 0; round < 4000; round++) {
    const [group, key, text] = pick(starts);
    let mutated: string = text;
    for (let edits = 1 + Math.floor(next() * 3); edits > 0; edits--) {
      const at = Math.floor(next() * (mutated.length + 1));
      mutated = mutated.slice(0, at) + pick(bits) + mutated.slice(at + Math.floor(next() * 4));
    }
    const row = rowOf(group, key);
    const records = recordsOf(models.RC8230, row.group);
    const written = row.write(mutated, records);
    if ("problem" in written) {
      assert.match(written.problem, /must be /, mutated);
      continue;
    }
    stored++;
    for (const change of written.value) assert.deepEqual(issues(change), [], mutated);
    const after = applied(row.group, records, written.value);
    assert.equal(echo(row, row.read(after)), row.read(after), mutated);
  }
  assert.ok(stored > 100 && stored < 3900, `${stored} stored`);
});

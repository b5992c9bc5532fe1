import assert from "node:assert/strict";
import { test } from "node:test";
import { bool, defaults, flags, group, int, list, secret, text } from "../model/index.ts";
import { applied, type Codec, column, hidden, items, joined, type Row, rows, table } from "./table.ts";

const doc = "For the test.";
const server = group("server", doc, {
  host: text({ default: "", max: 8, doc }),
  port: int({ default: 80, min: 1, max: 99, doc }),
  password: secret({ max: 8, doc }),
  serial: int({ default: 7, min: 0, max: 9, readOnly: true, doc }),
  names: list(text({ default: "", max: 3, doc }), 3, { doc }),
  actions: flags(["mail", "ftp"], { doc }),
});
const slot = group(
  "slot",
  doc,
  { name: text({ default: "", max: 4, doc }), open: bool({ default: false, doc }) },
  3,
);

const plain: Codec<string> = { encode: (value) => value, decode: (value) => ({ value }) };
const flag: Codec<boolean> = {
  encode: (value) => (value ? "1" : "0"),
  decode: (value) => (/^[01]$/.test(value) ? { value: value === "1" } : { problem: "must be 0 or 1" }),
};
const whole: Codec<number> = {
  encode: String,
  decode: (value, _current, allowed) =>
    /^\d+$/.test(value) ? { value: Number(value) } : { problem: `must be ${allowed}` },
};

const numbered = (key: string, index: number) => `${key}${index + 1}`;
const first = (made: readonly Row[]): Row => made[0] as Row;

test("a row reads one field and writes a change of it", () => {
  const port = first(rows(server, { port: ["port", whole] }));
  assert.equal(port.read(defaults(server)), "80");
  assert.deepEqual(port.write("99", defaults(server)), {
    value: [{ group: server, index: 0, values: { port: 99 } }],
  });
});

test("a value past the field's limits, or none at all, is refused in the field's words", () => {
  const port = first(rows(server, { port: ["port", whole] }));
  for (const value of ["0", "100", "x", ""]) {
    assert.deepEqual(port.write(value, defaults(server)), { problem: "must be 1 to 99" }, value);
  }
});

test("a row knows what is secret and what is read only", () => {
  const made = rows(server, { pw: ["password", plain], sn: ["serial", whole], host: ["host", plain] });
  assert.deepEqual(
    made.map(({ key, secret, readOnly, hidden, fields }) => ({ key, secret, readOnly, hidden, fields })),
    [
      { key: "pw", secret: true, readOnly: false, hidden: false, fields: ["password"] },
      { key: "sn", secret: false, readOnly: true, hidden: false, fields: ["serial"] },
      { key: "host", secret: false, readOnly: false, hidden: false, fields: ["host"] },
    ],
  );
});

test("a listing is by field or by record", () => {
  const spec = { n: ["name", plain], o: ["open", flag] } as const;
  const keys = (made: readonly Row[]) => made.map(({ key }) => key).join(" ");
  assert.equal(keys(rows(slot, spec, { name: numbered })), "n1 n2 n3 o1 o2 o3");
  assert.equal(keys(rows(slot, spec, { name: numbered, order: "record" })), "n1 o1 n2 o2 n3 o3");
});

test("a row of the second record changes the second record", () => {
  const [, second] = rows(slot, { n: ["name", plain] }, { name: numbered });
  assert.deepEqual(second?.write("b", defaults(slot)), {
    value: [{ group: slot, index: 1, values: { name: "b" } }],
  });
});

test("a joined row says which of its fields is wrong, and changes nothing then", () => {
  const address: Codec<{ readonly host: string; readonly port: number }> = {
    encode: ({ host, port }) => `${host}:${port}`,
    decode: (value) => {
      const [host = "", port] = value.split(":");
      return port === undefined ? { problem: "must be host:port" } : { value: { host, port: Number(port) } };
    },
  };
  const both = first(joined(server, ["host", "port"], { key: "at", codec: address }));
  assert.equal(both.read(defaults(server)), ":80");
  assert.deepEqual(both.write("a:9", defaults(server)), {
    value: [{ group: server, index: 0, values: { host: "a", port: 9 } }],
  });
  assert.deepEqual(both.write("a", defaults(server)), { problem: "must be host:port" });
  assert.deepEqual(both.write("a:100", defaults(server)), { problem: "port must be 1 to 99" });
});

test("items speak of one value of a list each", () => {
  const names = items(server, "names", { key: "name", codec: plain, name: numbered });
  assert.deepEqual(
    names.map(({ key }) => key),
    ["name1", "name2", "name3"],
  );
  const written = (names[1] as Row).write("b", defaults(server));
  assert.deepEqual(written, { value: [{ group: server, index: 0, values: { names: ["", "b", ""] } }] });
  assert.deepEqual((names[1] as Row).write("long", defaults(server)), {
    problem: "must be text of at most 3 characters without control characters",
  });
});

test("a column speaks of one field of every record", () => {
  const open = first(column(slot, "open", ["open", flag]));
  assert.equal(open.read(defaults(slot)), "0,0,0");
  const written = open.write("1,0,1", defaults(slot));
  assert.ok("value" in written);
  const after = applied(slot, defaults(slot), written.value);
  assert.equal(open.read(after), "1,0,1");
  for (const value of ["1,0", "1,0,1,0", "", "1"]) {
    assert.deepEqual(
      open.write(value, defaults(slot)),
      { problem: "must be 3 values separated by commas" },
      value,
    );
  }
  assert.deepEqual(open.write("1,2,0", defaults(slot)), { problem: "value 2 must be 0 or 1" });
});

test("later texts of one request see what earlier ones change", () => {
  const names = items(server, "names", { key: "name", codec: plain, name: numbered });
  let records: readonly Readonly<Record<string, unknown>>[] = defaults(server);
  for (const [n, row] of names.entries()) {
    const written = row.write("abc"[n] as string, records);
    assert.ok("value" in written);
    records = applied(server, records, written.value);
  }
  assert.deepEqual(records[0]?.names, ["a", "b", "c"]);
});

test("changes are laid over the records of their own group", () => {
  const changes = [
    { group: slot, index: 1, values: { name: "b" } },
    { group: server, index: 0, values: { actions: { ftp: true } } },
  ];
  assert.deepEqual(applied(slot, defaults(slot), changes)[1], { name: "b", open: false });
  assert.deepEqual(applied(server, defaults(server), changes)[0]?.actions, { mail: false, ftp: true });
});

test("a hidden row is in the table and marked", () => {
  const made = table(
    "SERVER",
    rows(server, { host: ["host", plain] }),
    hidden(rows(server, { port: ["port", whole] })),
  );
  assert.deepEqual(
    made.rows.map(({ key, hidden }) => [key, hidden]),
    [
      ["host", false],
      ["port", true],
    ],
  );
});

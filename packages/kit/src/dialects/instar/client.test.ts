import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeCamera } from "../../model/fake-camera.ts";
import * as m from "../../model/index.ts";
import type { ClientReply, ClientRequest, Send } from "../client.ts";
import { models } from "../sercomm/models.ts";
import { parseAnswer } from "./answer.ts";
import { instarClient } from "./client.ts";
import { instar } from "./index.ts";
import { menus } from "./tables.ts";

const admin: m.Caller = { name: "admin", level: "admin", privileges: new Set() };

const reply = (body: string | Uint8Array, status = 200): ClientReply => ({
  status,
  headers: { "content-type": "text/plain" },
  body: typeof body === "string" ? new TextEncoder().encode(body) : body,
});

/** The client half through the server half, without a socket between them. */
function joinedTo(camera: FakeCamera, asked: ClientRequest[] = []): Send {
  return async (request) => {
    asked.push(request);
    const { method, path, query = "" } = request;
    const answer = await instar.serve(
      { method, path, query, headers: {}, body: new Uint8Array(), caller: admin },
      camera,
    );
    return "status" in answer ? reply(answer.body, answer.status) : reply("", 500);
  };
}

const saying =
  (text: string): Send =>
  async () =>
    reply(text);

const code =
  (wanted: m.ErrorCode, words = /./) =>
  (error: unknown): boolean =>
    error instanceof m.CameraError && error.code === wanted && words.test(error.message);

/** The fields of a group that the menus of this vendor speak of, or those that they also list. */
function spoken(group: m.Group, onlyListed = false): ReadonlySet<string> {
  const entries = menus.flatMap(({ places }) => places.flat());
  return new Set(
    entries.flatMap((entry) => {
      if (entry.kind === "fixed" || entry.row.group.name !== group.name) return [];
      return onlyListed && entry.kind === "row" && !entry.listed ? [] : entry.row.fields;
    }),
  );
}

/** Another value than the given one, which its field takes. */
function another(field: m.Field, value: unknown): unknown {
  const tries: unknown[] = [
    ...(typeof value === "boolean" ? [!value] : []),
    ...(field.kind === "int" ? [(field as m.Int).max, (field as m.Int).min] : []),
    ...(field.kind === "choice" ? (field as m.Choice).values : []),
    ...(typeof value === "string"
      ? ["36000-3", "abc", "anna@example.com", "/abc", "192.168.2.7", "255.255.0.0"]
      : []),
    ...(field.kind === "rect" ? [[0, 0, 319, 239]] : []),
    ...(field.kind === "list" && Array.isArray(value)
      ? [true, false, "abc", "anna@example.com"].map((item) => value.with(0, item))
      : []),
  ];
  return tries.find(
    (each) => field.check(each) === undefined && JSON.stringify(each) !== JSON.stringify(value),
  );
}

test("what the client half writes through the server half, it reads back: every group and field", async () => {
  let written = 0;
  for (const group of m.groups) {
    const fields = spoken(group);
    for (let index = 0; index < group.count; index += 1) {
      for (const field of fields) {
        const camera = new FakeCamera(models.RC8230);
        const client = instarClient(joinedTo(camera));
        const before = await client.read(group);
        assert.deepEqual(before.odd, []);
        const known = group.fields[field] as m.Field;
        const value = another(known, (before.records[index] as m.AnyRecord)[field]);
        assert.notEqual(value, undefined, `${group.name}.${field}`);
        try {
          await client.set([{ group, index, values: { [field]: value } }]);
        } catch (error) {
          // Presets, servers and mail hosts that are counted beyond this vendor's places.
          assert.ok(code("not-offered", /no key/)(error), `${group.name}.${index}.${field}: ${error}`);
          continue;
        }
        written += 1;
        if (m.isSecret(known)) continue;
        const stored = (camera.get(group)[index] as m.AnyRecord)[field];
        assert.notDeepEqual(stored, (before.records[index] as m.AnyRecord)[field], `${group.name}.${field}`);
        if (!spoken(group, true).has(field)) continue;
        const [read] = [(await client.read(group)).records[index] as m.AnyRecord];
        assert.deepEqual(read[field], stored, `${group.name}.${index + 1}.${field} read back`);
      }
    }
  }
  assert.ok(written > 150, `${written} fields were written`);
});

test("an area, a secret and a coarser scale come through", async () => {
  const camera = new FakeCamera(models.RC8230);
  const asked: ClientRequest[] = [];
  const client = instarClient(joinedTo(camera, asked));
  await client.set([
    { group: m.motionWindow, index: 1, values: { area: [30, 60, 100, 120], enabled: true } },
    { group: m.ftpServer, index: 0, values: { host: "nas", password: "p+w&1=#", folder: "./day 1" } },
  ]);
  assert.deepEqual(camera.get(m.motionWindow)[1]?.area, [30, 60, 100, 120]);
  assert.deepEqual(camera.get(m.motionWindow)[0]?.area, [0, 0, 639, 479]);
  assert.equal(camera.stored.get("ftpServer")?.[0]?.password, "p+w&1=#");
  assert.equal((await client.ftp()).ft_dirname, "./day 1");
  const [server] = (await client.read(m.ftpServer)).records;
  await client.set([{ group: m.ftpServer, index: 0, values: { ...server, port: 2121 } }]);
  assert.equal(camera.stored.get("ftpServer")?.[0]?.password, "p+w&1=#");
  await client.arm(true);
  assert.equal(await client.isArmed(), true);
  asked.length = 0;
  await assert.rejects(
    client.set([{ group: m.motionWindow, index: 0, values: { threshold: 300 } }]),
    code("refused", /motionWindow\.1\.threshold/),
  );
  assert.deepEqual(asked, []);
});

test("a test of the upload tells its result, and a host key is trusted", async () => {
  const camera = new FakeCamera(models.RC8230);
  const client = instarClient(joinedTo(camera));
  camera.upload.result = { failure: new m.CameraError("peer-unverified", "no"), hostKey: "AAAAC3NzaC1l" };
  assert.deepEqual(await client.testFtp(), {
    result: -5,
    words: "the server's identity is not trusted",
    hostKey: "AAAAC3NzaC1l",
  });
  const key = "AAAAC3NzaC1lZDI1NTE5AAAAIHzXGgltq4a8PS6QH9u334FGdxJmEzQ0klKtUw+1iSle";
  camera.upload.result = { hostKey: key };
  assert.deepEqual(await client.testFtp({ trust: key }), { result: 0, words: "uploaded", hostKey: key });
  assert.deepEqual(camera.upload.pinned, [key]);
  assert.match(await client.publicKey(), /^ssh-rsa /);
});

test("answers are read as the documentation of the vendor prints them", async () => {
  const client = instarClient(
    saying(
      `cmd="getftpaction";\nenable['rec']="0";\ninterval['rec']="0";\nenable['snap']="1";\ninterval['snap']="15";\nenable['timersnap']="0";\ninterval['timersnap']="820";\nresponse="200";\n`,
    ),
  );
  assert.equal((await client.read(m.alarmPictures)).records[0]?.restSeconds, 15);
  assert.equal((await client.read(m.timedPictures)).records[0]?.intervalSeconds, 820);
  assert.deepEqual(parseAnswer('result="0";'), {
    code: undefined,
    values: [{ key: "result", place: undefined, value: "0" }],
  });
  assert.deepEqual(parseAnswer('var a="x\\"y";\r\nvar b="1";\r\n')?.values[0]?.value, 'x"y');
  assert.equal(parseAnswer("[Succeed]set ok.")?.code, 200);
  assert.equal(parseAnswer("[Error]Param error.")?.code, 202);
  assert.equal(parseAnswer("<html>Router</html>"), undefined);
});

test("failures have a code and the command's name", async () => {
  const answering = (n: number) => instarClient(saying(`cmd="x";\nresponse="${n}";\n`));
  await assert.rejects(answering(211).log(), code("not-allowed", /getsyslog answered 211/));
  await assert.rejects(answering(204).trigger(), code("not-offered"));
  await assert.rejects(answering(202).setFtp({ ft_port: "x" }), code("refused", /invalid value/));
  await assert.rejects(answering(217).move("left", 5), code("not-offered"));
  await assert.rejects(instarClient(saying("")).facts(), code("reply-damaged"));
  await assert.rejects(instarClient(saying("<html>")).snapshot(), code("reply-damaged"));
  await assert.rejects(instarClient(async () => reply("", 401)).facts(), code("login-refused"));
});

test("whatever stands in an answer, reading it ends", () => {
  let seed = 7;
  const next = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % below;
  };
  const parts = [
    'cmd="',
    '";',
    "response",
    "=",
    '"',
    "\\",
    "[1]",
    "['rec']",
    "var ",
    "\n",
    "key",
    "é",
    "200",
  ];
  for (let round = 0; round < 3000; round += 1) {
    const text = Array.from({ length: next(40) }, () => parts[next(parts.length)]).join("");
    const answer = parseAnswer(text);
    assert.ok(answer === undefined || answer.values.every(({ key }) => /^\w+$/.test(key)));
  }
  const began = performance.now();
  parseAnswer(`key="${"\\a".repeat(200_000)}`);
  parseAnswer("key ".repeat(100_000));
  assert.ok(performance.now() - began < 2000);
});

test("menus are read and written in the vendor's own words, and a client tells which keys it wrote", async () => {
  const camera = new FakeCamera(models.RC8230);
  const client = instarClient(joinedTo(camera));
  assert.ok(client.menuNames().includes("mdattr"));
  const before = await client.texts("mdattr");
  assert.equal(before["enable[1]"], "1");
  const written = await client.set([{ group: m.motionWindow, index: 1, values: { enabled: true } }]);
  assert.deepEqual(written, [{ group: "mdattr", keys: ["enable[2]"] }]);
  await client.setTexts("mdattr", { "enable[1]": "0", "enable[2]": "0" });
  assert.deepEqual(
    camera.get(m.motionWindow).map(({ enabled }) => enabled),
    [false, false, false, false],
  );
  const read = await client.read(m.motionWindow);
  assert.ok(read.said.has("motionWindow.2.enabled"));
});

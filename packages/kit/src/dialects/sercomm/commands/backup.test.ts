import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeBase64, decodeConfig, encodeConfig } from "../../../formats/sercomm-config/index.ts";
import { FakeCamera } from "../../../model/fake-camera.ts";
import { type Group, groups, type Model } from "../../../model/index.ts";
import { loadBackup } from "../backup.ts";
import { admin, asking, request } from "../fixtures/requests.ts";
import { groupIndex } from "../group-index.ts";
import { models, sercomm, tables } from "../index.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (of: Uint8Array) => new TextDecoder().decode(of);

function open(model: Model = models.RC8230) {
  const camera = new FakeCamera(model);
  const dialect = sercomm(model);
  const ask = asking(dialect, camera);
  const all = (): Readonly<Record<string, unknown>> =>
    Object.fromEntries(groups.map((group: Group) => [group.name, camera.get(group)]));
  const save = async (): Promise<Uint8Array> => {
    const answer = await dialect.serve(request("/adm/admcfg.cfg"), camera);
    assert.ok("status" in answer && answer.status === 200 && answer.type === "application/configuration");
    return bytes(answer.body as string);
  };
  const load = (body: Uint8Array, type = "application/octet-stream") =>
    ask(
      request("/adm/upload.cgi", { method: "POST", body, headers: { "content-type": type }, caller: admin }),
    );
  return { camera, ask, all, save, load };
}

/** Settings of every kind, some with the characters that mean something to the file. */
const changes = [
  "group=SYSTEM&host_name=Front door&comment=[EVENT] a=b;c|d&time_zone=13&ntp_server=10.0.0.1",
  "group=MOTION&md_window2=30,60,100,120&md_threshold1=143&md_point=-5,7",
  "group=EVENT&event_trigger=1&event_mt=email:1;httpn:1&event_attach=avi,1,10,20",
  "group=PTZ&Preset3Name=Gate&Preset3Position=-20,9&Patrol1Position=3,10&PtzPanSpeed=9",
  "group=EMAIL&to_addr1=a@example.com&subject=50% off&smtp_password=hidden-one",
  "group=USER&user1=anna,secret-two&pt_ctrl=1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0",
  "group=SYSTEM&pir_mode=0",
];

async function changed(bench = open()) {
  for (const query of changes.slice(0, 6))
    assert.equal(await bench.ask(`/adm/set_group.cgi?${query.replaceAll("%", "%25")}`), "200 OK");
  return bench;
}

describe("a backup", () => {
  it("can be looked at first: what it would change is told, and nothing is stored", async () => {
    const { camera, ask, all, save } = await changed();
    const file = await save();
    await ask("/adm/set_group.cgi?group=MOTION&md_threshold1=99&group=SYSTEM&host_name=Other");
    camera.backup.sealed = { adminPassword: "another" };
    const before = all();
    const preview = (body: Uint8Array) =>
      ask(request("/adm/upload.cgi?preview=1", { method: "POST", body, headers: {}, caller: admin }));
    const [, told = ""] = /^200 (.*)/s.exec(await preview(file)) ?? [];
    const { changes: differing, notes } = JSON.parse(told);
    assert.deepEqual(
      new Set(differing.map(({ key, from, to }: Record<string, unknown>) => `${key} ${from} ${to}`)),
      new Set([
        "identity.hostName Other Front door",
        "motionWindow.1.threshold 99 143",
        "users.adminPassword undefined undefined",
      ]),
    );
    assert.deepEqual(notes, []);
    assert.match(await preview(bytes("nonsense")), /^400 /);
    assert.deepEqual(all(), before);
    assert.deepEqual(camera.restarts, []);
  });

  it("brings back the same settings, to the same camera and to a fresh one, and restarts it", async () => {
    const first = await changed();
    const file = await first.save();
    const before = first.all();
    await first.ask("/adm/set_group.cgi?group=MOTION&md_mode=0&group=SYSTEM&host_name=Other");
    assert.equal(await first.load(file), "200 OK");
    assert.deepEqual(first.all(), before);
    assert.deepEqual(first.camera.restarts, ["reboot"]);
    const fresh = open();
    assert.equal(await fresh.load(file), "200 OK");
    assert.deepEqual(fresh.all(), before);
    assert.deepEqual(fresh.camera.backup.restored[0]?.notes, []);
    assert.deepEqual(fresh.camera.backup.restored[0]?.logins[0]?.values, first.camera.backup.sealed);
  });

  it("comes as a form, as bytes, or with line ends", async () => {
    const file = await (await changed()).save();
    const form = (head: string, data: Uint8Array) =>
      Uint8Array.from([
        ...bytes(`--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n`),
        ...data,
        ...bytes("\r\n--b--\r\n"),
      ]);
    for (const [body, type] of [
      [form('name="file"; filename="admcfg.cfg"', file), "multipart/form-data; boundary=b"],
      [form('name="whatever"', decodeBase64(file)), "multipart/form-data; boundary=b"],
      [decodeBase64(file), ""],
      [bytes(text(file).replaceAll(/.{76}/g, "$&\r\n")), "application/x-www-form-urlencoded"],
    ] as const) {
      const fresh = open();
      assert.equal(await fresh.load(body, type), "200 OK", type);
      assert.match(await fresh.ask("/adm/get_group.cgi?group=SYSTEM.host_name"), /host_name=Front door/);
    }
  });

  it("holds no password", async () => {
    const file = text(decodeBase64(await (await changed()).save()));
    assert.doesNotMatch(file, /hidden-one|secret-two/);
    assert.match(
      file,
      /^\[Manufacture\]|^\[SYSTEM\]\r\ncfg_ver=RC8230_XANBOO_0001\r\nhost_name=Front door\r\n/,
    );
    assert.doesNotMatch(file, /smtp_password/);
  });

  it("of another model names what this one lacks", async () => {
    const file = await (await changed()).save();
    const other = open(models.OC821D);
    assert.equal(await other.load(file), "200 OK");
    assert.match(await other.ask("/adm/get_group.cgi?group=MOTION.md_threshold1"), /=143/);
    const notes = other.camera.backup.restored[0]?.notes ?? [];
    assert.ok(notes.includes("the file is of RC8230_XANBOO_0001"), notes.join("; "));
    assert.ok(notes.some((note) => note.includes("[PTZ]: is not a group of this camera")));
    assert.ok(notes.some((note) => note.includes("MOTION.md_point: is not a key of this camera")));
  });

  it("with one thing wrong changes nothing, and names it", async () => {
    const { camera, load, all, save } = await changed();
    const file = decodeConfig(decodeBase64(await save()));
    const before = all();
    const edited = (from: RegExp | string, to: string) =>
      encodeConfig({ ...file, main: bytes(text(file.main).replace(from, to)) });
    const own = (value: string) => encodeConfig({ ...file, blocks: [{ type: 100, value: bytes(value) }] });
    for (const [body, words] of [
      [edited("md_threshold1=143", "md_threshold1=256"), /^400 MOTION.md_threshold1: must be 0 to 255\r\n$/],
      [edited("host_name=", "host_nome="), /^400 SYSTEM.host_nome: is not a key of this camera/],
      [edited("[MOTION]", "[MOTOIN]"), /^400 \[MOTOIN\]|^400 %5BMOTOIN%5D: is not a group/],
      [edited("time_zone=13", "host_name=B"), /^400 SYSTEM.host_name: is given more than once/],
      [edited("time_zone=13", "nonsense"), /^400 nonsense: is neither/],
      [edited(/^[\s\S]*$/, ""), /^400 there are no settings in the file/],
      [own("{"), /^400 block 100 is not JSON/],
      [own("[]"), /^400 block 100 holds no settings/],
      [
        own('{"settings":{"motion":[{"enabled":"yes"}]},"logins":{}}'),
        /^400 motion.enabled: must be true or false/,
      ],
      [own('{"settings":{},"logins":{"motion":[{"enabled":true}]}}'), /^400 motion: holds something else/],
      [own('{"settings":{},"logins":{"users":[{"adminName":"x"}]}}'), /^400 users: holds something else/],
      [encodeConfig({ ...file, main: Uint8Array.of(255, 254) }), /^400 the settings are not UTF-8/],
      [bytes("ACEGIK"), /^400 base64 at byte 6/],
      [bytes("ACEGIKMO"), /^400 sercomm config at byte 0: 6 bytes of at least 14/],
      [bytes("<html>"), /^400 sercomm config/],
      [new Uint8Array(0), /^400 sercomm config/],
      [new Uint8Array(800_000).fill(65), /^413 a body of 800000 bytes/],
    ] as const) {
      assert.match(await load(body), words);
    }
    assert.match(
      await load(bytes("--b--"), "multipart/form-data; boundary=b"),
      /^400 form data: there is no part/,
    );
    assert.match(await load(bytes("x"), "multipart/form-data"), /^400 form data at byte 0/);
    assert.deepEqual([all(), camera.restarts, camera.backup.restored], [before, [], []]);
  });

  it("is checked as a whole or refused, whatever comes", async () => {
    const { camera, save, all } = await changed();
    const good = decodeBase64(await save());
    const parts = decodeConfig(good);
    const index = groupIndex(tables(models.RC8230));
    const before = all();
    let state = 3;
    const next = (limit: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * limit);
    };
    const damaged = (of: Uint8Array): Uint8Array => {
      const wrong = of.slice(0, next(4) === 0 ? next(of.length) : undefined);
      for (let n = next(4); n >= 0 && wrong.length > 0; n--) wrong[next(wrong.length)] = 1 + next(255);
      return wrong;
    };
    let refused = 0;
    for (let n = 0; n < 20_000; n++) {
      // Most damage is found by the check sum; some is given one that is right, to get behind it.
      const file =
        n % 50 > 0
          ? damaged(good)
          : encodeConfig({
              ...parts,
              ...(n % 100 === 0
                ? { main: damaged(parts.main) }
                : { blocks: [{ type: 100, value: damaged(parts.blocks[0]!.value) }] }),
            });
      if ("problems" in loadBackup(file, camera, index)) refused++;
    }
    assert.ok(refused > 19_000, `${refused}`);
    assert.deepEqual(all(), before);
  });
});

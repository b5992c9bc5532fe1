import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeCamera } from "../../model/fake-camera.ts";
import type { Caller } from "../../model/index.ts";
import type { Command } from "./command.ts";
import { commands } from "./commands/index.ts";
import { asking, nobody, post, request, viewer } from "./fixtures/requests.ts";
import { mayCall, models, sercomm, tables } from "./index.ts";
import { control } from "./query.ts";
import { sercommServer } from "./server.ts";

const dialect = sercomm(models.RC8230);
const open = () => {
  const camera = new FakeCamera(models.RC8230);
  return { camera, ask: asking(dialect, camera) };
};

describe("levels", () => {
  it("follow the first folder of a known path", () => {
    for (const [path, level] of [
      ["/util/query.cgi", "public"],
      ["/img/snapshot.cgi", "viewer"],
      ["/img/query.cgi", "viewer"],
      ["/io/query_pc.cgi", "operator"],
      ["/adm/set_group.cgi", "admin"],
      ["/adm/nope.cgi", undefined],
      ["/", undefined],
      ["/adm/set_group.cgi/", undefined],
      ["/ADM/set_group.cgi", undefined],
      ["/img/../adm/set_group.cgi", undefined],
      ["__proto__", undefined],
    ] as const) {
      assert.equal(dialect.level(path), level, path);
    }
  });

  it("let operators in by level or by the privilege of the folder", () => {
    const operator: Caller = { name: "o", level: "operator", privileges: new Set() };
    assert.ok(mayCall(operator, "/io/control_pc.cgi") && mayCall(operator, "/pt/ptctrl.cgi"));
    assert.ok(mayCall(viewer("io"), "/io/control_pc.cgi"));
    assert.ok(!mayCall(viewer("io"), "/pt/ptctrl.cgi") && mayCall(viewer("panTilt"), "/pt/ptctrl.cgi"));
    assert.ok(!mayCall(viewer("io", "panTilt", "audioIn", "audioOut"), "/adm/log.cgi"));
    assert.ok(!mayCall(operator, "/adm/log.cgi"));
    assert.ok(!mayCall({ ...nobody, privileges: new Set(["io"]) }, "/io/query_pc.cgi"));
  });

  it("are kept by the server itself", async () => {
    const { ask } = open();
    for (const { path } of commands) {
      const answer = await ask(request(path, { caller: nobody }));
      if (path === "/util/query.cgi") assert.match(answer, /^200 /);
      else assert.match(answer, /^403 your account may not do this\r\n$/, path);
    }
  });
});

describe("requests", () => {
  it("to unknown paths are not found", async () => {
    assert.equal(await open().ask("/adm/no_such.cgi"), "404 not found\r\n");
  });

  it("by the wrong method say which is right", async () => {
    const camera = new FakeCamera(models.RC8230);
    for (const { path, methods } of commands) {
      for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"]) {
        if (methods.some((each) => each === method)) continue;
        const answer = await dialect.serve(request(path, { method }), camera);
        assert.ok("status" in answer && answer.status === 405, `${method} ${path}`);
        const allow = methods.flatMap((each) => (each === "GET" ? ["GET", "HEAD"] : [each]));
        assert.equal(answer.headers?.Allow, allow.join(", "));
      }
    }
    assert.equal(camera.changes.length + camera.restarts.length, 0);
  });

  it("say whether they change the camera", () => {
    const changing = commands.filter(({ path }) => dialect.changesState("GET", path, ""));
    assert.deepEqual(changing.map(({ path }) => path).toSorted(), [
      "/adm/enable_ui.cgi",
      "/adm/file.cgi",
      "/adm/http_trigger.cgi",
      "/adm/privacy_ctl.cgi",
      "/adm/reboot.cgi",
      "/adm/reset_to_default.cgi",
      "/adm/set_group.cgi",
      "/adm/smb_dirctrl.cgi",
      "/adm/upgrade.cgi",
      "/adm/upload.cgi",
      "/img/g711a.cgi",
      "/img/g711u.cgi",
      "/img/g726.cgi",
      "/io/control_pc.cgi",
      "/pt/ptctrl.cgi",
    ]);
    assert.ok(dialect.changesState("GET", "/adm/date.cgi", "year=2020&action=s%65t"));
    assert.ok(!dialect.changesState("GET", "/adm/date.cgi", "action=get"));
    assert.ok(!dialect.changesState("GET", "/adm/date.cgi", "action=%zz"));
    assert.ok(!dialect.changesState("GET", "/nope", "action=set"));
  });

  it("with a body that is no form are refused", async () => {
    const { ask, camera } = open();
    assert.match(
      await ask(post("/adm/set_group.cgi", "{}", "application/json")),
      /^415 content-type: must be .* not application\/json/,
    );
    const broken = { ...post("/adm/set_group.cgi", ""), body: Uint8Array.of(0x61, 0x3d, 0xff) };
    assert.match(await ask(broken), /^400 the body is not UTF-8 text/);
    assert.equal(camera.changes.length, 0);
  });

  it("reach a command that is added as one entry", async () => {
    const hello: Command = {
      path: "/pt/hello.cgi",
      methods: ["GET"],
      changesState: true,
      run: ({ value }) => ({ status: 200, type: "text/plain", body: value("name") ?? "" }),
    };
    const extended = sercommServer(models.RC8230, tables(models.RC8230), [...commands, hello]);
    assert.equal(extended.level(hello.path), "operator");
    assert.ok(extended.changesState("GET", hello.path, ""));
    const asked = request("/pt/hello.cgi?name=a+b", { caller: viewer("panTilt") });
    assert.equal(await asking(extended, new FakeCamera(models.RC8230))(asked), "200 a b");
  });
});

describe("hostile queries", () => {
  const seeds = [
    "group=MOTION&md_threshold1=80&md_name1=Door",
    "group=EVENT&event_mt=email:1;httpn:0&event_attach=mp4,1,5,10",
    "group=H264&resolution=4&group=USER&user1=anna,pw&pt_ctrl=1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0",
    "action=set&year=2020&month=2&day=29",
    "size=1&quality=3&newer_than=2015-10-13T07:59:57Z",
    "output_1=high&ir_leds=on&dn_mode=night",
    "todo=save&h_en_trig=1&h_trig_md=1",
  ];
  const pieces = [
    "&",
    "=",
    "%",
    "%00",
    "%0d%0a",
    "group",
    "group=",
    ",",
    ":",
    ";",
    "-1",
    "<",
    "é",
    "\ud800",
    "9".repeat(30),
    "__proto__",
  ];

  it("never break the server, never store on a refusal, and never reach a reply as they came", async () => {
    let state = 5;
    const random = (limit: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * limit);
    };
    for (let round = 0; round < 4000; round += 1) {
      let query = seeds[random(seeds.length)] as string;
      for (let n = random(4); n > 0; n -= 1) {
        const at = random(query.length + 1);
        query = query.slice(0, at) + pieces[random(pieces.length)] + query.slice(at + random(4));
      }
      const { path } = commands[random(commands.length)] as Command;
      const { camera } = open();
      const before = [camera.clock, camera.privacy(), camera.pins()];
      const answer = await dialect.serve(request(`${path}?${query}`), camera);
      if (!("status" in answer) || answer.type === "application/x-shockwave-flash") continue;
      const lineEnd = answer.type.startsWith("text/xml") ? "\n" : "\r\n";
      assert.ok(
        typeof answer.body === "string" && !control.test(answer.body.replaceAll(lineEnd, "")),
        `${path}?${query}`,
      );
      if (answer.status === 200) continue;
      assert.deepEqual([camera.clock, camera.privacy(), camera.pins()], before, query);
      assert.equal(camera.changes.length + camera.restarts.length, 0, query);
      assert.ok(!/[<\ud800é]/.test(answer.body) && answer.body.length < 4000, answer.body);
    }
  });
});

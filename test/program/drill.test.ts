import assert from "node:assert/strict";
import { test } from "node:test";
import { openWebReceiver } from "../deliveries/web-receiver.ts";
import { admin, emptyFolder, run, start, until } from "./program.ts";

test("a rehearsal shows every step, and the outbox can be looked after while the camera runs", async () => {
  await using folder = await emptyFolder();
  await using web = await openWebReceiver();
  await using camera = await start(folder);
  const login = ["--login", admin.join(":"), "--url", camera.base];
  const state = ["--state", folder.path];

  const nothing = await run("drill", ...login);
  assert.equal(nothing.status, 1);
  assert.match(nothing.stderr, /no such delivery is set up/);

  await camera.set(`group=HTTP_NOTIFY&http_url=http://127.0.0.1:${web.port}/n&event_data_flag=1`);
  await camera.set(`group=HTTP_EVENT&http_post_en=1&http_post_url=http://127.0.0.1:1/clip`);
  const good = await run("drill", ...login, "--target", "notify");
  assert.equal(good.status, 0, good.stderr);
  assert.match(good.stdout, /notify +name +ok +\d\.\d{3} s +127\.0\.0\.1\n/);
  assert.match(good.stdout, /notify +connect +ok +\d\.\d{3} s +127\.0\.0\.1 port \d+\n/);
  assert.match(good.stdout, /notify +delivered in \d/);
  assert.match(web.got[0]?.url ?? "", /^\/n\?event=drill&mac=/);

  const bad = await run("drill", ...login);
  assert.equal(bad.status, 1);
  assert.match(bad.stdout, /post +connect +FAILED/);
  assert.match(
    bad.stdout,
    /post +NOT delivered: target-unreachable: .*\(result -1\)\n +what to do: Check address and port/,
  );
  assert.match(bad.stdout, /notify +delivered/);

  // Everybody but an administrator is refused.
  for (const path of ["/pinhole/outbox", "/pinhole/deliveries", "/pinhole/drill?id=x", "/pinhole/settings"]) {
    assert.equal((await camera.get(path, null)).status, 401, path);
  }
  const settings = await camera.get("/pinhole/settings?group=notify");
  assert.equal(JSON.parse(settings.text).notify[0].password, "");

  const log = await run("outbox", "log", ...state);
  assert.match(log.stdout, /delivered +notify +DRILL-/);
  assert.match(log.stdout, /failed +post +DRILL-.* target-unreachable: /);
  const list = await run("outbox", "list", ...state);
  assert.match(list.stdout, /^0 deliveries, 0 bytes\n$/);
  assert.match((await run("outbox", "drop", ...state)).stderr, /say what to drop/);
  assert.match((await run("outbox", "retry", ...state)).stdout, /^0 deliveries wait again/);
});

test("the log goes to a syslog server, as it is set", async () => {
  const { createSocket } = await import("node:dgram");
  const socket = createSocket("udp4");
  const lines: string[] = [];
  socket.on("message", (bytes) => lines.push(bytes.toString()));
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  try {
    await using folder = await emptyFolder();
    await using camera = await start(folder);
    const { port } = socket.address();
    await camera.set(`group=LOG&syslog_mode=1&syslog_server=127.0.0.1&syslog_port=${port}&log_level=6`);
    await camera.set("group=SYSTEM&comment=x");
    await until("a line", () => lines.some((line) => /admin at \S+ changed identity\.comment/.test(line)));
    assert.match(lines.at(-1) ?? "", /^<13\d>\w{3} [ \d]\d \d\d:\d\d:\d\d MyCamera pinhole: \w+: /);
  } finally {
    socket.close();
  }
});

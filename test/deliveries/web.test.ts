import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { alarmServer, cloudPost, httpEvent, notify, outbox } from "@pinhole/kit/model";
import { alarmServerAction } from "../../packages/daemon/src/actions/announce/alarm-server.ts";
import { cloudEventAction } from "../../packages/daemon/src/actions/announce/cloud.ts";
import { notifyAction } from "../../packages/daemon/src/actions/notify/index.ts";
import { postAction } from "../../packages/daemon/src/actions/post/index.ts";
import { needs } from "../peers.ts";
import { makeCertificates } from "./certificates.ts";
import { freePorts, serverFolder, startServer } from "./foreign-server.ts";
import { alarmOf, openStand, picture, type Stand, until } from "./stand.ts";
import { openWebReceiver } from "./web-receiver.ts";

const actions = [notifyAction, postAction, alarmServerAction(), cloudEventAction];
// 2026-05-28 20:26:40 UTC; the default zone is UTC-8 or as the table says, with daylight saving.
const alarm = alarmOf(1, "motion", 1_780_000_000);

async function outcome(stand: Stand, target: string): Promise<string> {
  let found = "";
  await until(`an attempt at ${target}`, () => {
    const [attempt] = stand.deliveries.attempts({ target }, 1);
    found = attempt ? `${attempt.outcome} ${attempt.code}`.trim() : "";
    return attempt;
  });
  return found;
}

test("a notification is the request that receivers know", async () => {
  await using web = await openWebReceiver();
  await using stand = await openStand({ actions });
  const url = `http://127.0.0.1:${web.port}`;
  const fields =
    /^event=motion,1,md_window2&mac=000E8F92FFF7&event_time=\d{14}&timezone=[+-]\d{4}&daylight_saving=[01]$/;
  await stand.set(notify, { url, details: false });
  await stand.deliver("notify", [], alarmOf(1));
  await until("a plain one", () => web.got.length === 1);
  assert.deepEqual([web.got[0]?.method, web.got[0]?.url], ["GET", "/"]);

  await stand.set(notify, { url: `${url}/a?b=c`, details: true });
  await stand.deliver("notify", [], alarmOf(2));
  await until("one with details", () => web.got.length === 2);
  const [path, query = ""] = (web.got[1]?.url ?? "").split("?b=c&");
  assert.equal(path, "/a");
  assert.match(query, fields);

  await stand.set(notify, { url, method: "POST" });
  await stand.deliver("notify", [], alarmOf(3));
  await until("a POST", () => web.got.length === 3);
  assert.deepEqual([web.got[2]?.method, web.got[2]?.url], ["POST", "/"]);
  assert.match(String(web.got[2]?.body), fields);
  assert.equal(web.got[2]?.headers["content-length"], String(web.got[2]?.body.length));

  await stand.set(notify, { method: "POST-query" });
  await stand.deliver("notify", [], alarmOf(4, "pir"));
  await until("a POST with a query", () => web.got.length === 4);
  assert.match(web.got[3]?.url ?? "", /^\/\?event=pir&mac=/);
  assert.equal(web.got[3]?.body.length, 0);
});

test("the time of a notification is the camera's", async () => {
  await using web = await openWebReceiver();
  await using stand = await openStand({ actions });
  const { clock } = await import("@pinhole/kit/model");
  // Zone 26 of the table is Amsterdam's, UTC+1 and an hour more in summer.
  await stand.set(clock, { timeZone: 26, daylightSaving: true });
  await stand.set(notify, { url: `http://127.0.0.1:${web.port}`, details: true });
  await stand.deliver("notify", [], alarm);
  await until("it came", () => web.got.length === 1);
  const given = new URLSearchParams((web.got[0]?.url ?? "").slice(2).replaceAll("+", "%2B"));
  const [, sign = "", hours = "", minutes = ""] =
    /([+-])(\d\d)(\d\d)/.exec(given.get("timezone") ?? "") ?? [];
  const offset = (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  const shown = (given.get("event_time") ?? "").replace(
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/,
    "$1-$2-$3T$4:$5:$6Z",
  );
  assert.equal(Date.parse(shown) / 1000 - offset * 60, alarm.trigger.at);
});

test("Basic goes at once, Digest on challenge, and a wrong password is told", async () => {
  await using web = await openWebReceiver();
  await using stand = await openStand({ actions });
  await stand.set(notify, { url: `http://127.0.0.1:${web.port}/n?x=1`, user: "cam", password: "s3cret" });
  web.answer = ({ headers, url, method }, response) => {
    const given = headers.authorization ?? "";
    if (given.startsWith("Digest ")) {
      const of = (name: string): string => new RegExp(`${name}="?([^",]+)"?`).exec(given)?.[1] ?? "";
      const md5 = (text: string): string => createHash("md5").update(text).digest("hex");
      const [ha1, ha2] = [md5("cam:door:s3cret"), md5(`${method}:${url}`)];
      const wanted = md5([ha1, "n0nce", of("nc"), of("cnonce"), "auth", ha2].join(":"));
      response.writeHead(of("response") === wanted && of("uri") === url ? 200 : 403).end();
      return;
    }
    response.writeHead(401, { "WWW-Authenticate": 'Digest realm="door", nonce="n0nce", qop="auth"' }).end();
  };
  await stand.deliver("notify", [], alarmOf(1));
  assert.equal(await outcome(stand, "notify"), "delivered");
  assert.equal(web.got[0]?.headers.authorization, `Basic ${Buffer.from("cam:s3cret").toString("base64")}`);

  web.answer = (_request, response) => {
    response.writeHead(401, { "WWW-Authenticate": 'Basic realm="door"' }).end();
  };
  await stand.deliver("notify", [], alarmOf(2));
  await until("refused", async () => (await outcome(stand, "notify")) === "retry login-refused");
  const told = JSON.stringify([stand.deliveries.attempts({}, 10), stand.log]);
  assert.ok(!told.includes("s3cret") && !told.includes(Buffer.from("cam:s3cret").toString("base64")));
});

test("redirects are followed on the same host only", async () => {
  await using web = await openWebReceiver();
  await using other = await openWebReceiver();
  web.answer = ({ url }, response) => {
    if (url === "/there") response.end("ok");
    else if (url === "/away") response.writeHead(302, { Location: `http://localhost:${other.port}/` }).end();
    else if (url === "/loop") response.writeHead(302, { Location: "/loop" }).end();
    else response.writeHead(302, { Location: "/there" }).end();
  };
  const results = [];
  for (const [n, path] of ["/here", "/away", "/loop"].entries()) {
    await using each = await openStand({ actions });
    await each.set(notify, { url: `http://127.0.0.1:${web.port}${path}` });
    await each.deliver("notify", [], alarmOf(n + 1));
    results.push(await outcome(each, "notify"));
  }
  assert.deepEqual(results, ["delivered", "retry redirect-refused", "retry redirect-refused"]);
  assert.equal(other.got.length, 0);
});

test("what only the host should reach is not reached", async () => {
  for (const host of [
    "169.254.169.254",
    "[fe80::1]",
    "0.0.0.0",
    "[::ffff:169.254.169.254]",
    "100.100.100.200",
  ]) {
    await using stand = await openStand({ actions });
    await stand.set(notify, { url: `http://${host}/latest/meta-data/` });
    await stand.deliver("notify");
    assert.equal(await outcome(stand, "notify"), "failed address-forbidden", host);
  }
  await using stand = await openStand({ actions });
  await stand.set(outbox, { linkLocal: true });
  await stand.set(notify, { url: "http://0.0.0.0/" });
  await stand.deliver("notify");
  assert.equal(await outcome(stand, "notify"), "failed address-forbidden", "never nobody");
});

test("https is verified unless told otherwise", { skip: needs("openssl") }, async () => {
  await using place = await serverFolder();
  const made = makeCertificates(place.path);
  await using web = await openWebReceiver(made);
  const url = `https://localhost:${web.port}/`;
  {
    await using stand = await openStand({ actions });
    await stand.set(notify, { url });
    await stand.deliver("notify", [], alarmOf(1));
    assert.equal(await outcome(stand, "notify"), "retry peer-unverified");
    await stand.set(notify, { verify: false });
    await until("taken without verification", async () => (await outcome(stand, "notify")) === "delivered");
  }
  await writeFile(join(place.path, "authorities.pem"), made.authority);
  await using stand = await openStand({ actions, folder: place.path });
  await stand.set(notify, { url, verify: true });
  await stand.deliver("notify", [], alarmOf(2));
  await until("verified by the authority of the state folder", () => web.got.length === 2);
});

test("a proxy forwards http and tunnels https, with a login", {
  skip: needs("tinyproxy", "openssl"),
}, async () => {
  await using place = await serverFolder();
  const port = await freePorts(1);
  const config = [
    ...[`Port ${port}`, "Listen 127.0.0.1", "Allow 127.0.0.1", "BasicAuth cam pr0xy", "MaxClients 20"],
    ...["Timeout 20", "LogLevel Critical"],
  ];
  await writeFile(join(place.path, "proxy.conf"), `${config.join("\n")}\n`);
  await using _proxy = await startServer("tinyproxy", ["-d", "-c", join(place.path, "proxy.conf")], [port]);
  const made = makeCertificates(place.path);
  await using plain = await openWebReceiver();
  await using secure = await openWebReceiver(made);
  await using stand = await openStand({ actions });
  const through = { proxyHost: "127.0.0.1", proxyPort: port, proxyUser: "cam", proxyPassword: "pr0xy" };
  await stand.set(notify, { ...through, url: `http://127.0.0.1:${plain.port}/a?b=1`, verify: false });
  await stand.deliver("notify", [], alarmOf(1));
  await until("forwarded", () => plain.got.length === 1);
  assert.equal(plain.got[0]?.url, "/a?b=1");
  assert.ok(plain.got[0]?.headers.via, "it came through the proxy");
  assert.equal(plain.got[0]?.headers["proxy-authorization"], undefined);
  await stand.set(notify, { url: `https://localhost:${secure.port}/s` });
  await stand.deliver("notify", [], alarmOf(2));
  await until("tunnelled", () => secure.got.length === 1);
  await stand.set(notify, { proxyPassword: "wrong" });
  await stand.deliver("notify", [], alarmOf(3));
  await until("refused", async () => (await outcome(stand, "notify")) === "retry login-refused");
});

test("a clip is the bare body of one POST, again after Digest, and each file once", async () => {
  await using web = await openWebReceiver();
  await using stand = await openStand({ actions });
  const clip = Buffer.from(Array.from({ length: 300_000 }, (_, n) => n * 7));
  await stand.set(httpEvent, {
    ...{
      postEnabled: true,
      postUrl: `http://127.0.0.1:${web.port}/clip`,
      postUser: "cam",
      postPassword: "pw",
    },
  });
  const names = new Set<string>();
  web.answer = ({ headers, body }, response) => {
    const name = headers["content-disposition"] ?? "";
    if (!(headers.authorization ?? "").startsWith("Digest")) {
      response
        .writeHead(401, { "WWW-Authenticate": 'Digest realm="r", nonce="n", algorithm=SHA-256, qop="auth"' })
        .end();
      return;
    }
    assert.ok(!names.has(name), "no file twice");
    // The second file meets a server that breaks down, once.
    if (names.size === 1 && web.got.length < 5) {
      response.destroy();
      return;
    }
    names.add(name);
    assert.deepEqual(body.length, clip.length);
    response.end("ok");
  };
  const files = [await stand.file("video/mp4", clip, 1), await stand.file("video/mp4", clip, 2)];
  await stand.deliver("post", files, alarm, "end");
  await until("both arrived", () => names.size === 2);
  const last = web.got.at(-1);
  assert.deepEqual(
    [last?.method, last?.url, last?.headers["content-type"], last?.headers["content-length"]],
    ["POST", "/clip", "video/mp4", String(clip.length)],
  );
  assert.ok(last?.body.equals(clip));
  await stand.deliver("post", [await stand.file("image/jpeg", picture)], alarmOf(2), "begin");
  assert.equal(stand.deliveries.jobs({}, 10).filter(({ alarm: id }) => id === alarmOf(2).id).length, 0);
});

test("servers that misbehave get their code, in time", async () => {
  const clients = new Set<Socket>();
  let manner = (_socket: Socket): void => {};
  const server = createServer((socket) => {
    clients.add(socket);
    socket.on("error", () => {});
    socket.once("data", () => manner(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const expected: readonly (readonly [code: string, manner: (socket: Socket) => void])[] = [
    ["retry target-confused", (socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n")],
    ["retry transfer-incomplete", (socket) => socket.destroy()],
    ["retry target-refused", (socket) => socket.end("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")],
    ["retry target-full", (socket) => socket.end("HTTP/1.1 507 Full\r\nContent-Length: 0\r\n\r\n")],
    ["retry path-refused", (socket) => socket.end("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")],
    ["failed content-refused", (socket) => socket.end("HTTP/1.1 413 Large\r\nContent-Length: 0\r\n\r\n")],
    ["delivered", (socket) => socket.write(`HTTP/1.1 200 OK\r\n\r\n${"endless ".repeat(10_000)}`)],
  ];
  try {
    for (const [code, how] of expected) {
      manner = how;
      await using stand = await openStand({ actions });
      await stand.set(notify, { url: `http://127.0.0.1:${port}/` });
      await stand.deliver("notify");
      assert.equal(await outcome(stand, "notify"), code);
    }
    await using stand = await openStand({ actions });
    await stand.set(notify, { url: "http://127.0.0.1:1/" });
    await stand.deliver("notify");
    assert.equal(await outcome(stand, "notify"), "retry target-unreachable");
    await using nameless = await openStand({ actions });
    await nameless.set(notify, { url: "http://no-such-host.invalid/" });
    await nameless.deliver("notify");
    assert.equal(await outcome(nameless, "notify"), "retry name-unknown");
  } finally {
    for (const socket of clients) socket.destroy();
    server.close();
  }
});

test("alarm servers and the cloud's URL hear of every alarm, once", async () => {
  await using web = await openWebReceiver();
  await using stand = await openStand({ actions });
  const { port } = web;
  await stand.set(
    alarmServer,
    {
      ...{ enabled: true, host: "127.0.0.1", port, path: "/ipcamera/UID/instar" },
      ...{ queries: [true, false, false, false, false], queryNames: ["a b", "", "", "", ""] },
      ...{ queryValues: ["x&y", "", "", "", ""], headers: [true, true, false, false, false] },
      ...{ headerNames: ["X-Key", "Host", "", "", ""], headerValues: ["k", "elsewhere", "", "", ""] },
    },
    1,
  );
  await stand.set(alarmServer, { enabled: true, host: "127.0.0.1", port, path: "/noise", areas: false }, 2);
  await stand.set(cloudPost, { eventUrl: `http://127.0.0.1:${port}/cloud` });
  await stand.deliveries.announce(alarm);
  await stand.deliveries.announce(alarm);
  await until("both heard", () => web.got.length === 2);
  const told = web.got.find(({ url }) => url !== "/cloud");
  assert.equal(told?.url, "/ipcamera/UID/instar?active=2&object=0&a%20b=x%26y");
  assert.deepEqual([told?.headers["x-key"], told?.headers.host], ["k", `127.0.0.1:${port}`]);
  await stand.deliveries.announce(alarmOf(2, "audio"));
  await until("noise is told to all three", () => web.got.length === 5);
  assert.ok(web.got.some(({ url }) => url === "/noise?active=6&object=0"));
});

test("an alarm server rests after it was told, and hears of one happening once", async () => {
  await using web = await openWebReceiver();
  await using stand = await openStand({ actions });
  const { port } = web;
  const server = { enabled: true, host: "127.0.0.1", port, path: "/told", intervalSeconds: 10 };
  await stand.set(alarmServer, server);
  const heat = { ...alarmOf(30, "pir"), trigger: { ...alarmOf(30, "pir").trigger, places: [3] } };
  // Two rules make two alarms of what happened at 1; what happens at 5 comes within the rest.
  const same = { ...alarmOf(2), trigger: alarmOf(1).trigger };
  for (const each of [alarmOf(1), same, alarmOf(5), alarmOf(11, "audio"), heat]) {
    await stand.deliveries.announce(each);
  }
  await until("three were told", () => web.got.length === 3);
  const active = web.got.map(({ url }) => url);
  assert.deepEqual(active, ["/told?active=2&object=0", "/told?active=6&object=0", "/told?active=9&object=0"]);
  await stand.set(alarmServer, { inputsInAreas: false });
  await stand.deliveries.announce({ ...heat, id: "LATER", trigger: { ...heat.trigger, at: 1_780_000_050 } });
  await until("heat alone is told", () => web.got.length === 4);
  assert.equal(web.got.at(-1)?.url, "/told?active=5&object=0");
});

test("a test of an alarm server asks at once, switched on or not, and says what went wrong", async () => {
  await using web = await openWebReceiver();
  await using stand = await openStand({ actions });
  assert.equal((await stand.deliveries.testAlarmServer(1, { active: 1, object: 0 }))?.code, "target-missing");
  await stand.set(alarmServer, { host: "127.0.0.1", port: web.port, path: "/test" });
  assert.equal(await stand.deliveries.testAlarmServer(1, { active: 7, object: 1 }), undefined);
  assert.equal(web.got.at(-1)?.url, "/test?active=7&object=1");
  await stand.set(alarmServer, { port: 1 });
  assert.equal(
    (await stand.deliveries.testAlarmServer(1, { active: 7, object: 1 }))?.code,
    "target-unreachable",
  );
});

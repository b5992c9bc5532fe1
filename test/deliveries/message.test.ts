import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { logging } from "@pinhole/kit/model";
import { messageAction } from "../../packages/daemon/src/actions/message/index.ts";
import { needs } from "../peers.ts";
import { makeCertificates } from "./certificates.ts";
import { freePorts, serverFolder, startServer } from "./foreign-server.ts";
import { alarmOf, openStand, type Stand, until } from "./stand.ts";

const actions = [messageAction];

async function outcome(stand: Stand): Promise<string> {
  await until("an attempt", () => stand.deliveries.attempts({}, 1).length > 0);
  const [attempt] = stand.deliveries.attempts({}, 1);
  return `${attempt?.outcome} ${attempt?.code}`.trim();
}

const config = (folder: string, port: number): string => `
run_as_root = true
pidfile = "${folder}/pid"
data_path = "${folder}/data"
daemonize = false
log = { error = "*console" }
interfaces = { "127.0.0.1" }
c2s_ports = { ${port} }
modules_enabled = { "saslauth", "tls", "offline", "ping", "roster" }
modules_disabled = { "s2s" }
c2s_require_encryption = true
authentication = "internal_hashed"
ssl = { key = "${folder}/server.key", certificate = "${folder}/server.pem" }
VirtualHost "localhost"
`;

test("prosody takes a message under TLS after SCRAM, and keeps it for the addressee", {
  skip: needs("prosody", "openssl") || (process.getuid?.() !== 0 && "needs root"),
}, async () => {
  await using place = await serverFolder();
  const made = makeCertificates(place.path);
  const port = await freePorts(1);
  await mkdir(join(place.path, "data"));
  const file = join(place.path, "prosody.cfg.lua");
  await writeFile(file, config(place.path, port));
  for (const [user, password] of [
    ["cam", "s3cret"],
    ["owner", "x"],
  ] as const) {
    execFileSync("prosodyctl", ["--root", "--config", file, "register", user, "localhost", password], {
      stdio: "pipe",
    });
  }
  await using _server = await startServer("prosody", ["--root", "--config", file, "-F"], [port]);
  const camera = join(place.path, "camera");
  await mkdir(camera);
  await writeFile(join(camera, "authorities.pem"), made.authority);
  await using stand = await openStand({ actions, folder: camera });
  await stand.set(logging, {
    ...{ messengerEnabled: true, messengerHost: "127.0.0.1", messengerPort: port },
    ...{ messengerUser: "cam@localhost", messengerPassword: "s3cret", messengerTo: "owner@localhost" },
  });
  await stand.deliver("message", [], alarmOf(1));
  assert.equal(await outcome(stand), "delivered");
  const kept = await readFile(join(place.path, "data", "localhost", "offline", "owner.list"), "utf8");
  assert.match(kept, /MyCamera, 2026-05-2\d \d\d:\d\d:\d\d: Motion: window 2 \(Door\)/);

  await stand.set(logging, { messengerPassword: "wrong" });
  await stand.deliver("message", [], alarmOf(2));
  await until("refused", async () => (await outcome(stand)) === "retry login-refused");
});

test("what is no XMPP server, or offers no TLS, gets no password", async () => {
  const said: string[] = [];
  const sockets = new Set<Socket>();
  let answer = "";
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      said.push(bytes.toString());
      socket.write(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const head = '<?xml version="1.0"?><stream:stream xmlns:stream="http://etherx.jabber.org/streams">';
  const plain = "<mechanism>PLAIN</mechanism>";
  const cases = [
    ["HTTP/1.1 400 Bad Request\r\n\r\n<html></body>", "retry target-confused"],
    [`<!DOCTYPE x [<!ENTITY a "b">]>${head}`, "retry target-confused"],
    [`${head}${"<a>".repeat(120_000)}`, "retry target-confused"],
    [
      `${head}<stream:features><mechanisms xmlns="urn:ietf:params:xml:ns:xmpp-sasl">${plain}</mechanisms></stream:features>`,
      "retry peer-unverified",
    ],
    [`${head}<stream:error><host-unknown/></stream:error>`, "retry path-refused"],
  ] as const;
  try {
    for (const [text, code] of cases) {
      answer = text;
      await using stand = await openStand({ actions });
      await stand.set(logging, {
        ...{
          messengerEnabled: true,
          messengerHost: "127.0.0.1",
          messengerPort: (server.address() as AddressInfo).port,
        },
        ...{ messengerUser: "cam@localhost", messengerPassword: "s3cret", messengerTo: "owner@localhost" },
      });
      await stand.deliver("message");
      assert.equal(await outcome(stand), code, text.slice(0, 60));
    }
    const secrets = ["s3cret", Buffer.from("\0cam\0s3cret").toString("base64")];
    for (const secret of secrets) assert.ok(!said.some((each) => each.includes(secret)));
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
});

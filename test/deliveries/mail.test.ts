import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { alarmMails, identity, mail, mailServer } from "@pinhole/kit/model";
import { mailAction } from "../../packages/daemon/src/actions/mail/index.ts";
import { needs } from "../peers.ts";
import { makeCertificates } from "./certificates.ts";
import { serverFolder } from "./foreign-server.ts";
import { openFake, parts } from "./mail-receiver.ts";
import { openMailServers } from "./mail-servers.ts";
import { alarmOf, openStand, picture, type Stand, until } from "./stand.ts";

const actions = [mailAction()];
const isRoot = process.getuid?.() === 0;

async function outcome(stand: Stand): Promise<string> {
  await until("an attempt", () => stand.deliveries.attempts({}, 1).length > 0);
  const [attempt] = stand.deliveries.attempts({}, 1);
  return `${attempt?.outcome} ${attempt?.code}`.trim();
}

test("Postfix and dovecot: plain, STARTTLS with a login, POP before SMTP, verified", {
  skip: needs("postfix", "dovecot", "openssl") || (!isRoot && "needs root"),
}, async () => {
  await using place = await serverFolder();
  const made = makeCertificates(place.path);
  await using servers = await openMailServers(place.path, made);
  const camera = join(place.path, "camera");
  const { mkdir } = await import("node:fs/promises");
  await mkdir(camera);
  await writeFile(join(camera, "authorities.pem"), made.authority);
  await using stand = await openStand({ actions, folder: camera });
  const login = { user: "cam", password: "cam" };
  await stand.set(mail, { to: ["owner@example.test", "", ""] });
  await stand.set(mailServer, {
    enabled: true,
    host: "localhost",
    port: servers.plain,
    from: "door@example.test",
    auth: "none",
  });
  await stand.deliver("mail", [await stand.file("image/jpeg", picture)], alarmOf(1));
  await until("in the box", async () => (await servers.mails()).length === 1);
  const [first = ""] = await servers.mails();
  assert.match(first, /\(Postfix\) with ESMTPS id/);
  assert.match(first, /^From: MyCamera <door@example\.test>/m);
  assert.match(first, /^Subject: MyCamera: Motion, 2026-05-2\d \d\d:\d\d:\d\d/m);
  assert.match(first, /^Date: \w{3}, \d\d May 2026 \d\d:\d\d:\d\d [+-]\d{4}/m);
  assert.match(
    first,
    /^Message-ID:\s+<20260529-000001-mail-begin-[0-9a-f]+\.with@000e8f92fff7\.pinhole\.invalid>/im,
  );
  const image = parts(first).find(({ type }) => type === "image/jpeg");
  assert.ok(image?.bytes.equals(picture));
  const html = parts(first).find(({ type }) => type === "text/html");
  const cid = /content-id: <([^>]+)>/i.exec(image?.head ?? "")?.[1];
  assert.ok(
    cid &&
      String(html?.bytes)
        .replaceAll(/=\r?\n/g, "")
        .includes(`cid:${cid}`),
  );

  // The cameras' default is a login; without a name there is none.
  await stand.set(mailServer, { auth: "login", user: "" });
  await stand.deliver("mail", [], alarmOf(7));
  await until("accepted without a name", async () => (await servers.mails()).length === 2);

  await stand.set(mailServer, { port: servers.submission, auth: "login", ...login });
  await stand.deliver("mail", [], alarmOf(2));
  await until("accepted with a login", async () => (await servers.mails()).length === 3);
  await stand.set(mailServer, { port: servers.plain, auth: "popFirst", popPort: servers.pop });
  await stand.deliver("mail", [], alarmOf(3));
  await until("accepted after POP", async () => (await servers.mails()).length === 4);
  assert.match(await readFile(join(place.path, "log"), "utf8"), /sasl_username=cam/);

  // Postfix names its limit of 2 MB, so the clip stays behind and the mail says so.
  const clip = await stand.file("video/mp4", Buffer.alloc(1_900_000, 1));
  await stand.deliver("mail", [await stand.file("image/jpeg", picture), clip], alarmOf(4), "end");
  await until("fitted", async () => (await servers.mails()).length === 5);
  const fitted = (await servers.mails()).find((each) => each.includes("20260529-000004"));
  assert.match(
    fitted ?? "",
    /\.mp4 \(1\.9 MB\) is=?\s* not attached: the mail server takes mails of 2\.0 MB/,
  );
  assert.equal(parts(fitted ?? "").filter(({ type }) => type.startsWith("video")).length, 0);

  for (const [set, code] of [
    [{ port: servers.submission, auth: "login", password: "wrong" }, "retry login-refused"],
    [{ port: servers.plain, auth: "popFirst", password: "wrong" }, "retry login-refused"],
  ] as const) {
    await stand.set(mailServer, { ...login, ...set });
    await stand.deliver("mail", [], alarmOf(set.auth === "login" ? 5 : 6));
    await until(code, async () => (await outcome(stand)) === code);
    await stand.deliveries.drop({ target: "mail" }, { name: "test", level: "admin", privileges: new Set() });
  }
});

test("Postfix has accepted a picture within 2 s of its event, and a clip within 3 s of its end", {
  skip: needs("postfix", "dovecot", "openssl") || (!isRoot && "needs root"),
}, async (t) => {
  await using place = await serverFolder();
  await using servers = await openMailServers(place.path, makeCertificates(place.path));
  await using stand = await openStand({ actions });
  const login = { auth: "login", user: "cam", password: "cam", from: "door@example.test" };
  await stand.set(mail, { to: ["owner@example.test", "", ""] });
  await stand.set(mailServer, { enabled: true, host: "localhost", port: servers.submission, ...login });
  await stand.set(mailServer, { verify: false });
  const seconds = { begin: [] as number[], end: [] as number[] };
  // The machine may be busy with other tests: the best of some counts.
  for (let n = 1; n <= 4; n += 1) {
    for (const stage of ["begin", "end"] as const) {
      const bytes = stage === "begin" ? Buffer.alloc(100_000, n) : Buffer.alloc(1_200_000, n);
      const file = await stand.file(stage === "begin" ? "image/jpeg" : "video/mp4", bytes);
      const from = performance.now();
      await stand.deliver("mail", [file], alarmOf(n), stage);
      await until("accepted", () => stand.deliveries.summary().waiting === 0);
      seconds[stage].push((performance.now() - from) / 1000);
    }
  }
  await until("in the box", async () => (await servers.mails()).length === 8);
  const [picture, clip] = [Math.min(...seconds.begin), Math.min(...seconds.end)];
  t.diagnostic(`a picture after ${picture.toFixed(2)} s, a clip after ${clip.toFixed(2)} s`);
  assert.ok(picture < 2, `a picture after ${seconds.begin} s`);
  assert.ok(clip < 3, `a clip after ${seconds.end} s`);
});

test("Postfix and dovecot: TLS at once on 465, and on 995 for POP before SMTP", {
  skip: needs("postfix", "dovecot", "openssl") || (!isRoot && "needs root, for these ports"),
}, async () => {
  await using place = await serverFolder();
  const made = makeCertificates(place.path);
  await using servers = await openMailServers(place.path, made, { implicit: true });
  await using stand = await openStand({ actions });
  await stand.set(mail, { to: ["owner@example.test", "", ""] });
  const login = { user: "cam", password: "cam", from: "door@example.test" };
  await stand.set(mailServer, { enabled: true, host: "localhost", port: 465, auth: "login", ...login });
  await stand.deliver("mail", [await stand.file("image/jpeg", picture)], alarmOf(1));
  await until("an attempt", async () => (await outcome(stand)) === "retry peer-unverified");
  await stand.set(mailServer, { verify: false });
  await until("in the box", async () => (await servers.mails()).length === 1);
  const log = await readFile(join(place.path, "log"), "utf8");
  assert.match(
    log,
    /smtpd\[\d+\]: [0-9A-F]+: client=localhost\[127\.0\.0\.1\], sasl_method=\w+, sasl_username=cam/,
  );
  const [attempt] = stand.deliveries.attempts({}, 1);
  assert.ok(attempt?.stages.some(({ name, detail }) => name === "tls" && detail.includes("TLSv1.3")));

  await stand.set(mailServer, { port: servers.plain, auth: "popFirst", popPort: 995, verify: true });
  await stand.deliver("mail", [], alarmOf(2));
  await until("an attempt at POP", async () => (await outcome(stand)) === "retry peer-unverified");
  await stand.set(mailServer, { verify: false });
  await until("in the box after POP", async () => (await servers.mails()).length === 2);
  assert.match(await servers.popLog(), /pop3-login: .*Login: user=<cam>.* TLS/);
  // On 110 the same with STLS, and without TLS only where encryption is switched off.
  const logins = async (): Promise<number> =>
    ((await servers.popLog()).match(/Login: user=<cam>.* TLS/g) ?? []).length;
  await stand.set(mailServer, { popPort: servers.pop });
  await stand.deliver("mail", [], alarmOf(3));
  await until("in the box after STLS", async () => (await servers.mails()).length === 3);
  await until("dovecot saw TLS", async () => (await logins()) === 2);
});

test("a certificate that nobody vouches for is refused, unless told otherwise", {
  skip: needs("openssl"),
}, async () => {
  await using place = await serverFolder();
  const { key, cert } = makeCertificates(place.path);
  await using server = await openFake({ key, cert, disabledCommands: [] });
  await using stand = await openStand({ actions });
  await stand.set(mail, { to: ["a@example.test", "", ""] });
  await stand.set(mailServer, { enabled: true, host: "localhost", port: server.port, auth: "none" });
  await stand.deliver("mail");
  assert.equal(await outcome(stand), "retry peer-unverified");
  await stand.set(mailServer, { verify: false });
  await until("taken", () => server.taken.length === 1);
});

test("a password is not sent in the clear where encryption is wanted", async () => {
  let asked = false;
  await using server = await openFake({
    allowInsecureAuth: true,
    onAuth: (_login, _session, done) => {
      asked = true;
      done(null, { user: "cam" });
    },
  });
  await using stand = await openStand({ actions });
  await stand.set(mail, { to: ["a@example.test", "", ""] });
  const login = { auth: "login", user: "cam", password: "cam" };
  await stand.set(mailServer, { enabled: true, host: "127.0.0.1", port: server.port, ...login });
  await stand.deliver("mail");
  await until("refused", async () => (await outcome(stand)).startsWith("retry"));
  assert.equal(asked, false);
  await stand.set(mailServer, { encrypt: false });
  await until("taken when told to", () => server.taken.length === 1);
});

test("recipients and attachments follow their masks, and nobody gets a mail twice", async () => {
  await using server = await openFake();
  await using stand = await openStand({ actions });
  await stand.set(mail, {
    to: ["with@example.test", "without@example.test", "nobody@example.test"],
    ...{ receives: [true, true, false], attachments: [true, false, true], subject: "Someone is at the door" },
  });
  await stand.set(mailServer, { enabled: true, host: "127.0.0.1", port: server.port, auth: "none" });
  await stand.deliver("mail", [await stand.file("image/jpeg", picture)]);
  await until("both", () => server.taken.length === 2);
  assert.deepEqual(
    server.taken.map(({ to, text }) => [to, parts(text).filter(({ type }) => type === "image/jpeg").length]),
    [
      [["with@example.test"], 1],
      [["without@example.test"], 0],
    ],
  );
  for (const { text } of server.taken) assert.match(text, /^Subject: Someone is at the door\r$/m);
});

test("when the first server is away or refuses, the second is asked", async () => {
  await using second = await openFake();
  await using refusing = await openFake({
    allowInsecureAuth: true,
    onAuth: (_login, _session, done) => done(Object.assign(new Error("no"), { responseCode: 535 })),
  });
  for (const first of [
    { port: 1, auth: "none" },
    { port: refusing.port, auth: "login", user: "x", password: "y" },
  ]) {
    await using stand = await openStand({ actions });
    await stand.set(mail, { to: ["a@example.test", "", ""] });
    await stand.set(mailServer, { enabled: true, host: "127.0.0.1", encrypt: false, ...first });
    await stand.set(mailServer, { enabled: true, host: "127.0.0.1", port: second.port, auth: "none" }, 1);
    const before = second.taken.length;
    await stand.deliver("mail");
    await until("taken by the second", () => second.taken.length === before + 1);
    assert.equal(await outcome(stand), "delivered");
  }
});

test("a mail that breaks off between two recipients is not sent twice to the first", async () => {
  let mails = 0;
  const seen: string[] = [];
  await using server = await openFake({
    onRcptTo: (address, _session, done) => {
      mails += 1;
      if (mails === 2) done(Object.assign(new Error("try later"), { responseCode: 451 }));
      else {
        seen.push(address.address);
        done();
      }
    },
  });
  await using stand = await openStand({ actions });
  await stand.set(mail, { to: ["a@example.test", "b@example.test", ""], attachments: [true, false, false] });
  await stand.set(mailServer, { enabled: true, host: "127.0.0.1", port: server.port, auth: "none" });
  await stand.deliver("mail");
  await until("both", () => server.taken.length === 2);
  assert.deepEqual(seen, ["a@example.test", "b@example.test"]);
});

test("an alarm of the mail menu is one mail with as many pictures as are set, at once or when the last is taken", async () => {
  await using server = await openFake();
  await using stand = await openStand({ actions });
  await stand.set(mail, { to: ["a@example.test", "b@example.test", ""], attachments: [true, false, false] });
  await stand.set(mailServer, { enabled: true, host: "127.0.0.1", port: server.port, auth: "none" });
  for (const [n, count] of [0, 1, 3].entries()) {
    await stand.set(alarmMails, { enabled: true, count });
    const alarm = { ...alarmOf(n), rule: alarmMails.name };
    const file = (at: number) => stand.file("image/jpeg", picture, at);
    await stand.deliver("mail", [await file(1)], alarm, "begin");
    await stand.deliver("mail", [await file(1), await file(2), await file(3), await file(4)], alarm, "end");
    await until("both", () => server.taken.length === 2 * (n + 1));
    const [first, second] = server.taken.slice(-2).map(({ text }) => parts(text));
    const pictures = first?.filter(({ type }) => type === "image/jpeg").length;
    assert.deepEqual([pictures, second?.some(({ type }) => type === "image/jpeg")], [count, false]);
  }
  // Where no picture could be taken the mail goes without.
  await stand.deliver("mail", [], { ...alarmOf(9), rule: alarmMails.name }, "end");
  await until("both once more", () => server.taken.length === 8);
  await until("nothing is left", () => stand.deliveries.summary().waiting === 0);
});

test("names and subjects can not add headers, recipients or markup", async () => {
  await using server = await openFake();
  await using stand = await openStand({ actions });
  const nasty = 'x" <evil@example.test>, <b>&Bcc: y';
  await stand.set(mail, { to: ["a@example.test", "", ""], subject: nasty });
  await stand.set(identity, { hostName: "Door 1" });
  await stand.set(mailServer, { enabled: true, host: "127.0.0.1", port: server.port, auth: "none" });
  const alarm = alarmOf(1);
  const detail = "<script>alert(1)</script>\r\nBcc: evil@example.test";
  await stand.deliver("mail", [], { ...alarm, trigger: { ...alarm.trigger, detail } });
  await until("taken", () => server.taken.length === 1);
  const [{ to, text } = { to: [], text: "" }] = server.taken;
  const [head = ""] = text.split("\r\n\r\n");
  assert.deepEqual(to, ["a@example.test"]);
  assert.equal(/^bcc:/im.exec(head), null);
  assert.equal((head.match(/^subject:/gim) ?? []).length, 1);
  const html = parts(text).find(({ type }) => type === "text/html");
  assert.ok(!String(html?.bytes).includes("<script>"));
  for (const subject of ["a\r\nBcc: b", "a\u2028b"]) {
    await assert.rejects(stand.set(mail, { subject }), /must be/);
  }
});

test("mail servers that misbehave get their code", async () => {
  const sockets = new Set<Socket>();
  const replies: Readonly<Record<string, string>> = { EHLO: "250-x\r\n250 8BITMIME", HELO: "250 x" };
  const scripted = (said: Readonly<Record<string, string>>, banner = "220 hello") =>
    createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.write(`${banner}\r\n`);
      socket.on("data", (bytes) => {
        const verb = bytes.toString().split(/[ \r:]/)[0] ?? "";
        const answer = said[verb] ?? replies[verb] ?? "250 ok";
        if (answer === "") socket.destroy();
        else socket.write(`${answer}\r\n`);
      });
    });
  const cases: readonly (readonly [code: string, server: ReturnType<typeof scripted>])[] = [
    ["retry target-confused", scripted({}, "HTTP/1.1 400 Bad Request")],
    ["retry target-refused", scripted({ MAIL: "450 4.7.1 greylisted" })],
    ["retry target-full", scripted({ MAIL: "452 4.3.1 no room" })],
    ["retry target-busy", scripted({ MAIL: "421 too many" })],
    ["failed content-refused", scripted({ RCPT: "550 5.1.1 no such user" })],
    ["retry login-refused", scripted({ MAIL: "530 5.7.0 log in first" })],
    ["retry transfer-incomplete", scripted({ DATA: "" })],
  ];
  try {
    for (const [code, server] of cases) {
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      await using stand = await openStand({ actions });
      await stand.set(mail, { to: ["a@example.test", "", ""] });
      await stand.set(mailServer, {
        ...{ enabled: true, host: "127.0.0.1", port: (server.address() as AddressInfo).port, auth: "none" },
      });
      await stand.deliver("mail");
      assert.equal(await outcome(stand), code);
    }
  } finally {
    for (const socket of sockets) socket.destroy();
    for (const [, server] of cases) server.close();
  }
});

test("what is not set is said", async () => {
  await using stand = await openStand({ actions });
  await stand.deliver("mail", [], alarmOf(1));
  await stand.set(mailServer, { enabled: true, host: "127.0.0.1" });
  await stand.deliver("mail", [], alarmOf(2));
  assert.deepEqual(
    stand.deliveries.attempts({}, 5).map(({ message }) => message),
    ["no mail address is set", "no mail server is set"],
  );
});

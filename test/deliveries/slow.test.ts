import assert from "node:assert/strict";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { test } from "node:test";
import { httpEvent, logging, mail, mailServer, notify } from "@pinhole/kit/model";
import { VirtualClock } from "../../packages/daemon/src/actions/fixtures/virtual-clock.ts";
import { mailAction } from "../../packages/daemon/src/actions/mail/index.ts";
import { messageAction } from "../../packages/daemon/src/actions/message/index.ts";
import { notifyAction } from "../../packages/daemon/src/actions/notify/index.ts";
import { postAction } from "../../packages/daemon/src/actions/post/index.ts";
import { alarmOf, openStand, type Stand, until } from "./stand.ts";
import { openWebReceiver } from "./web-receiver.ts";

interface Slow extends AsyncDisposable {
  readonly port: number;
  /** Connections that it has taken. */
  count(): number;
}

/** Takes connections, and says a text a letter at a time, the last one without end; without a text, nothing. */
async function openSlow(text: string): Promise<Slow> {
  const sockets = new Set<Socket>();
  const timers = new Set<NodeJS.Timeout>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.resume();
    if (text === "") return;
    let said = 0;
    const say = (): void => {
      if (socket.writable) socket.write(text.charAt(Math.min(said, text.length - 1)));
      said += 1;
    };
    timers.add(setInterval(say, 10));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    count: () => sockets.size,
    [Symbol.asyncDispose]: async () => {
      for (const timer of timers) clearInterval(timer);
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Ports {
  readonly mail: number;
  readonly message: number;
  readonly post: number;
}

async function setAll(stand: Stand, ports: Ports): Promise<void> {
  const host = "127.0.0.1";
  await stand.set(mail, { to: ["a@example.test", "", ""] });
  await stand.set(mailServer, { enabled: true, host, port: ports.mail, auth: "none", encrypt: false });
  await stand.set(httpEvent, { postEnabled: true, postUrl: `http://${host}:${ports.post}/` });
  await stand.set(logging, {
    ...{ messengerEnabled: true, messengerHost: host, messengerPort: ports.message },
    ...{ messengerUser: "cam@example.test", messengerPassword: "pw", messengerTo: "me@example.test" },
  });
}

const silence = { mail: "", message: "", post: "" };
const dribble = {
  mail: "220 hello",
  message: "<?xml version='1.0'?><stream:stream id='x",
  post: "HTTP/1.1 200 OK\r\nA: x",
};

for (const [words, texts] of [
  ["hangs", silence],
  ["says a letter at a time", dribble],
] as const) {
  test(`a server that ${words} is given up in time and disturbs nobody`, async () => {
    const clock = new VirtualClock();
    await using mailer = await openSlow(texts.mail);
    await using messenger = await openSlow(texts.message);
    await using poster = await openSlow(texts.post);
    await using web = await openWebReceiver();
    const actions = [mailAction(), messageAction, postAction, notifyAction];
    await using stand = await openStand({ actions, clock });
    await setAll(stand, { mail: mailer.port, message: messenger.port, post: poster.port });
    await stand.set(notify, { url: `http://127.0.0.1:${web.port}/` });
    await stand.deliver("mail", [], alarmOf(1));
    await stand.deliver("message", [], alarmOf(1));
    await stand.deliver("post", [await stand.file("video/mp4", Buffer.alloc(500_000, 1))], alarmOf(1), "end");
    await until("all three are asked", () => [mailer, messenger, poster].every((each) => each.count() === 1));
    await stand.deliver("notify", [], alarmOf(1));
    await until("the fourth is delivered meanwhile", () => stand.deliveries.summary().waiting === 3);
    assert.equal(web.got.length, 1);
    // Longer than the longest that an attempt at so small a job may take, and what it is given to end.
    await clock.advance(100);
    for (const target of ["mail", "message", "post"]) {
      const attempt = () => stand.deliveries.attempts({ target }, 1)[0];
      await until(`${target} is given up`, () => attempt());
      assert.equal(`${attempt()?.outcome} ${attempt()?.code}`, "retry target-silent", target);
      assert.ok((attempt()?.seconds ?? 1000) <= 100, `${target}: ${attempt()?.seconds} s`);
    }
  });
}

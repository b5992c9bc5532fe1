import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, describe, it } from "node:test";
import { dueAt } from "./due.ts";
import { type DdnsMemory, type DdnsSettings, isPublic, noMemory, openKeeper } from "./keeper.ts";

const local = (unix: number) => {
  const time = new Date(unix * 1000);
  return { hour: time.getUTCHours(), minute: time.getUTCMinutes() };
};
const at = (text: string): number => Date.parse(`${text}Z`) / 1000;

describe("the rhythm of updates", () => {
  const due = (last: string, rhythm: Partial<Parameters<typeof dueAt>[1]>): string =>
    new Date(dueAt(at(last), { periodUnit: "day", period: 1, hour: 12, minute: 0, ...rhythm }, local) * 1000)
      .toISOString()
      .slice(0, 16);

  it("is at the hour and minute after so many days", () => {
    assert.equal(due("2026-01-01T15:00", {}), "2026-01-02T12:00");
    assert.equal(due("2026-01-01T12:00:30", {}), "2026-01-02T12:00");
    assert.equal(due("2026-01-01T15:00", { period: 10, minute: 30 }), "2026-01-11T12:30");
  });

  it("is at the minute after so many hours, or after so many minutes but never less than ten", () => {
    assert.equal(due("2026-01-01T15:20", { periodUnit: "hour", period: 2, minute: 5 }), "2026-01-01T17:05");
    assert.equal(due("2026-01-01T15:04", { periodUnit: "hour", period: 1, minute: 5 }), "2026-01-01T16:05");
    assert.equal(due("2026-01-01T15:20", { periodUnit: "minute", period: 45 }), "2026-01-01T16:05");
    assert.equal(due("2026-01-01T15:20", { periodUnit: "minute", period: 1 }), "2026-01-01T15:30");
  });

  it("is not lost where the clock never shows the hour", () => {
    const never = () => ({ hour: 1, minute: 59 });
    const next = dueAt(at("2026-01-01T15:00"), { periodUnit: "day", period: 1, hour: 12, minute: 0 }, never);
    assert.ok(next > at("2026-01-02T15:00") && next < at("2026-01-02T16:00"));
  });
});

describe("a name on the internet", () => {
  const requests: { readonly url: string; readonly headers: IncomingMessage["headers"] }[] = [];
  let answer: readonly [status: number, text: string] = [200, "good 198.51.100.7"];
  const server = createServer((req, res) => {
    requests.push({ url: req.url ?? "", headers: req.headers });
    res.writeHead(answer[0]).end(answer[1]);
  });
  let base = "";
  before(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/nic/update`;
  });
  after(() => server.close());
  beforeEach(() => {
    requests.length = 0;
    answer = [200, "good 198.51.100.7"];
  });

  function keeping(changes: Partial<DdnsSettings> = {}) {
    const state = {
      settings: {
        enabled: true,
        service: "dyndns",
        server: base,
        user: "anna",
        password: "secret&word",
        hostName: "cam.example.org",
        periodUnit: "day",
        period: 10,
        hour: 12,
        minute: 0,
        ...changes,
      } as DdnsSettings,
      address: "192.168.0.42",
      now: at("2026-01-01T15:00"),
      memory: noMemory as DdnsMemory,
      log: [] as string[],
    };
    const keeper = openKeeper({
      settings: () => state.settings,
      address: () => state.address,
      now: () => state.now,
      local,
      memory: () => state.memory,
      remember: async (memory) => {
        state.memory = { ...state.memory, ...memory };
      },
      log: (message) => state.log.push(message),
      product: "1.0",
      signal: new AbortController().signal,
    });
    return { state, check: keeper.check };
  }

  it("is updated with the login and the name, and not again before the period is over", async () => {
    const { state, check } = keeping();
    await check();
    assert.equal(requests[0]?.url, "/nic/update?hostname=cam.example.org");
    assert.equal(requests[0]?.headers.authorization, `Basic ${btoa("anna:secret&word")}`);
    assert.match(requests[0]?.headers["user-agent"] ?? "", /^Pinhole/);
    for (const day of [1, 5, 9]) {
      state.now = at("2026-01-01T15:00") + day * 86_400;
      await check();
    }
    assert.equal(requests.length, 1);
    state.now = at("2026-01-11T12:00");
    answer = [200, "nochg 198.51.100.7"];
    await check();
    assert.equal(requests.length, 2);
    await check();
    assert.equal(requests.length, 2);
  });

  it("is not updated by a restart, and at once when the address or the name changes", async () => {
    const first = keeping();
    await first.check();
    const again = keeping();
    again.state.memory = first.state.memory;
    await again.check();
    assert.equal(requests.length, 1);
    again.state.address = "8.8.4.4";
    await again.check();
    assert.equal(requests[1]?.url, "/nic/update?hostname=cam.example.org&myip=8.8.4.4");
    again.state.settings = { ...again.state.settings, hostName: "b.example.org" };
    await again.check();
    assert.equal(requests.length, 3);
  });

  it("is left alone for good when the service refuses, until the settings change", async () => {
    for (const word of [
      "badauth",
      "abuse",
      "nohost",
      "notfqdn",
      "!yours",
      "badagent",
      "numhost",
      "!donator",
    ]) {
      requests.length = 0;
      answer = [200, word];
      const { state, check } = keeping();
      await check();
      state.now += 30 * 86_400;
      await check();
      const restarted = keeping();
      restarted.state.memory = state.memory;
      await restarted.check();
      assert.equal(requests.length, 1, word);
      assert.match(state.log[0] ?? "", /nothing more is sent until the settings are changed/);
      restarted.state.settings = { ...restarted.state.settings, password: "better" };
      await restarted.check();
      assert.equal(requests.length, 2, word);
    }
  });

  it("is tried again after half an hour when the service has trouble, and ever later when it is silent", async () => {
    answer = [200, "911"];
    const { state, check } = keeping();
    await check();
    state.now += 1799;
    await check();
    assert.equal(requests.length, 1);
    state.now += 1;
    answer = [500, "<html>"];
    await check();
    assert.equal(requests.length, 2);
    const waits: number[] = [];
    for (let n = 0; n < 7; n++) {
      const before = requests.length;
      let waited = 0;
      while (requests.length === before) {
        state.now += 60;
        waited++;
        await check();
      }
      waits.push(waited);
    }
    assert.deepEqual(waits, [2, 4, 8, 16, 32, 60, 60]);
  });

  it("is told to DuckDNS with a token", async () => {
    answer = [200, "OK"];
    const { state, check } = keeping({ service: "duckdns", hostName: "mycam.duckdns.org" });
    await check();
    assert.equal(requests[0]?.url, "/nic/update?domains=mycam&token=secret%26word&ip=");
    assert.equal(requests[0]?.headers.authorization, undefined);
    answer = [200, "KO"];
    state.settings = { ...state.settings, hostName: "other" };
    await check();
    assert.match(state.log.at(-1) ?? "", /refuses the name or the token/);
  });

  it("shows no secret in the log, whatever happens", async () => {
    const closed = createServer().listen(0, "127.0.0.1");
    await once(closed, "listening");
    const { port } = closed.address() as AddressInfo;
    closed.close();
    const { state, check } = keeping({ server: `http://127.0.0.1:${port}/update`, service: "duckdns" });
    await check();
    const redirecting = keeping();
    answer = [302, "elsewhere"];
    await redirecting.check();
    const all = [...state.log, ...redirecting.state.log].join("\n");
    assert.match(all, /does not answer: ECONNREFUSED/);
    assert.ok(!/secret|word/.test(all), all);
  });

  it("sends nothing while it is off, and says what is missing", async () => {
    const quiet = [
      { enabled: false },
      { service: "none" },
      { hostName: "" },
      { service: "tzo", server: "" },
      { service: "custom", server: "" },
    ];
    const said: string[] = [];
    for (const changes of quiet) {
      const { state, check } = keeping(changes);
      await check();
      await check();
      said.push(...state.log);
    }
    assert.equal(requests.length, 0);
    assert.deepEqual(said, [
      "dyndns: no name is set",
      "tzo: this service has ended; choose another",
      "custom: no server is set",
    ]);
  });
});

it("only what the internet routes is a public address", () => {
  for (const address of ["8.8.8.8", "1.2.3.4", "172.32.0.1", "100.128.0.1", "203.1.0.1"])
    assert.ok(isPublic(address), address);
  for (const address of [
    "10.0.0.1",
    "127.0.0.1",
    "192.168.1.1",
    "172.16.0.1",
    "172.31.9.9",
    "169.254.1.1",
    "100.64.0.1",
    "224.0.0.1",
    "0.0.0.0",
    "203.0.113.9",
    "198.51.100.1",
    "",
    "::1",
  ])
    assert.ok(!isPublic(address), address);
});

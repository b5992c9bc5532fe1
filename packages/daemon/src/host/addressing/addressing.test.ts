import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CameraError } from "@pinhole/kit/model";
import type { RunProgram } from "../../programs/run-program.ts";
import type { Addressing } from "./addressing.ts";
import { openTrial } from "./trial.ts";

const wanted: Addressing = { dhcp: false, address: "10.0.0.9", prefix: 24, gateway: "10.0.0.1" };

const answers: Readonly<Record<string, string>> = {
  "-json -4 address show dev eth0 scope global": '[{"addr_info":[{"local":"10.0.0.5","prefixlen":24}]}]',
  "-json -4 route show default dev eth0": '[{"gateway":"10.0.0.1"}]',
};

/** A machine without NetworkManager on which `ip` does as told; it may refuse one command. */
function machine(options: { readonly seconds?: number; readonly refuses?: string } = {}) {
  const changes: string[] = [];
  const log: string[] = [];
  const told = new Map<string, PromiseWithResolvers<void>>();
  const until = (words: string): Promise<void> => {
    if (log.some((line) => line.includes(words))) return Promise.resolve();
    const waiting = told.get(words) ?? Promise.withResolvers<void>();
    told.set(words, waiting);
    return waiting.promise;
  };
  const run: RunProgram = async ({ command, package: name }, args) => {
    if (command !== "ip") throw new CameraError("program-missing", `${command}: install ${name}`);
    const line = args.join(" ");
    const answer = answers[line];
    if (answer === undefined) changes.push(line);
    const isRefused = line === options.refuses;
    return {
      status: isRefused ? 2 : 0,
      stdout: answer ?? "",
      stderr: isRefused ? "RTNETLINK answers: no\n" : "",
    };
  };
  const settings: string[] = [];
  const trial = openTrial({
    device: async () => "eth0",
    undo: async () => void settings.push("undone"),
    keep: async () => void settings.push("kept"),
    log: (message) => {
      log.push(message);
      for (const [words, { resolve }] of told) if (message.includes(words)) resolve();
    },
    seconds: options.seconds ?? 60,
    run,
  });
  return { trial, changes, log, settings, until };
}

const there = [
  "-4 address flush dev eth0 scope global",
  "address add 10.0.0.9/24 broadcast + dev eth0",
  "route replace default via 10.0.0.1 dev eth0",
];
const back = [
  "-4 address flush dev eth0 scope global",
  "address add 10.0.0.5/24 broadcast + dev eth0",
  "route replace default via 10.0.0.1 dev eth0",
];

describe("a change of addresses", { timeout: 20_000 }, () => {
  it("is taken back when nobody confirms it", async () => {
    const { trial, changes, settings, until } = machine({ seconds: 0.05 });
    trial.begin(wanted);
    await until("taken back: nobody logged in within 0.05 s");
    assert.deepEqual([changes, settings], [[...there, ...back], ["undone"]]);
    await trial[Symbol.asyncDispose]();
  });

  it("is kept by a login at the new address, and by no other", async () => {
    const { trial, changes, settings, until } = machine();
    trial.begin(wanted);
    await until("on trial for 60 s");
    for (const elsewhere of ["10.0.0.5", "127.0.0.1", "localhost", "[::1]", ""]) trial.confirm(elsewhere);
    assert.deepEqual(settings, []);
    trial.confirm("10.0.0.9");
    await until("confirmed");
    await trial[Symbol.asyncDispose]();
    assert.deepEqual([changes, settings], [there, ["kept"]]);
  });

  it("goes back to what was before the first of several", async () => {
    const { trial, changes, settings, until } = machine();
    trial.begin(wanted);
    await until("10.0.0.9/24 by ip, on trial");
    trial.begin({ ...wanted, address: "10.0.0.10" });
    await until("10.0.0.10/24 by ip, on trial");
    await trial[Symbol.asyncDispose]();
    assert.deepEqual(changes.slice(-3), back);
    assert.deepEqual(settings, ["undone"]);
  });

  it("that fails leaves the machine as it was, and is told", async () => {
    const { trial, changes, log, settings, until } = machine({ refuses: there[1]! });
    trial.begin(wanted);
    await until("not applied");
    assert.match(log[0] ?? "", /not applied: ip failed: RTNETLINK answers: no/);
    assert.deepEqual(changes.slice(-3), back);
    await trial[Symbol.asyncDispose]();
    assert.deepEqual(settings, ["undone"]);
  });

  it("to DHCP takes NetworkManager, which is named", async () => {
    const { trial, log, until } = machine();
    trial.begin({ dhcp: true, address: "", prefix: 0, gateway: "" });
    await until("not applied");
    assert.match(log[0] ?? "", /DHCP takes NetworkManager; install network-manager/);
    await trial[Symbol.asyncDispose]();
  });

  it("that is there already changes nothing", async () => {
    const { trial, changes, until } = machine();
    trial.apply({ ...wanted, address: "10.0.0.5" });
    await until("10.0.0.5/24 by ip");
    await trial[Symbol.asyncDispose]();
    assert.deepEqual(changes, []);
  });
});

import { spawnSync } from "node:child_process";
import { needs, type Peer } from "../peers.ts";
import { type Ended, open, type Started, until } from "../program/program.ts";

/** A side of the laboratory: a network namespace of its own. */
export type Side = "camera" | "peers" | "outside";

/**
 * Networks of the test's own, which no packet leaves: the camera at 10.77.0.1 and its peers at 10.77.0.2 on one
 * cable; the peers' side is the camera's router, with 203.0.113.2 on a second cable to the outside at 203.0.113.1.
 */
export interface Lab extends AsyncDisposable {
  /** What stands before a command line so that it runs on a side. */
  within(side: Side): readonly string[];
  run(side: Side, command: readonly string[], withinMs?: number): Promise<Ended>;
  /** Starts a program that stays, and waits until it has written what `ready` matches. */
  start(
    side: Side,
    command: readonly string[],
    ready: RegExp | (() => boolean | Promise<boolean>),
  ): Promise<Started>;
}

export const cameraAddress = "10.77.0.1";
export const peersAddress = "10.77.0.2";

/** For a test's options: skips by name where a peer is missing, or where no network namespace can be made. */
export function needsLab(...names: readonly Peer[]): string | false {
  return needs("ip", ...names) || (canMake() ? false : "needs root, to make network namespaces");
}

function canMake(): boolean {
  const name = `pinhole-try-${process.pid}`;
  const isMade = ip("netns", "add", name);
  if (isMade) ip("netns", "del", name);
  return isMade;
}

function ip(...args: readonly string[]): boolean {
  return spawnSync("ip", args, { stdio: "ignore", timeout: 10_000 }).status === 0;
}

export async function openLab(): Promise<Lab> {
  const names: Record<Side, string> = {
    camera: `pinhole-a-${process.pid}`,
    peers: `pinhole-b-${process.pid}`,
    outside: `pinhole-c-${process.pid}`,
  };
  const started: Started[] = [];
  const at = (side: Side, ...args: readonly string[]): void => {
    if (!ip("-n", names[side], ...args)) throw new Error(`ip -n ${side} ${args.join(" ")} failed`);
  };
  const close = async (): Promise<void> => {
    for (const { child } of started) child.kill("SIGTERM");
    await Promise.all(started.map(({ end }) => end(3000)));
    for (const name of Object.values(names)) {
      const pids =
        spawnSync("ip", ["netns", "pids", name], { encoding: "utf8", timeout: 10_000 }).stdout ?? "";
      // A daemon that has left the process that started it behind.
      for (const pid of pids.split("\n").filter((text) => text !== "")) process.kill(Number(pid), "SIGKILL");
      ip("netns", "del", name);
    }
  };
  try {
    for (const side of Object.keys(names) as Side[]) {
      if (!ip("netns", "add", names[side])) throw new Error(`ip netns add ${names[side]} failed`);
      at(side, "link", "set", "lo", "up");
    }
    at("camera", "link", "add", "e0", "type", "veth", "peer", "name", "e0", "netns", names.peers);
    at("peers", "link", "add", "e1", "type", "veth", "peer", "name", "e0", "netns", names.outside);
    at("camera", "addr", "add", `${cameraAddress}/24`, "brd", "+", "dev", "e0");
    at("peers", "addr", "add", `${peersAddress}/24`, "brd", "+", "dev", "e0");
    at("peers", "addr", "add", "203.0.113.2/24", "brd", "+", "dev", "e1");
    at("outside", "addr", "add", "203.0.113.1/24", "dev", "e0");
    for (const [side, device] of [
      ["camera", "e0"],
      ["peers", "e0"],
      ["peers", "e1"],
      ["outside", "e0"],
    ] as const)
      at(side, "link", "set", device, "up");
    at("camera", "route", "add", "default", "via", peersAddress);
    at("peers", "route", "add", "224.0.0.0/4", "dev", "e0");
  } catch (error) {
    await close();
    throw error;
  }
  const within = (side: Side): readonly string[] => ["ip", "netns", "exec", names[side]];
  return {
    within,
    run: async (side, command, withinMs = 20_000) => {
      const { written, end } = open([...within(side), ...command]);
      return { status: await end(withinMs), ...written };
    },
    start: async (side, command, ready) => {
      const program = open([...within(side), ...command]);
      started.push(program);
      const { child, written } = program;
      const isReady = (): boolean | Promise<boolean> =>
        ready instanceof RegExp ? ready.test(written.stdout + written.stderr) : ready();
      await until(`${command[0]} is ready`, async () => {
        if (child.exitCode !== null)
          throw new Error(`${command.join(" ")} ended: ${written.stdout}${written.stderr}`);
        return isReady();
      });
      return program;
    },
    [Symbol.asyncDispose]: close,
  };
}

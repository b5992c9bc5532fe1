import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Writable } from "node:stream";
import { CameraError, messageOf } from "@pinhole/kit/model";
import { type Playback, type Speaker, speakerRate } from "../../bus/speaker.ts";

/** Seconds for the player to play what it holds. */
const drainSeconds = 5;

const mostWords = 500;

/**
 * A sound card by its ALSA name, played by `aplay` of Debian's alsa-utils, one process for each talk. Rejects with a
 * CameraError when there is no `aplay`.
 */
export async function openAlsa(device: string, program = "aplay"): Promise<Speaker> {
  await begin(spawn(program, ["--version"], { stdio: "ignore" }), program);
  const players = new Set<ChildProcess>();
  return {
    open: async () => {
      // Half a second of buffer: it plays on while the network stumbles.
      const format = ["-t", "raw", "-f", "S16_LE", "-c", "1", "-r", String(speakerRate), "-B", "500000"];
      const player = spawn(program, ["-q", "-D", device, ...format], { stdio: ["pipe", "ignore", "pipe"] });
      players.add(player);
      player.once("close", () => players.delete(player));
      await begin(player, program);
      return playbackOf(player as Player, device);
    },
    [Symbol.asyncDispose]: async () => {
      const gone = [...players].map((player) => once(player, "close"));
      for (const player of players) player.kill("SIGKILL");
      await Promise.all(gone);
    },
  };
}

type Player = ChildProcess & { readonly stdin: Writable; readonly stderr: NodeJS.ReadableStream };

async function begin(player: ChildProcess, program: string): Promise<void> {
  try {
    await once(player, "spawn");
  } catch (error) {
    const words = `${program} can not be started (${messageOf(error)}); install alsa-utils, or name a file.wav`;
    throw new CameraError("speaker-missing", words, { at: program, cause: error });
  }
}

function playbackOf(player: Player, device: string): Playback {
  let words = "";
  player.stderr.setEncoding("utf8").on("data", (text: string) => {
    if (words.length < mostWords) words += text;
  });
  const ended = Promise.withResolvers<void>();
  player.once("close", () => ended.resolve());
  // What is written to a player that is gone fails; that it is gone is told below.
  player.stdin.on("error", () => {});
  const failure = (): CameraError => {
    const why = messageOf(words.slice(0, mostWords)) || "the player ended";
    const code = /busy/i.test(words) ? "speaker-busy" : "speaker-missing";
    return new CameraError(code, `${device}: ${why}`, { at: device });
  };
  const orKill = async (awaited: Promise<void>): Promise<void> => {
    const patience = setTimeout(() => player.kill("SIGKILL"), drainSeconds * 1000);
    await awaited;
    clearTimeout(patience);
  };
  return {
    write: async (samples) => {
      const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
      const room = player.stdin.writable && player.stdin.write(bytes);
      if (room) return;
      const drained = Promise.withResolvers<void>();
      player.stdin.once("drain", drained.resolve);
      await orKill(player.stdin.writable ? Promise.race([drained.promise, ended.promise]) : ended.promise);
      player.stdin.off("drain", drained.resolve);
      if (!player.stdin.writable) throw failure();
    },
    close: async () => {
      player.stdin.end();
      await orKill(ended.promise);
      if (player.exitCode !== 0) throw failure();
    },
  };
}

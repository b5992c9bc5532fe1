import { once } from "node:events";
import { type Socket, connect as tcpConnect } from "node:net";
import { posix } from "node:path";
import { pipeline } from "node:stream/promises";
import { parsePublicKey } from "@pinhole/kit/formats/ssh-key";
import { CameraError } from "@pinhole/kit/model";
import ssh2, { type AnyAuthMethod, type Client, type ServerHostKeyAlgorithm, type SFTPWrapper } from "ssh2";
import { stallWatch, within } from "../uploads/limit.ts";
import type { Attempt, Content, Remote, Site } from "../uploads/remote.ts";
import { addressOf } from "../wire/address.ts";
import { faultOf, isRefusal, type Step } from "./faults.ts";
import type { SshKeys } from "./keys.ts";

export interface SftpOptions {
  readonly keys: SshKeys;
  /** Told of the key that the server shows (base64), whether it is trusted or not. */
  hostKey?(key: string): void;
}

/** Logs in at an SSH server and opens SFTP. */
export async function openSftp(site: Site, attempt: Attempt, options: SftpOptions): Promise<Remote> {
  const { signal, limits } = attempt;
  const at = `${site.host} port ${site.port}`;
  const { address } = await addressOf(site.host, attempt);
  attempt.stage("connect", `${address} port ${site.port}`);
  const socket = tcpConnect({ host: address, port: site.port });
  const client: Client = new ssh2.Client();
  const close = (): void => {
    client.destroy();
    socket.destroy();
  };
  const step = async <T>(name: Step, seconds: number, run: () => Promise<T>): Promise<T> => {
    signal.throwIfAborted();
    try {
      return await within({ seconds, signal, at, close }, run());
    } catch (error) {
      if (signal.aborted) throw error;
      throw faultOf(error, name, at);
    }
  };
  // Each answer is waited for: held back for more to send, a file would take a hundred times as long.
  socket.setNoDelay(true);
  // What happens after a step has ended is told by the next one.
  socket.on("error", () => undefined);
  try {
    await step("connect", limits.connect, () => once(socket, "connect"));
    attempt.stage("tls", "key exchange");
    await step("login", limits.reply, () => login(client, socket, { site, attempt, options, at }));
    const sftp = await step("login", limits.reply, () => openChannel(client));
    const home = await step("login", limits.reply, () => answer<string>((done) => sftp.realpath(".", done)));
    return remote(sftp, { attempt, home, step, at, close });
  } catch (error) {
    close();
    throw error;
  }
}

interface Login {
  readonly site: Site;
  readonly attempt: Attempt;
  readonly options: SftpOptions;
  readonly at: string;
}

function login(client: Client, socket: Socket, { site, attempt, options, at }: Login): Promise<void> {
  const { keys } = options;
  const trusted = keys.trusted(site.host, site.port);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let refusal: CameraError | undefined;
  const refuse = (code: "peer-unverified" | "target-confused", words: string): void => {
    refusal ??= new CameraError(code, `${at}: ${words}`, { at });
  };
  socket.once("data", (chunk: Buffer) => {
    // RFC 4253 section 4.2 allows other lines ahead; no server that is known sends any.
    if (chunk.subarray(0, 4).toString("latin1") === "SSH-") return;
    refuse("target-confused", `this is no SSH server: ${JSON.stringify(chunk.toString("latin1", 0, 40))}`);
    client.destroy();
    reject(refusal);
  });
  client.on("ready", resolve);
  client.on("error", (error) => reject(refusal ?? error));
  client.on("close", () => reject(refusal ?? new Error("the server closed the connection")));
  client.on("handshake", () => attempt.stage("login", site.user));
  client.connect({
    sock: socket,
    username: site.user,
    readyTimeout: 0,
    authHandler: methods(site, keys.privateKey()),
    algorithms: { serverHostKey: hostKeyOrder(trusted) },
    hostVerifier: (key: Buffer): boolean => {
      const shown = key.toString("base64");
      options.hostKey?.(shown);
      if (!site.verify || trusted.includes(shown)) return true;
      const type = parsePublicKey(shown)?.type ?? "unknown";
      refuse(
        "peer-unverified",
        trusted.length === 0
          ? `its ${type} key is not known`
          : `its ${type} key is not the one that is trusted`,
      );
      return false;
    },
  });
  return promise;
}

/** The key first, then the password, in both forms in which servers ask for it. */
function methods({ user: username, password }: Site, privateKey: string | undefined): AnyAuthMethod[] {
  const list: AnyAuthMethod[] = [{ type: "none", username }];
  if (privateKey !== undefined) list.push({ type: "publickey", username, key: privateKey });
  if (password === "") return list;
  list.push({ type: "password", username, password });
  const prompt = (
    _name: string,
    _instructions: string,
    _language: string,
    prompts: readonly unknown[],
    finish: (answers: string[]) => void,
  ): void => finish(prompts.map(() => password));
  list.push({ type: "keyboard-interactive", username, prompt: prompt as never });
  return list;
}

const hostKeyTypes: readonly ServerHostKeyAlgorithm[] = [
  "ssh-ed25519",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "rsa-sha2-512",
  "rsa-sha2-256",
];

/** A server has keys of several types and shows one: that which was trusted last is asked for first. */
function hostKeyOrder(trusted: readonly string[]): ServerHostKeyAlgorithm[] {
  const types = trusted.map((key) => parsePublicKey(key)?.type);
  const place = (algorithm: string): number => {
    const at = types.indexOf(algorithm.startsWith("rsa-") ? "ssh-rsa" : algorithm);
    return at < 0 ? types.length : at;
  };
  return hostKeyTypes.toSorted((a, b) => place(a) - place(b));
}

type Done<T> = (error: Error | null | undefined, value: T) => void;

function answer<T>(ask: (done: Done<T>) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    ask((error, value) => (error ? reject(error) : resolve(value)));
  });
}

function openChannel(client: Client): Promise<SFTPWrapper> {
  return answer<SFTPWrapper>((done) => client.sftp(done));
}

interface Session {
  readonly attempt: Attempt;
  readonly home: string;
  readonly at: string;
  step<T>(name: Step, seconds: number, run: () => Promise<T>): Promise<T>;
  close(): void;
}

function remote(sftp: SFTPWrapper, { attempt, home, step, at, close }: Session): Remote {
  const { limits, signal } = attempt;
  const { reply } = limits;
  let folder = home;
  const inside = (name: string): string => posix.join(folder, name);
  return {
    enter: (parts, make) =>
      step("folder", reply * 2, async () => {
        folder = parts[0] === "/" ? "/" : home;
        for (const [n, part] of parts.entries()) {
          if (part === "/") continue;
          folder = inside(part);
          const mayMake = n >= parts.length - make;
          if (await isFolder(sftp, folder, mayMake)) continue;
          throw new CameraError("path-refused", `${at}: ${folder} is no folder, or may not be made`, { at });
        }
      }),
    size: (name) => step("verify", reply, () => sizeOf(sftp, inside(name))),
    write: async (name, content) => {
      const path = inside(name);
      const handle = await step("folder", reply, () => answer<Buffer>((done) => sftp.open(path, "w", done)));
      try {
        await send(sftp, handle, { content, stall: limits.stall, signal, close });
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        throw faultOf(error, "upload", at);
      }
    },
    rename: (from, to) => step("verify", reply * 2, () => rename(sftp, inside(from), inside(to))),
    remove: (name) =>
      step("verify", reply, () =>
        answer<undefined>((done) => sftp.unlink(inside(name), done as never)).catch(unlessDead),
      ),
    [Symbol.asyncDispose]: async () => close(),
  };
}

function unlessDead(error: unknown): undefined {
  if (!isRefusal(error)) throw error;
  return undefined;
}

async function isFolder(sftp: SFTPWrapper, path: string, make: boolean): Promise<boolean> {
  const is = (): Promise<boolean> =>
    answer<{ isDirectory(): boolean }>((done) => sftp.stat(path, done)).then(
      (found) => found.isDirectory(),
      (error: unknown) => {
        if (!isRefusal(error)) throw error;
        return false;
      },
    );
  if (await is()) return true;
  if (!make) return false;
  await answer<undefined>((done) => sftp.mkdir(path, done as never)).catch(unlessDead);
  return is();
}

async function sizeOf(sftp: SFTPWrapper, path: string): Promise<number | undefined> {
  try {
    const { size } = await answer<{ readonly size: number }>((done) => sftp.stat(path, done));
    return size;
  } catch (error) {
    return unlessDead(error);
  }
}

interface Sending {
  readonly content: Content;
  readonly stall: number;
  readonly signal: AbortSignal;
  close(): void;
}

async function send(
  sftp: SFTPWrapper,
  handle: Buffer,
  { content, stall, signal, close }: Sending,
): Promise<void> {
  let stalled: CameraError | undefined;
  using watch = stallWatch(stall, () => {
    stalled = new CameraError("target-silent", `no progress for ${stall} s in the middle of a file`);
    close();
  });
  const abort = (): void => close();
  signal.addEventListener("abort", abort);
  const target = sftp.createWriteStream("", { handle, autoClose: true } as never);
  // A write that waits for its answer does not notice by itself that the connection is gone.
  const gone = new Promise<never>((_, reject) => {
    sftp.once("close", () => reject(new Error("the connection broke in the middle of a file")));
  });
  gone.catch(() => undefined);
  try {
    const sent = pipeline(
      content.open(),
      async function* (source: AsyncIterable<Uint8Array>) {
        for await (const chunk of source) {
          watch.progress();
          yield chunk;
        }
      },
      target,
    );
    sent.catch(() => undefined);
    await Promise.race([sent, gone]);
  } catch (error) {
    throw stalled ?? error;
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** OpenSSH's own rename writes over a file that exists; the standard's does not. */
async function rename(sftp: SFTPWrapper, from: string, to: string): Promise<boolean> {
  const attempts: readonly (() => Promise<unknown>)[] = [
    async () => answer((done) => sftp.ext_openssh_rename(from, to, done as never)),
    () => answer((done) => sftp.rename(from, to, done as never)),
    async () => {
      await answer((done) => sftp.unlink(to, done as never)).catch(unlessDead);
      return answer((done) => sftp.rename(from, to, done as never));
    },
  ];
  for (const attempt of attempts) {
    try {
      await attempt();
      return true;
    } catch (error) {
      if (!isRefusal(error) && !isMissingExtension(error)) throw error;
    }
  }
  return false;
}

function isMissingExtension(error: unknown): boolean {
  return error instanceof Error && /does not support this extended request/i.test(error.message);
}

import { isIP, type LookupFunction } from "node:net";
import { CameraError } from "@pinhole/kit/model";
import { Client, FTPError } from "basic-ftp";
import { addressOf } from "../uploads/address.ts";
import { within } from "../uploads/limit.ts";
import type { Attempt, Remote, Site } from "../uploads/remote.ts";
import { faultOf, type Step } from "./faults.ts";
import { store } from "./store.ts";

/** Here TLS begins at once; on any other port the connection is asked to change to it (RFC 4217). */
const implicitPort = 990;

/** Characters of a greeting without a line that begins as FTP's do. */
const greetingLength = 512;

/** Logs in at an FTP server. */
export async function openFtp(site: Site, attempt: Attempt): Promise<Remote> {
  const { signal, limits, authorities } = attempt;
  const at = `${site.host} port ${site.port}`;
  attempt.stage("name", site.host);
  const { address, family } = await addressOf(site.host, attempt.settings);
  const client = new Client(0, { allowSeparateTransferHost: false });
  const close = (): void => client.close();
  const step = async <T>(name: Step, seconds: number, run: () => Promise<T>): Promise<T> => {
    signal.throwIfAborted();
    try {
      return await within({ seconds, signal, at, close }, run());
    } catch (error) {
      if (signal.aborted) throw error;
      throw faultOf(error, name, at);
    }
  };
  const tls = {
    host: site.host,
    // The library connects by the name for implicit TLS; it leads nowhere else than to the address that was checked.
    lookup: ((_name, options, found) => {
      if (options.all === true) found(null, [{ address, family }]);
      else found(null, address, family);
    }) as LookupFunction,
    ...(isIP(site.host) === 0 ? { servername: site.host } : {}),
    rejectUnauthorized: site.verify,
    ...(authorities === undefined ? {} : { ca: [...authorities] }),
  };
  try {
    attempt.stage("connect", `${address} port ${site.port}`);
    if (site.security === "tls" && site.port === implicitPort) {
      attempt.stage("tls");
      await step("tls", limits.connect, () => {
        const greeted = client.connectImplicitTLS(address, site.port, tls);
        return expectGreeting(client, greeted);
      });
    } else {
      await step("connect", limits.connect, () => expectGreeting(client, client.connect(address, site.port)));
      if (site.security === "tls") {
        attempt.stage("tls");
        await step("tls", limits.reply, () => client.useTLS(tls));
      }
    }
    attempt.stage("login", site.user);
    await step("login", limits.reply, () => client.login(site.user || "anonymous", site.password));
    const start = await step("login", limits.reply, () => prepare(client));
    return remote(client, { site, attempt, start, step, at });
  } catch (error) {
    close();
    throw error;
  }
}

/** A greeting that is not FTP's fails at once: the library would wait for one that is. */
function expectGreeting<T>(client: Client, greeted: Promise<T>): Promise<T> {
  const { socket } = client.ftp;
  let text = "";
  const look = (chunk: string | Buffer): void => {
    text += chunk.toString();
    if (/^\d{3}[ -]/.test(text)) socket.off("data", look);
    else if (text.length >= 4 || text.length > greetingLength) {
      client.ftp.closeWithError(
        new CameraError("target-confused", `this is no FTP server: ${printable(text)}`),
      );
    }
  };
  socket.on("data", look);
  return greeted.finally(() => socket.off("data", look));
}

function printable(text: string): string {
  return JSON.stringify(text.slice(0, 40));
}

/** What comes after the login; returns the folder that it starts in, where the server tells it. */
async function prepare(client: Client): Promise<string | undefined> {
  if (client.ftp.hasTLS) {
    await client.sendIgnoringError("PBSZ 0");
    await client.send("PROT P");
  }
  await client.sendIgnoringError("OPTS UTF8 ON");
  await client.send("TYPE I");
  return client.pwd().catch((error: unknown) => {
    if (client.closed) throw error;
    return undefined;
  });
}

interface Session {
  readonly site: Site;
  readonly attempt: Attempt;
  readonly start: string | undefined;
  readonly at: string;
  step<T>(name: Step, seconds: number, run: () => Promise<T>): Promise<T>;
}

function remote(client: Client, { site, attempt, start, step, at }: Session): Remote {
  const { limits, signal } = attempt;
  const { reply } = limits;
  let entered = false;
  return {
    enter: (parts, make) =>
      step("folder", reply * 2, async () => {
        if (entered && parts[0] !== "/" && start !== undefined) await client.cd(start);
        entered = true;
        for (const [n, part] of parts.entries()) {
          if (part === "/") await client.cd("/");
          else if (n < parts.length - make) await client.cd(part);
          else await enterOrMake(client, part);
        }
      }),
    size: (name) =>
      step("verify", reply, () =>
        client.size(name).catch((error: unknown) => {
          if (error instanceof FTPError || !client.closed) return undefined;
          throw error;
        }),
      ),
    write: async (name, content) => {
      signal.throwIfAborted();
      const abort = (): void => client.close();
      signal.addEventListener("abort", abort);
      try {
        await store(client, name, { ...content, passive: site.passive, stall: limits.stall });
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        throw faultOf(error, "upload", at);
      } finally {
        signal.removeEventListener("abort", abort);
      }
    },
    rename: (from, to) =>
      step("verify", reply * 2, async () => {
        if (await renamed(client, from, to)) return true;
        // Some servers do not rename over a file that exists.
        await client.remove(to, true);
        return renamed(client, from, to);
      }),
    remove: (name) => step("verify", reply, () => client.remove(name, true)).then(() => undefined),
    [Symbol.asyncDispose]: async () => client.close(),
  };
}

async function enterOrMake(client: Client, part: string): Promise<void> {
  try {
    await client.cd(part);
  } catch (error) {
    if (!(error instanceof FTPError)) throw error;
    // Somebody else may make it at the same time, so that only the second try to enter tells.
    await client.sendIgnoringError(`MKD ${part}`);
    await client.cd(part);
  }
}

async function renamed(client: Client, from: string, to: string): Promise<boolean> {
  try {
    await client.rename(from, to);
    return true;
  } catch (error) {
    if (error instanceof FTPError) return false;
    throw error;
  }
}

import { createHash } from "node:crypto";
import { dueAt, type Rhythm } from "./due.ts";
import { type Provider, providers } from "./providers.ts";
import { type Outcome, update } from "./update.ts";

export interface DdnsSettings extends Rhythm {
  readonly enabled: boolean;
  readonly service: string;
  /** The URL of a server that speaks dyndns2; "" for the service's own. */
  readonly server: string;
  readonly user: string;
  readonly password: string;
  readonly hostName: string;
}

/** What has to survive a restart, so that a restart is no reason for an update. */
export type DdnsMemory = {
  /** Unix time of the last update that was taken; 0 for none. */
  readonly updatedAt: number;
  /** The address that the camera had then. */
  readonly address: string;
  /** A hash of the settings that a service has refused; "" for none. */
  readonly refused: string;
  /** A hash of the settings of the last update that was taken. */
  readonly settings: string;
};

export const noMemory: DdnsMemory = { updatedAt: 0, address: "", refused: "", settings: "" };

export interface KeeperOptions {
  settings(): DdnsSettings;
  /** The address that the camera has at the moment; what is sent is the sender's, unless this is a public one. */
  address(): string;
  now(): number;
  local(unix: number): { readonly hour: number; readonly minute: number };
  memory(): DdnsMemory;
  remember(memory: Partial<DdnsMemory>): Promise<void>;
  log(message: string, severity: 4 | 5 | 6): void;
  readonly product: string;
  readonly signal: AbortSignal;
}

/** Seconds before the next try, after a service asked for a rest (the protocol says half an hour). */
const restSeconds = 1800;
const firstRetrySeconds = 60;
const mostRetrySeconds = 3600;

/** Keeps a name on the internet at the camera's address; `check` is called every now and then, and never twice at once. */
export function openKeeper(options: KeeperOptions): { check(): Promise<void> } {
  const { now, log, signal } = options;
  let notBefore = 0;
  let failures = 0;
  let tried = "";
  let busy = false;

  const check = async (): Promise<void> => {
    const settings = options.settings();
    if (!settings.enabled || settings.service === "none") return;
    const mark = markOf(settings);
    const memory = options.memory();
    if (mark !== tried) {
      [tried, notBefore, failures] = [mark, 0, 0];
    }
    if (memory.refused === mark || now() < notBefore) return;
    const address = options.address();
    const isKnown = memory.settings === mark && memory.address === address && memory.updatedAt <= now();
    if (isKnown && now() < dueAt(memory.updatedAt, settings, options.local)) return;
    const provider = providerOf(settings);
    if (typeof provider === "string") {
      log(`${settings.service}: ${provider}`, 4);
      return options.remember({ refused: mark });
    }
    const account = { ...settings, product: options.product };
    const outcome = await update(provider, account, { address: isPublic(address) ? address : "", signal });
    await settle(outcome, { settings, mark, address });
  };

  const settle = async (
    { kind, words }: Outcome,
    {
      settings,
      mark,
      address,
    }: { readonly settings: DdnsSettings; readonly mark: string; readonly address: string },
  ): Promise<void> => {
    const said = `${settings.service} ${words}: ${settings.hostName}`;
    if (kind === "good" || kind === "unchanged") {
      failures = 0;
      log(said, 6);
      return options.remember({ updatedAt: Math.floor(now()), address, settings: mark, refused: "" });
    }
    if (kind === "refused") {
      log(`${said}; nothing more is sent until the settings are changed`, 4);
      return options.remember({ refused: mark });
    }
    const wait =
      kind === "wait" ? restSeconds : Math.min(firstRetrySeconds * 2 ** failures, mostRetrySeconds);
    failures++;
    notBefore = now() + wait;
    log(`${said}; again in ${Math.round(wait / 60)} min`, 4);
  };

  return {
    check: async () => {
      if (busy || signal.aborted) return;
      busy = true;
      try {
        await check();
      } catch (error) {
        if (!signal.aborted) throw error;
      } finally {
        busy = false;
      }
    },
  };
}

/** A service, or why there is none. */
function providerOf({ service, server, hostName }: DdnsSettings): Provider | string {
  if (hostName === "") return "no name is set";
  if (server !== "") return { url: server, speech: service === "duckdns" ? "duckdns" : "dyndns2" };
  const known = Object.hasOwn(providers, service) ? providers[service] : undefined;
  return known ?? (service === "custom" ? "no server is set" : "this service has ended; choose another");
}

/** Settings that make another update of it, without showing what they are. */
function markOf({ service, server, user, password, hostName }: DdnsSettings): string {
  const text = JSON.stringify([service, server, user, password, hostName]);
  return createHash("sha256").update(text).digest("base64url").slice(0, 22);
}

/** Whether the internet routes an IPv4 address (RFC 6890). */
export function isPublic(address: string): boolean {
  const [a = 0, b = 0] = address.split(".").map(Number);
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(address) || a === 0 || a === 10 || a === 127 || a >= 224)
    return false;
  if (a === 169 && b === 254) return false;
  if (a === 172 && b >= 16 && b <= 31) return false;
  if (a === 192 && (b === 168 || b === 0)) return false;
  if (a === 198 && (b === 18 || b === 19 || b === 51)) return false;
  if (a === 203 && b === 0) return false;
  return !(a === 100 && b >= 64 && b <= 127);
}

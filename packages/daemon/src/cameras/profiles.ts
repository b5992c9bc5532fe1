import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { CameraError } from "@pinhole/kit/model";

/** A camera that is known by a name. */
export interface Profile {
  /** With its login. */
  readonly address: string;
  readonly insecure?: boolean;
  readonly oldTls?: boolean;
}

export type Profiles = Readonly<Record<string, Profile>>;

type Environment = Readonly<Record<string, string | undefined>>;

export const profileName = /^[a-z][a-z0-9_-]{0,31}$/i;

export function profilesPath(env: Environment): string {
  return join(configFolder(env), "cameras.json");
}

function configFolder({ XDG_CONFIG_HOME: base }: Environment): string {
  return join(base?.startsWith("/") ? base : join(homedir(), ".config"), "pinhole");
}

/** The cameras that are kept; none where there is no file. */
export function readProfiles(env: Environment): Profiles {
  const path = profilesPath(env);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw new CameraError("refused", `${path}: ${(error as Error).message}`);
  }
  try {
    const { cameras } = JSON.parse(text) as { readonly cameras: Profiles };
    if (Object.values(cameras).every(({ address }) => typeof address === "string")) return cameras;
  } catch {}
  throw new CameraError("refused", `${path} is damaged; mend or delete it`);
}

/** Keeps the cameras in a file that only its owner reads, whole or not at all. */
export function writeProfiles(env: Environment, cameras: Profiles): void {
  const path = profilesPath(env);
  mkdirSync(configFolder(env), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify({ cameras }, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, path);
}

/** An address without its password, for people. */
export function withoutPassword(address: string): string {
  return address.replace(/^([a-z]+:\/\/)?([^/@]*)@/i, (_, scheme = "", login: string) => {
    return `${scheme}${login.split(":")[0]}@`;
  });
}

/** Reads "user:password" of a flag. Throws a RangeError that does not repeat it. */
export function splitLogin(text: string): { readonly user: string; readonly password: string } {
  const cut = text.indexOf(":");
  if (cut < 1) throw new RangeError("--login must be USER:PASSWORD");
  return { user: text.slice(0, cut), password: text.slice(cut + 1) };
}

import { readFile } from "node:fs/promises";
import { CameraError, messageOf } from "@pinhole/kit/model";
import { withOptions } from "../sources/camera/address.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Bytes of a file that may name a source. */
const mostBytes = 4096;

/**
 * SOURCE as it was given, or as the environment or a file has it, so that no password has to stand on the command line:
 * "@FILE", or "@NAME" of a camera that `pinhole camera add` keeps. Throws a CameraError that holds no secret.
 */
export async function sourceText(given: string | undefined, env: Environment): Promise<string> {
  const text = given ?? env.PINHOLE_SOURCE ?? "scene";
  if (!text.startsWith("@") || text.length === 1) return text;
  const name = text.slice(1);
  const profile = /^[a-z][\w-]{0,31}$/i.test(name) ? await profileOf(name, env) : undefined;
  return profile ?? lineOf(name);
}

async function lineOf(path: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new CameraError(
      "source-missing",
      `@${path}: ${messageOf(error)}; no camera is kept by that name either`,
    );
  }
  const [line = ""] = text.slice(0, mostBytes).split(/\r?\n/);
  if (line.trim() !== "") return line.trim();
  throw new CameraError("source-missing", `@${path}: its first line is empty; a source has to stand there`);
}

/** The address of a camera that is kept by a name, as a source; undefined where there is none. */
async function profileOf(name: string, env: Environment): Promise<string | undefined> {
  const { readProfiles } = await import("../cameras/profiles.ts");
  const profiles = readProfiles(env);
  const found = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (found === undefined) return undefined;
  const { address, insecure = false, oldTls = false } = found;
  // What is kept as http is a camera whose dialect is found out.
  const source = address.replace(/^http(s?):\/\//i, "camera$1://").replace(/\/$/, "");
  return withOptions(source, { insecure, oldTls });
}

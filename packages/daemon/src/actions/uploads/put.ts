import assert from "node:assert/strict";
import { CameraError } from "@pinhole/kit/model";
import type { StageName } from "../action.ts";
import { isName } from "./place.ts";
import type { Content, Remote } from "./remote.ts";

/** One file to be on a server. */
export interface Upload {
  readonly name: string;
  readonly content: Content;
  /** Replaces a file of the same name and size too, which otherwise is taken for this one. */
  readonly replace?: boolean;
}

/**
 * Uploads a file into the current folder. It appears under its name only when it is whole: it is written under another
 * name, its size is compared, and it is renamed. Where the server can not rename it is written under its own name.
 */
export async function put(
  remote: Remote,
  { name, content, replace = false }: Upload,
  stage: (name: StageName, detail?: string) => void,
): Promise<void> {
  assert.ok(isName(name), "a file leaves its folder");
  if (!replace && (await remote.size(name)) === content.bytes) return;
  const unfinished = `${name}.part`;
  stage("upload", name);
  try {
    await remote.write(unfinished, content);
  } catch (error) {
    // What is left of an earlier attempt may not be written over by those who may only add.
    if (!(error instanceof CameraError) || error.code !== "path-refused") throw error;
    return straight(remote, { name, content }, stage);
  }
  stage("verify", name);
  await checkSize(remote, unfinished, content.bytes);
  if (await remote.rename(unfinished, name)) return;
  await remote.remove(unfinished);
  await straight(remote, { name, content }, stage);
}

async function straight(
  remote: Remote,
  { name, content }: Upload,
  stage: (name: StageName, detail?: string) => void,
): Promise<void> {
  stage("upload", `${name}, as the server does not rename`);
  await remote.write(name, content);
  stage("verify", name);
  await checkSize(remote, name, content.bytes);
}

async function checkSize(remote: Remote, name: string, bytes: number): Promise<void> {
  const size = await remote.size(name);
  if (size === undefined || size === bytes) return;
  await remote.remove(name);
  throw new CameraError("transfer-incomplete", `${name} has ${size} bytes on the server instead of ${bytes}`);
}

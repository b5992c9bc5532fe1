import { readFile, writeFile } from "node:fs/promises";
import type { Camera } from "@pinhole/client";
import { decodeConfiguration } from "@pinhole/kit/dialects/sercomm";
import { CameraError, messageOf } from "@pinhole/kit/model";
import type { Call, Command, Terminal } from "./command.ts";
import { Found } from "./failures.ts";
import { consent, sercommOnly, yesFlag } from "./run.ts";
import { readWanted, settingsOf, toChange, type Wanted } from "./settings-file.ts";
import { columns } from "./shown.ts";

/** Files of settings by our names, which every camera takes; all others are Sercomm's own. */
const isSettings = (file: string): boolean => /\.(?:json|ya?ml)$/i.test(file);

export const backup: Command = {
  usage: "FILE",
  words: [1, 1],
  doc: `FILE.json has the settings by our names, without passwords, of any camera; \`pinhole apply\` takes it too.
Any other name keeps a Sercomm camera's configuration as the camera gives it. Some put passwords in it: only you may read the file.`,
  examples: [
    ["backup door door.cfg", "all settings of a Sercomm camera, in its own file"],
    ["backup gate gate.json", "of an INSTAR, or of any camera for people to read"],
  ],
  run: async ({ camera, words, show }) => {
    const [file = ""] = words;
    const found = await camera();
    const { bytes, names } = isSettings(file) ? await openSettings(found) : await ownFile(found, file);
    await writeFile(file, bytes, { mode: 0o600 }).catch((error: Error) => {
      throw new CameraError("refused", `${file} was not written: ${error.message}`);
    });
    show({ file, groups: names, bytes: bytes.length }, () => `${file}: ${names.length} groups of settings`);
  },
};

interface Kept {
  readonly bytes: Uint8Array;
  /** The groups in it. */
  readonly names: readonly string[];
}

async function openSettings(camera: Camera): Promise<Kept> {
  const settings = await settingsOf(camera);
  const { dialect, model } = camera;
  const text = `${JSON.stringify({ dialect, model: model.name, settings }, null, 1)}\n`;
  return { bytes: new TextEncoder().encode(text), names: Object.keys(settings) };
}

async function ownFile(camera: Camera, file: string): Promise<Kept> {
  if (camera.dialect === "instar")
    throw new CameraError(
      "not-offered",
      `INSTAR cameras give no file of their own; name it FILE.json instead of ${file}`,
    );
  const bytes = await camera.downloadConfiguration();
  // A login page or half a file is no backup.
  return { bytes, names: Object.keys(decodeConfiguration(bytes).groups) };
}

export const restore: Command = {
  usage: "FILE",
  words: [1, 1],
  flags: [yesFlag],
  doc: "Puts a backup back. After its own file a Sercomm camera restarts itself; of a FILE.json what is other is set, group by group, the network last.",
  examples: [
    ["restore door door.cfg", "asks first; `pinhole diff door door.cfg` tells what would change"],
    ["restore gate gate.json --yes", "without a question"],
  ],
  run: async (call) => {
    const [file = ""] = call.words;
    if (isSettings(file)) return restoreSettings(call, await readSettings(file, call.terminal));
    const bytes = await readBackup(file);
    const found = sercommOnly(await call.camera());
    await consent(call, `all settings of ${found.address} become those of ${file}, and it restarts`);
    await found.uploadConfiguration(bytes);
    call.show({ restored: file }, () => `${found.address} took ${file} and restarts`);
  },
};

/** After these the camera may be elsewhere. */
const last: ReadonlySet<string> = new Set(["http", "rtsp", "network", "wireless", "pppoe"]);

async function restoreSettings(call: Call, { changes }: Wanted): Promise<void> {
  const [file = ""] = call.words;
  const camera = await call.camera();
  const todo = await toChange(camera, changes);
  const count = todo.flatMap(({ lines }) => lines).length;
  if (count > 0) await consent(call, `${count} settings of ${camera.address} become those of ${file}`);
  const set: string[] = [];
  const failed: { readonly group: string; readonly problem: string }[] = [];
  const names = [...new Set(todo.map(({ change }) => change.group.name))];
  for (const name of names.sort((a, b) => Number(last.has(a)) - Number(last.has(b)))) {
    const of = todo.filter(({ change }) => change.group.name === name);
    try {
      await camera.setAll(of.map(({ change }) => change));
      set.push(...of.flatMap(({ lines }) => lines.map(({ key }) => key)));
    } catch (error) {
      if (!(error instanceof CameraError) || ["unreachable", "timeout", "login-refused"].includes(error.code))
        throw error;
      failed.push({ group: name, problem: messageOf(error) });
    }
  }
  call.show({ restored: file, set, failed }, () =>
    [
      count === 0
        ? `${camera.address} is as in ${file}`
        : `${set.length} of ${count} settings were other, and are set`,
      ...(failed.length === 0 ? [] : [columns(failed.map(({ group, problem }) => [`  ${group}`, problem]))]),
    ].join("\n"),
  );
  if (failed.length > 0) throw new Found(`${failed.length} groups were not set`);
}

/** The settings of a FILE.json or FILE.yaml; undefined for a file of a camera's own. */
export async function readIfSettings(file: string, terminal: Terminal): Promise<Wanted | undefined> {
  return isSettings(file) ? readSettings(file, terminal) : undefined;
}

async function readSettings(file: string, { parseYaml }: Terminal): Promise<Wanted> {
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new CameraError("refused", `${file} can not be read: ${error.message}`);
  });
  return readWanted(text, file, parseYaml);
}

/** A backup of a file, checked as a whole. */
export async function readBackup(file: string): Promise<Uint8Array> {
  const bytes = await readFile(file).catch((error: Error) => {
    throw new CameraError("refused", `${file} can not be read: ${error.message}`);
  });
  try {
    decodeConfiguration(bytes);
  } catch (error) {
    if (error instanceof CameraError) throw new CameraError("refused", `${file}: ${error.message}`);
    throw error;
  }
  return bytes;
}

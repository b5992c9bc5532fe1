import { parseAddress } from "@pinhole/client/parts/transport";
import { CameraError } from "@pinhole/kit/model";
import type { Call, Command } from "./command.ts";
import { profileName, profilesPath, readProfiles, withoutPassword, writeProfiles } from "./profiles.ts";
import { columns } from "./shown.ts";

export const camera: Command = {
  usage: "add NAME ADDRESS | list | remove NAME",
  words: [1, 3],
  takesCamera: false,
  flags: [{ flags: "--password-stdin", doc: "reads the password from the standard input" }],
  doc: "Keeps addresses and logins in a file that only you can read, so that no password stands on the command line.",
  examples: [
    ["camera add door http://administrator@192.168.1.20 --password-stdin", "asks for nothing else later"],
    ["camera list", "the cameras that are kept, without their passwords"],
    ["camera remove door", "forgets one"],
  ],
  run: async (call) => {
    const [what = "", name = "", address] = call.words;
    if (what === "list" && call.words.length === 1) list(call);
    else if (what === "add" && address !== undefined) await add(call, name, address);
    else if (what === "remove" && call.words.length === 2) remove(call, name);
    else throw new RangeError(`it takes ${camera.usage}`);
  },
};

function list({ terminal, show }: Call): void {
  const kept = Object.entries(readProfiles(terminal.env)).map(([name, { address }]) => ({
    name,
    address: withoutPassword(address),
  }));
  show(kept, () =>
    kept.length === 0
      ? "none; `pinhole camera add NAME ADDRESS` keeps one"
      : columns(kept.map(({ name, address }) => [name, address])),
  );
}

async function add({ terminal, flags, show }: Call, name: string, address: string): Promise<void> {
  if (!profileName.test(name))
    throw new RangeError("NAME must begin with a letter and have letters, digits, - and _ only, at most 32");
  const { dialect, origin, login } = parseAddress(address);
  const password =
    flags.passwordStdin === true ? (await terminal.input()).replace(/\r?\n$/, "") : (login?.password ?? "");
  const user = login?.user ?? "";
  const who =
    user === "" && password === "" ? "" : `${encodeURIComponent(user)}:${encodeURIComponent(password)}@`;
  const kept = origin.replace("://", `://${who}`);
  const profile = {
    address: dialect === undefined ? kept : `${dialect}://${kept.replace(/^http:\/\//, "")}`,
    ...(flags.insecure === true ? { insecure: true } : {}),
    ...(flags.oldTls === true ? { oldTls: true } : {}),
  };
  writeProfiles(terminal.env, { ...readProfiles(terminal.env), [name]: profile });
  const shown = { name, address: withoutPassword(profile.address), file: profilesPath(terminal.env) };
  show(shown, () => `${name} is ${shown.address}, kept in ${shown.file}`);
}

function remove({ terminal, show }: Call, name: string): void {
  const { [name]: gone, ...rest } = readProfiles(terminal.env);
  if (gone === undefined) throw new CameraError("refused", `no camera is kept as "${name}"`);
  writeProfiles(terminal.env, rest);
  show({ removed: name }, () => `${name} is no longer kept`);
}

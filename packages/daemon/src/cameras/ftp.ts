import type { Call, Command } from "./command.ts";
import { Found } from "./failures.ts";
import { instarOnly } from "./run.ts";
import { pairs } from "./shown.ts";

export const ftp: Command = {
  usage: "[show | set KEY=VALUE... | test | trust [HOSTKEY] | key]",
  words: [0, 20],
  doc: "KEY is the vendor's: ft_server, ft_port, ft_username, ft_password, ft_dirname, ft_ssl (0 none, 1 TLS, 2 SFTP) ... `trust` without a key takes the one that the server shows now; compare it first.",
  examples: [
    ["ftp instar://admin:PASSWORD@192.168.1.30", "what is set"],
    ["ftp gate set ft_server=nas ft_ssl=2 ft_username=cam", "into your own SFTP server"],
    ["ftp gate key", "the line for authorized_keys there"],
    ["ftp gate trust", "the server's host key, from now on"],
    ["ftp gate test", "uploads a picture"],
  ],
  run: async (call) => {
    const [what = "show", ...rest] = call.words;
    const known = { show, set, test, trust, key } as const;
    if (!Object.hasOwn(known, what)) throw new RangeError(`"${what}"; it takes ${ftp.usage}`);
    await known[what as keyof typeof known](call, rest);
  },
};

async function show(call: Call): Promise<void> {
  const { ft_password: _, ...shown } = await instarOnly(await call.camera()).ftp();
  call.show(shown, () => pairs(shown));
}

async function set(call: Call, words: readonly string[]): Promise<void> {
  const values = Object.fromEntries(
    words.map((word) => {
      const [, key, value] = /^(ft_[a-z]+)=(.*)$/s.exec(word) ?? [];
      if (key === undefined) throw new RangeError(`"${word.split("=")[0]}" must be ft_KEY=VALUE`);
      return [key, value ?? ""];
    }),
  );
  if (words.length === 0) throw new RangeError("it takes KEY=VALUE...");
  await instarOnly(await call.camera()).setFtp(values);
  call.show({ set: Object.keys(values) }, () => `set: ${Object.keys(values).join(", ")}`);
}

async function test(call: Call): Promise<void> {
  const found = await instarOnly(await call.camera()).testFtp();
  report(call, found);
}

async function trust(call: Call, [given]: readonly string[]): Promise<void> {
  const camera = instarOnly(await call.camera());
  const shown = given ?? (await camera.testFtp()).hostKey;
  if (shown === undefined) throw new Found("the server shows no host key; is ft_ssl 2?");
  report(call, await camera.testFtp({ trust: shown }));
}

function report(
  call: Call,
  found: { readonly result: number; readonly words: string; readonly hostKey?: string },
): void {
  const { result, words, hostKey } = found;
  call.show(found, () => `${words}${hostKey === undefined ? "" : `\nhost key ${hostKey}`}`);
  if (result !== 0) throw new Found(`the upload failed: ${words}`);
}

async function key(call: Call): Promise<void> {
  const line = await instarOnly(await call.camera()).publicKey();
  call.show({ publicKey: line }, () => line);
}

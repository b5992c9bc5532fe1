import { once } from "node:events";
import { connect } from "node:net";
import type { Camera } from "@pinhole/client";
import { openCamera } from "@pinhole/client";
import { CameraError, upnp, users } from "@pinhole/kit/model";
import type { Call, Command } from "./command.ts";
import { Found } from "./failures.ts";
import { consent, yesFlag } from "./run.ts";
import { columns } from "./shown.ts";

interface Finding {
  readonly check: string;
  readonly state: "ok" | "bad" | "unknown";
  readonly words: string;
  /** What --fix does about it. */
  readonly fix?: { readonly words: string; run(): Promise<unknown> };
}

type Check = (camera: Camera, call: Call) => Promise<Finding>;

export const secure: Command = {
  usage: "",
  words: [0, 0],
  flags: [
    { flags: "--fix", doc: "mends what can be mended, after asking" },
    { flags: "--password-stdin", doc: "reads a new administrator password for --fix" },
    yesFlag,
  ],
  doc: "Tries the passwords of the factory, whether settings are open to everybody, the telnet port, what the camera tells its maker, and what it opens at the router. It opens no door itself. Ends with 20 when something is wrong.",
  examples: [
    ["secure door", "what is wrong"],
    ["secure door --fix --password-stdin --yes < new-password", "mends it"],
  ],
  run: async (call) => {
    const camera = await call.camera();
    const password =
      call.flags.passwordStdin === true ? (await call.terminal.input()).replace(/\r?\n$/, "") : "";
    const findings: Finding[] = [];
    for (const check of [
      defaultLogin(password),
      openSettings,
      openPictures,
      telnet,
      flashDump,
      phoneHome,
      routerPorts,
      plainHttp,
    ])
      findings.push(await check(camera, call));
    const bad = findings.filter(({ state }) => state === "bad");
    const fixable = bad.flatMap(({ fix }) => fix ?? []);
    const mended: string[] = [];
    if (call.flags.fix === true && fixable.length > 0) {
      await consent(call, fixable.map(({ words }) => words).join("; "));
      for (const { words, run } of fixable) {
        await run();
        mended.push(words);
      }
    }
    call.show(
      { findings: findings.map(({ check, state, words }) => ({ check, state, words })), mended },
      () =>
        [
          columns(findings.map(({ check, state, words }) => [state.toUpperCase(), check, words])),
          ...mended.map((words) => `mended: ${words}`),
        ].join("\n"),
    );
    const left = bad.length - mended.length;
    if (left > 0) throw new Found(`${left} of ${findings.length} checks found something unsafe`);
  },
};

const factory = {
  sercomm: [
    ["administrator", ""],
    ["administrator", "administrator"],
  ],
  instar: [["admin", "instar"]],
} as const;

function defaultLogin(password: string): Check {
  return async (camera, { terminal, timeoutMs }) => {
    const check = "factory password";
    for (const [user, known] of factory[camera.dialect]) {
      const address = camera.address.replace("://", `://${user}:${known}@`);
      const options = {
        signal: terminal.signal,
        dialect: camera.dialect,
        ...(timeoutMs ? { timeoutMs } : {}),
      };
      try {
        const other = await openCamera(address, { ...options, tls: { verify: false, old: true } });
        await (other.dialect === "sercomm" ? other.systemInformation() : other.log());
      } catch (error) {
        if (error instanceof CameraError && ["login-refused", "not-allowed"].includes(error.code)) continue;
        throw error;
      }
      const words = `${user} with ${known === "" ? "no password" : "the factory's password"} is let in`;
      if (password === "" || camera.dialect === "instar") return { check, state: "bad", words };
      const run = (): Promise<unknown> =>
        camera.setAll([{ group: users, index: 0, values: { adminPassword: password } }]);
      return { check, state: "bad", words, fix: { words: "a new administrator password", run } };
    }
    return { check, state: "ok", words: "is refused" };
  };
}

/** Whether a path answers without a login; nothing of the answer is read. */
async function isOpen(camera: Camera, target: string): Promise<boolean> {
  const [path = "", query] = target.split("?");
  const answer = await fetch(`${camera.address}${path}${query ? `?${query}` : ""}`, {
    signal: AbortSignal.timeout(5000),
    redirect: "manual",
  }).catch(() => undefined);
  const text = answer?.ok ? (await firstBytes(answer)).trimStart() : "<";
  return answer?.ok === true && !text.startsWith("<") && !/response="(?!200)\d{3}"/.test(text);
}

async function firstBytes({ body }: Response): Promise<string> {
  const reader = body?.getReader();
  try {
    return new TextDecoder("latin1").decode((await reader?.read())?.value ?? new Uint8Array());
  } finally {
    await reader?.cancel().catch(() => {});
  }
}

const openSettings: Check = async (camera) => {
  const target =
    camera.dialect === "sercomm" ? "/adm/get_group.cgi?group=SYSTEM" : "/param.cgi?cmd=getftpattr";
  const open = await isOpen(camera, target);
  return {
    check: "settings without login",
    state: open ? "bad" : "ok",
    words: open ? `${target} answers everybody` : "are refused",
  };
};

const openPictures: Check = async (camera) => {
  const target = camera.dialect === "sercomm" ? "/img/snapshot.cgi" : "/snap.cgi?chn=11";
  const open = await isOpen(camera, target);
  return {
    check: "pictures without login",
    state: open ? "bad" : "ok",
    words: open ? `${target} shows everybody` : "are refused",
  };
};

const telnet: Check = async (camera) => {
  const check = "telnet back door";
  const socket = connect({ host: new URL(camera.address).hostname.replaceAll(/[[\]]/g, ""), port: 23 });
  try {
    await once(socket, "connect", { signal: AbortSignal.timeout(2000) });
    return { check, state: "bad", words: "port 23 is open; `pinhole reboot` closes it on these cameras" };
  } catch {
    return { check, state: "ok", words: "port 23 is closed" };
  } finally {
    socket.destroy();
  }
};

const flashDump: Check = async (camera) => {
  const check = "firmware and keys by HTTP";
  if (camera.dialect === "instar") return { check, state: "ok", words: "these cameras have no such call" };
  const open = await isOpen(camera, "/adm/flash_dumper.cgi");
  return {
    check,
    state: open ? "bad" : "ok",
    words: open
      ? "/adm/flash_dumper.cgi hands the whole flash to everybody"
      : "/adm/flash_dumper.cgi is refused",
  };
};

const phoneHome: Check = async (camera) => {
  const check = "registers with its maker";
  if (camera.dialect === "instar") return { check, state: "unknown", words: "can not be asked for" };
  const has = (await camera.groupNames()).includes("OEM_REGISTER");
  const gateway = has ? ((await camera.texts("OEM_REGISTER")).register_gw ?? "").trim() : "";
  return {
    check,
    state: gateway === "" ? "ok" : "bad",
    words:
      gateway === "" ? "no gateway is set" : `OEM_REGISTER.register_gw is ${gateway}: block it at the router`,
  };
};

const routerPorts: Check = async (camera) => {
  const check = "opens ports at the router";
  if (camera.dialect === "instar") return { check, state: "unknown", words: "can not be asked for" };
  const [set] = (await camera.readGroup("upnp")).records;
  const opens = set?.portMapping === "on";
  return {
    check,
    state: opens ? "bad" : "ok",
    words: opens ? "UPnP forwards it to the Internet" : "no port is forwarded",
    ...(opens
      ? {
          fix: {
            words: "no ports at the router",
            run: () => camera.setAll([{ group: upnp, index: 0, values: { portMapping: "off" } }]),
          },
        }
      : {}),
  };
};

const plainHttp: Check = async (camera) => {
  const isPlain = camera.address.startsWith("http:");
  return {
    check: "encryption",
    state: isPlain ? "unknown" : "ok",
    words: isPlain
      ? "passwords go over the network as they are; use https:// where the camera has it"
      : "TLS",
  };
};

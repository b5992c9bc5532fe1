import { chmod, mkdir, writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { freePort, type Running, run, start } from "./running.ts";

/** Samba with one share, "cam"; its user is ours, password cam. */
export interface SmbServer extends Running {
  readonly root: string;
  readonly user: string;
}

export async function startSmbd(folder: string, lines: readonly string[] = []): Promise<SmbServer> {
  const root = join(folder, "share");
  const state = join(folder, "state");
  for (const path of [
    root,
    state,
    ...["private", "lock", "cache", "pid", "rpc"].map((name) => join(state, name)),
  ]) {
    await mkdir(path, { recursive: true });
  }
  await chmod(root, 0o777);
  const port = await freePort();
  const user = userInfo().username;
  const config = join(folder, "smb.conf");
  await writeFile(
    config,
    [
      ...["[global]", "workgroup = TESTGROUP", "server role = standalone server", "disable netbios = yes"],
      ...["interfaces = 127.0.0.1/8", "bind interfaces only = yes", `smb ports = ${port}`],
      ...[`private dir = ${state}/private`, `lock directory = ${state}/lock`, `state directory = ${state}`],
      ...[`cache directory = ${state}/cache`, `pid directory = ${state}/pid`, `ncalrpc dir = ${state}/rpc`],
      ...[`passdb backend = tdbsam:${state}/private/users.tdb`, `log file = ${folder}/log`, "log level = 1"],
      ...["load printers = no", "disable spoolss = yes", "map to guest = never"],
      ...["rpc start on demand helpers = no", "server min protocol = SMB2_02", ...lines],
      ...["[cam]", `path = ${root}`, "read only = no", "[ro]", `path = ${root}`, "read only = yes", ""],
    ].join("\n"),
  );
  const add = `printf 'cam\\ncam\\n' | smbpasswd -c "$1" -s -a "$2"`;
  await run("sh", ["-c", add, "sh", config, user]);
  const running = await start(
    ["smbd", ["--foreground", "--no-process-group", "--debug-stdout", "-s", config]],
    port,
    {
      PATH: `${process.env.PATH ?? ""}:/usr/sbin`,
    },
  );
  return { ...running, root, user };
}

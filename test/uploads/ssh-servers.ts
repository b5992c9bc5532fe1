import { appendFile, chmod, cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort, type Running, run, start } from "./running.ts";

/** An OpenSSH server on a machine of its own: /etc, /home and /run are private to it and to what `shell` runs. */
export interface SshServer extends Running {
  /** Its public keys, base64 each. */
  readonly hostKeys: { readonly ed25519: string; readonly rsa: string };
  /** Runs a shell script as root of that machine; returns what it prints. */
  shell(script: string): Promise<string>;
}

export async function makeHostKey(folder: string, type: "ed25519" | "rsa"): Promise<string> {
  const path = join(folder, `host_${type}`);
  await run("ssh-keygen", ["-q", "-t", type, "-N", "", "-f", path]);
  return path;
}

const publicPart = async (path: string): Promise<string> =>
  (await readFile(`${path}.pub`, "utf8")).split(" ")[1] as string;

/** Starts sshd with users of its own, as the system has them: needs root, for a mount namespace. */
export async function startSshd(folder: string, lines: readonly string[] = []): Promise<SshServer> {
  const etc = join(folder, "etc");
  await cp("/etc", etc, { recursive: true, verbatimSymlinks: true });
  await mkdir(join(folder, "home"));
  await chmod(join(folder, "home"), 0o755);
  const ed25519 = await makeHostKey(folder, "ed25519");
  const rsa = await makeHostKey(folder, "rsa");
  const port = await freePort();
  const config = join(folder, "sshd_config");
  await writeFile(
    config,
    [
      ...["ListenAddress 127.0.0.1", `Port ${port}`, `HostKey ${ed25519}`, `HostKey ${rsa}`, "UsePAM yes"],
      ...["PidFile none", "LogLevel VERBOSE", "Subsystem sftp internal-sftp", "PermitRootLogin no"],
      ...lines,
      "",
    ].join("\n"),
  );
  const script = [
    `set -e; mount --bind '${etc}' /etc; mount --bind '${folder}/home' /home`,
    `mount -t tmpfs tmpfs /run; mkdir -p /run/sshd; exec /usr/sbin/sshd -D -e -f '${config}'`,
  ].join("; ");
  const running = await start(["unshare", ["--mount", "--propagation", "private", "sh", "-c", script]], port);
  return {
    ...running,
    hostKeys: { ed25519: await publicPart(ed25519), rsa: await publicPart(rsa) },
    shell: async (command) => {
      const { stdout } = await run("nsenter", [
        "-t",
        String(running.process.pid),
        "-m",
        "sh",
        "-ec",
        command,
      ]);
      return stdout;
    },
  };
}

/** Appends a line of authorized_keys in the form that proftpd reads (RFC 4716). */
export async function authorize(path: string, line: string, folder: string): Promise<void> {
  const plain = join(folder, "key.pub");
  await writeFile(plain, `${line}\n`);
  const { stdout } = await run("ssh-keygen", ["-e", "-f", plain, "-m", "RFC4716"]);
  await appendFile(path, stdout);
}

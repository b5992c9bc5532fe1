import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { ftpAction } from "../../packages/daemon/src/actions/ftp/index.ts";
import { openStand, until } from "../deliveries/stand.ts";
import { needs } from "../peers.ts";
import { startProftpd } from "./ftp-servers.ts";
import { run, scratch } from "./running.ts";
import { makeHostKey } from "./ssh-servers.ts";

const kills = 6;

for (const security of ["none", "ssh"] as const) {
  const name = security === "ssh" ? "SFTP" : "FTP";
  test(`killed at ${kills} moments while uploading by ${name}, nothing confirmed is lost, half or there twice`, {
    skip: needs("proftpd", "openssl", "ssh-keygen"),
  }, async () => {
    await using space = await scratch();
    await using states = await scratch();
    const authorized = join(space.path, "authorized");
    await writeFile(authorized, "");
    const hostKey = await makeHostKey(space.path, "rsa");
    await run("ssh-keygen", ["-q", "-p", "-N", "", "-m", "PEM", "-f", hostKey]);
    const sftp = { hostKeys: [hostKey], authorized };
    await using server = await startProftpd({ folder: space.path, ...(security === "ssh" ? { sftp } : {}) });
    const confirmed = new Set<number>();
    let seed = 20260301;
    for (let round = 0; round < kills; round += 1) {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      const first = String(round * 1000);
      const child = spawn(
        process.execPath,
        [
          "-C",
          "source",
          join(import.meta.dirname, "crash-child.ts"),
          states.path,
          String(server.port),
          first,
          security,
        ],
        { stdio: ["ignore", "pipe", "inherit"] },
      );
      let said = "";
      const speaking = once(child.stdout, "data");
      child.stdout.on("data", (chunk: Buffer) => {
        said += chunk.toString();
      });
      await speaking;
      const kill = setTimeout(() => child.kill("SIGKILL"), seed % 250);
      await once(child, "close");
      clearTimeout(kill);
      for (const line of said.split("\n").slice(0, -1)) confirmed.add(Number(line));
    }
    const keys = { privateKey: () => undefined, trusted: () => [] };
    await using stand = await openStand({ folder: states.path, actions: [ftpAction({ keys })] });
    await until("all is delivered", () => stand.deliveries.summary().waiting === 0, 60);
    const counts = new Map<number, number>();
    for (const file of await readdir(server.root)) {
      assert.ok(file.endsWith(".jpg"), `${file} is left over`);
      const bytes = await readFile(join(server.root, file));
      const n = Number.parseInt(bytes.toString("latin1", 0, 10), 10);
      assert.ok(bytes.equals(Buffer.alloc(400_000, `${n};`)), `${file} is half`);
      counts.set(n, (counts.get(n) ?? 0) + 1);
    }
    assert.ok(confirmed.size >= kills);
    for (const n of confirmed) assert.equal(counts.get(n), 1, `alarm ${n}`);
    assert.ok([...counts.values()].every((count) => count === 1));
  });
}

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { connect } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { needs } from "../peers.ts";
import {
  emptyFolder,
  type Folder,
  freePort,
  open,
  type Program,
  type Started,
  start,
  until,
} from "../program/program.ts";
import { sambaConfig } from "./peers.ts";

const answers = (port: number): Promise<boolean> => {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, "127.0.0.1");
  socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
  return promise.finally(() => socket.destroy());
};

describe("smb_dirctrl.cgi against Samba", { skip: needs("smbd", "smbclient") }, () => {
  let folder: Folder;
  let camera: Program;
  let samba: Started;
  let port: number;
  const { username } = userInfo();

  const status = async (query: string): Promise<string> => {
    const { text } = await camera.get(`/adm/smb_dirctrl.cgi?server=127.0.0.1:${port}&${query}`);
    return `${/<Status>([^<]*)</.exec(text)?.[1]} ${[...text.matchAll(/<Folder>\s*<Name>([^<]*)</g)].map(([, name]) => name)}`;
  };

  before(async () => {
    folder = await emptyFolder();
    port = await freePort();
    const config = await sambaConfig(folder.path, { interfaces: "127.0.0.1/8", port });
    const entered = spawn("smbpasswd", ["-c", config, "-s", "-a", username], {
      stdio: ["pipe", "ignore", "ignore"],
    });
    entered.stdin.end("cam pass\ncam pass\n");
    await new Promise((resolve) => entered.once("close", resolve));
    samba = open(["smbd", "--foreground", "-s", config]);
    await until("Samba answers", () => answers(port));
    await mkdir(join(folder.path, "share/front door/old"), { recursive: true });
    camera = await start(folder);
  });

  after(async () => {
    await camera?.[Symbol.asyncDispose]();
    samba?.child.kill("SIGTERM");
    await samba?.end(3000);
    await folder?.[Symbol.asyncDispose]();
  });

  it("lists, makes and removes folders, and tells what it may not", async () => {
    const login = `user=${username}&pass=cam%20pass`;
    assert.equal(await status(`path=cam&${login}`), "ok front door");
    assert.equal(await status(`path=cam/front%20door&${login}&need_rights=rw`), "ok old");
    assert.equal(await status(`path=ro&${login}&need_rights=rw`), "readonly ");
    assert.equal(await status(`path=ro&${login}&need_rights=r`), "ok front door");
    assert.equal(await status(`path=cam/new&${login}&cmd=mkdir`), "ok ");
    assert.equal(await status(`path=cam/new&${login}&cmd=mkdir`), "file-exist ");
    assert.equal(await status(`path=cam&${login}`), "ok front door,new");
    assert.equal(await status(`path=ro/new&${login}&cmd=rmdir`), "readonly ");
    assert.equal(await status(`path=cam/new&${login}&cmd=rmdir`), "ok ");
    assert.equal(await status(`path=cam/new&${login}`), "invalid ");
    assert.equal(await status(`path=nothing&${login}`), "invalid ");
    assert.equal(await status(`path=cam&user=${username}&pass=wrong`), "unauth ");
    assert.equal(await status(`path=cam/a%22;b&${login}`), "invalid ");
  });

  it("shows no password to who lists processes or reads the log", async () => {
    const asked = status(`path=cam&user=${username}&pass=cam%20pass`);
    const { stdout } = await promisify(execFile)("ps", ["-eo", "args"]);
    assert.ok(!stdout.includes("cam pass"));
    await asked;
    assert.ok(!camera.written.stderr.includes("cam pass"));
  });
});

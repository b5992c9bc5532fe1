import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { needs } from "../peers.ts";
import {
  emptyFolder,
  type Folder,
  open,
  type Program,
  type Started,
  start,
  until,
} from "../program/program.ts";
import { cameraAddress, needsLab, openLab, type Side } from "./lab.ts";

describe("QOS on datagrams", { skip: needsLab("ffmpeg", "nft") }, () => {
  it("marks what RTP sends by UDP while it is on, in a table that goes with the camera", async () => {
    await using lab = await openLab();
    await using folder = await emptyFolder();
    const nft = async (side: Side, text: string): Promise<string> =>
      (await lab.run(side, ["nft", text])).stdout;
    await nft("peers", "add table inet t; add chain inet t c { type filter hook input priority 0 ; }");
    for (const dscp of [34, 0])
      await nft("peers", `add rule inet t c udp sport 5000-5999 ip dscp ${dscp} counter`);
    /** Datagrams of RTP that came with the mark, and without one. */
    const counted = async (): Promise<readonly number[]> =>
      [...(await nft("peers", "list table inet t")).matchAll(/counter packets (\d+)/g)].map(([, count]) =>
        Number(count),
      );
    const flags = ["--bind", "0.0.0.0", "--manage-network"];
    await using camera = await start(folder, flags, { within: lab.within("camera") });
    const set = async (query: string): Promise<void> => {
      const url = `http://${cameraAddress}:${camera.port}/adm/set_group.cgi?group=QOS&${query}`;
      const { stdout } = await lab.run("peers", ["curl", "-s", "-u", "admin:secret", url]);
      assert.equal(stdout, "OK");
    };
    const tables = (): Promise<string> => nft("camera", "list tables");
    const rtsp = Number(/RTSP {7}rtsp:\/\/[^:]+:(\d+)/.exec(camera.written.stdout)?.[1]);
    const url = `rtsp://admin:secret@${cameraAddress}:${rtsp}/img/media.sav`;
    const play = ["ffmpeg", "-v", "error", "-rtsp_transport", "udp", "-i", url, "-f", "null", "-"];
    const player = await lab.start("peers", play, async () => (await counted())[1]! > 0);
    assert.equal((await counted())[0], 0);
    await set("qos_enable=1&qos_dscp=34");
    await until("it is marked", async () => (await counted())[0]! > 0);
    assert.match(await tables(), /table inet pinhole_/);
    await set("qos_enable=0");
    await until("no table is left", async () => !(await tables()).includes("pinhole"));
    await set("qos_enable=1");
    await until("the table is back", async () => (await tables()).includes("pinhole"));
    player.child.kill("SIGKILL");
    assert.equal((await camera.end("SIGTERM")).status, 0);
    assert.doesNotMatch(await tables(), /pinhole/);
  });
});

describe("QOS", { skip: needs("curl", "ss", "ffmpeg") }, () => {
  let folder: Folder;
  let camera: Program;
  const clients: Started[] = [];

  /** The type of service of the camera's side of each connection to a port, as the kernel tells it. */
  const marksOf = async (port: number): Promise<string[]> => {
    const { stdout } = await promisify(execFile)("ss", [
      "-tnH",
      "--tos",
      "state",
      "established",
      `sport = :${port}`,
    ]);
    const lines = stdout.split("\n").filter((line) => line !== "");
    return lines.map((line) => /tos:(0x[0-9a-f]+)/.exec(line)?.[1] ?? "0x0");
  };
  const stream = (): Started => {
    const client = open([
      "curl",
      "-s",
      "-o",
      "/dev/null",
      "-u",
      "admin:secret",
      `${camera.base}/img/video.mjpeg`,
    ]);
    clients.push(client);
    return client;
  };

  before(async () => {
    folder = await emptyFolder();
    camera = await start(folder);
  });
  after(async () => {
    for (const { child } of clients) child.kill("SIGKILL");
    await camera?.[Symbol.asyncDispose]();
    await folder?.[Symbol.asyncDispose]();
  });

  it("marks connections over HTTP while it is on, those that are there as well", async () => {
    stream();
    await until("somebody watches", async () => (await marksOf(camera.port)).length > 0);
    assert.ok((await marksOf(camera.port)).every((mark) => mark === "0x0"));
    await camera.set("group=QOS&qos_enable=1&qos_dscp=34");
    await until("it is marked", async () => (await marksOf(camera.port)).some((mark) => mark === "0x88"));
    await camera.set("group=QOS&qos_dscp=10");
    await until("it is marked anew", async () =>
      (await marksOf(camera.port)).some((mark) => mark === "0x28"),
    );
    await camera.set("group=QOS&qos_enable=0");
    await until("it is not marked", async () => (await marksOf(camera.port)).every((mark) => mark === "0x0"));
  });

  it("marks RTSP, and over HTTP nothing but streams where it is told so", async () => {
    await camera.set("group=QOS&qos_enable=1&qos_dscp=46&qos_av_switch=1");
    await until("the stream is marked", async () => (await marksOf(camera.port)).includes("0xb8"));
    const rtsp = Number(/RTSP {7}rtsp:\/\/[^:]+:(\d+)/.exec(camera.written.stdout)?.[1]);
    const url = `rtsp://admin:secret@127.0.0.1:${rtsp}/img/media.sav`;
    clients.push(open(["ffmpeg", "-v", "error", "-rtsp_transport", "tcp", "-i", url, "-f", "null", "-"]));
    await until("RTSP is marked", async () => (await marksOf(rtsp)).includes("0xb8"));
  });
});

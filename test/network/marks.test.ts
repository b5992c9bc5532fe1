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

import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { type Bench, type Child, projectFolder } from "./bench.ts";
import { basic, get, isJpeg, type Target, until } from "./http.ts";
import { freePort } from "./process.ts";

/** A camera of this project, running as a process of its own. */
export interface Camera extends AsyncDisposable {
  readonly child: Child;
  readonly snapshot: Target;
  readonly mjpeg: Target;
  readonly h264: Target;
  readonly rtspPort: number;
  /** Changes one group of parameters. */
  set(group: string, values: Readonly<Record<string, string | number>>): Promise<void>;
}

const startLimitMs = 20_000;
const user = "administrator";
const password = "bench-4711";
const authorization = basic(user, password);

/** A JPEG channel of 720p, 15 pictures a second, best quality. */
export const jpegSettings = { resolution: 4, quality_level: 5, frame_rate: 15 } as const;

/** Spawns a camera with a new state folder; `source` is a video file, or absent for the built-in scene. */
export async function spawnCamera(bench: Bench, source?: string): Promise<Camera> {
  const [port, rtspPort, state] = [
    await freePort(),
    await freePort(),
    await mkdtemp(join(bench.folder, "state-")),
  ];
  const main = join(projectFolder, "packages/daemon/pinhole.js");
  const command = bench.options.camera ?? [process.execPath, main, "serve"];
  const child = bench.start([
    ...command,
    ...(source === undefined ? [] : [source]),
    ...["--http", String(port), "--rtsp", String(rtspPort), "--bind", "127.0.0.1"],
    ...["--state", state, "--login", `${user}:${password}`, "--log-level", "warn"],
  ]);
  const at = (path: string): Target => ({ port, path, authorization });
  return {
    child,
    snapshot: at("/img/snapshot.cgi"),
    mjpeg: at("/img/video.mjpeg"),
    h264: at("/stream/h264/1"),
    rtspPort,
    set: async (group, values) => {
      const query = new URLSearchParams({ group });
      for (const [key, value] of Object.entries(values)) query.set(key, String(value));
      const answer = await get(at(`/adm/set_group.cgi?${query}`));
      if (answer.status === 200) return;
      throw new Error(
        `the camera refuses ${query}: status ${answer.status}, ${answer.body.toString().trim()}`,
      );
    },
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}

/** Waits for the first whole picture; fails with the camera's last words. */
export async function firstPicture({ child, snapshot }: Camera): Promise<Buffer> {
  const check = () => child.assertAlive();
  const answer = await until(snapshot, { isGood: isJpeg, everyMs: 5, withinMs: startLimitMs, check });
  return answer.body;
}

/** A camera that has shown its first picture. */
export async function startCamera(bench: Bench, source?: string): Promise<Camera> {
  const camera = await spawnCamera(bench, source);
  await firstPicture(camera);
  return camera;
}

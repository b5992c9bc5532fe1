import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { describe, it } from "node:test";
import { models } from "@pinhole/kit/dialects/sercomm";
import { command, type Ended, emptyFolder, type Program, start } from "./program.ts";

const limitMs = 60_000;

async function pinhole(args: readonly string[], input = ""): Promise<Ended> {
  const { NODE_TEST_CONTEXT: _, ...rest } = process.env;
  const [file, ...head] = command;
  const env = { ...rest, PINHOLE_CAMERA: "" };
  const child = spawn(file, [...head, ...args], { env, stdio: "pipe", timeout: limitMs });
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const)
    child[stream].setEncoding("utf8").on("data", (text: string) => {
      said[stream] += text;
    });
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const [status] = (await once(child, "close")) as [number | null];
  return { status, ...said };
}

interface Matrix {
  readonly model: string;
  readonly calls: readonly { readonly what: string; readonly found: string }[];
  readonly keys: readonly { readonly what: string; readonly found: string }[];
}

interface Finding {
  readonly check: string;
  readonly state: "ok" | "bad" | "unknown";
}

const named = ({ base }: Program, user: string): string => base.replace("://", `://${user}@`);

for (const model of Object.values(models))
  describe(`a camera of the model ${model.name}`, () => {
    it("is probed: what it has answers, and what it lacks does not", async () => {
      await using folder = await emptyFolder();
      await using camera = await start(folder, ["--model", model.name, "--surroundings", "simulated"]);
      const { status, stdout, stderr } = await pinhole(["probe", named(camera, "admin:secret"), "--json"]);
      assert.equal(status, 0, stderr);
      assert.ok(!stdout.includes("secret"));
      const matrix = JSON.parse(stdout) as Matrix;
      assert.equal(matrix.model, model.name);
      const refused = matrix.calls.filter(({ found }) => found !== "yes").map(({ what }) => what);
      assert.deepEqual(refused, model.has.panTilt ? [] : ["/pt/ptctrl.cgi?preset=all"]);
      const has = (group: string): boolean =>
        matrix.keys.some(({ what, found }) => what.startsWith(`${group}.`) && found.startsWith("yes"));
      assert.deepEqual([has("MOTION"), has("PTZ")], [true, model.has.panTilt]);
      assert.deepEqual(
        matrix.keys.filter(({ found }) => found.includes("not documented")),
        [],
      );
    });

    it("is secure as it comes, and made so where it has the factory's password", async () => {
      await using folder = await emptyFolder();
      await using camera = await start(folder, ["--model", model.name]);
      const good = await pinhole(["secure", named(camera, "admin:secret"), "--json"]);
      assert.equal(good.status, 0, good.stdout + good.stderr);
      const { findings } = JSON.parse(good.stdout) as { readonly findings: readonly Finding[] };
      assert.deepEqual(new Set(findings.map(({ state }) => state)), new Set(["ok", "unknown"]));

      await using second = await emptyFolder();
      const flags = ["--model", model.name, "--factory-login"];
      await using open = await start(second, flags, { login: null });
      const factory = named(open, "administrator");
      const bad = await pinhole(["secure", factory]);
      assert.equal(bad.status, 20, bad.stdout + bad.stderr);
      assert.match(bad.stdout, /^BAD +factory password/m);
      const mended = await pinhole(["secure", factory, "--fix", "--password-stdin", "--yes"], "n3w-Secret\n");
      assert.ok(!`${mended.stdout}${mended.stderr}`.includes("n3w-Secret"));
      const again = await pinhole(["secure", named(open, "administrator:n3w-Secret")]);
      assert.equal(again.status, 0, again.stdout + again.stderr);
      assert.match(again.stdout, /^OK +factory password/m);
      assert.equal((await pinhole(["secure", factory])).status, 5, "the old login is refused");
    });
  });

describe("a camera that says who it is and then nothing more", { concurrency: 3 }, () => {
  const facts = "hostname=x\r\nmodel_number=RC8221\r\nspeaker_out=on\r\n";
  const lines: readonly (readonly string[])[] = [
    ["probe"],
    ["cassette", "record"],
    ["wifi"],
    ["shares"],
    ["groups"],
    ["secure"],
    ["camera-log", "--follow"],
  ];
  for (const [name = "", ...rest] of lines)
    it(`is given up soon by ${name}`, async () => {
      await using folder = await emptyFolder();
      const sockets = new Set<Socket>();
      const server = createServer((socket) => {
        sockets.add(socket);
        socket.on("error", () => {});
        socket.once("data", (bytes) => {
          if (bytes.toString("latin1").includes("/util/query.cgi"))
            socket.end(`HTTP/1.0 200 OK\r\n\r\n${facts}`);
        });
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as { readonly port: number };
      const address = `sercomm://u:secret@127.0.0.1:${port}`;
      const [verb, ...flags] = rest;
      const words =
        verb === "record" ? [verb, address, `${folder.path}/c.json`] : [address, ...(verb ? [verb] : [])];
      const began = performance.now();
      const { status, stderr } = await pinhole([name, ...words, ...flags, "--timeout", "1"]);
      const tookMs = performance.now() - began;
      for (const socket of sockets) socket.destroy();
      server.close();
      assert.equal(status, 4, stderr);
      assert.match(stderr, /did not answer in time\nTry: /);
      assert.ok(!stderr.includes("secret"));
      assert.ok(tookMs < 20_000, `${tookMs} ms`);
    });
});

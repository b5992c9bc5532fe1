import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe, it } from "node:test";
import { type Ended, emptyFolder, filesOf, run, start } from "./program.ts";

/** What a person reads: the program's own lines without the log. */
const words = ({ stderr }: Ended): string =>
  stderr
    .split("\n")
    .filter((line) => line !== "" && !/^\d{4}-\d\d-\d\dT/.test(line) && !line.startsWith("(pinhole --help"))
    .join("\n");

const serve = ["serve", "--http", "0", "--rtsp", "0", "--bind", "127.0.0.1"] as const;

describe("help", () => {
  it("has examples for every command", async () => {
    const whole = await run("--help");
    assert.equal(whole.status, 0);
    const commands = [...whole.stdout.matchAll(/^ {2}([a-z][\w-]*) {2,}/gm)].map(([, name = ""]) => name);
    for (const name of ["serve", "reset", "motion", "drill", "why", "info", "secure"])
      assert.ok(commands.includes(name), name);
    assert.match(whole.stdout, /^Examples:$/m);
    for (const name of commands) {
      const { status, stdout, stderr } = await run(name, "--help");
      assert.deepEqual([status, stderr], [0, ""], name);
      const [, examples = ""] = stdout.split("\nExamples:\n");
      const lines = examples.trimEnd().split("\n");
      assert.ok(lines.length >= 2, name);
      for (const line of lines) assert.match(line, new RegExp(`\\bpinhole ${name}\\b`));
    }
    assert.match((await run("--version")).stdout, /^\d+\.\d+\.\d+\n$/);
  });

  it("comes with an exit status of 1 when no command is named", async () => {
    const { status, stderr } = await run();
    assert.equal(status, 1);
    assert.match(stderr, /^Usage: pinhole/);
    assert.match(words(await run("serv")), /unknown command 'serv'.*\n?.*serve/);
  });
});

describe("what is refused", () => {
  const flags: readonly (readonly [given: readonly string[], right: RegExp])[] = [
    [["--http", "70000"], /--http.*'70000'.*1 to 65535, or 0/],
    [["--http", "80x"], /--http.*'80x'.*1 to 65535, or 0/],
    [["--http", "-1"], /--http.*1 to 65535, or 0/],
    [["--rtsp", "99999"], /--rtsp.*1 to 65535/],
    [["--bind", "camera.example"], /--bind.*IP address of this machine/],
    [
      ["--bind", "198.51.100.7"],
      /no address 198\.51\.100\.7; choose one of its own or 0\.0\.0\.0 with --bind/,
    ],
    [["--model", "RC9999"], /--model.*RC8221, OC821D, RC8230/],
    [["--name", "no_underscore"], /--name.*letters, digits or spaces/],
    [["--name", "seventeen letters"], /--name.*16 letters, digits or spaces/],
    [["--name", ""], /--name.*1 to 16/],
    [["--login", "admin"], /--login.*USER:PASSWORD/],
    [["--login", ":secret"], /--login.*USER:PASSWORD/],
    [["--login", "admin:"], /--login.*USER:PASSWORD/],
    [["--login", "a/b:secret"], /--login: \S+ must be 1 to 32 letters, digits or any of/],
    [["--mac", "00:0e:8f"], /--mac.*00:0e:8f:12:34:56/],
    [["--seed", "one"], /--seed.*whole number/],
    [["--state", ""], /--state.*folder/],
    [["--surroundings", "fake"], /--surroundings.*auto, real, simulated/],
    [["--log-level", "loud"], /--log-level.*debug, info, warn, error, silent/],
    [["--manage-network"], /may take 127\.0\.0\.1 away; leave out --bind/],
    [["--factory-login", "--login", "a:b"], /exclude each other; leave one out/],
    [["--zoom-lens"], /unknown option '--zoom-lens'/],
    [["scene", "scene"], /too many arguments/],
  ];

  it("each flag, in one line that says what would be right", async () => {
    await using folder = await emptyFolder();
    await inTurns(flags, async ([given, right]) => {
      await refuses([...serve, "--state", folder.path, ...given], right);
    });
    assert.ok(!(await filesOf(folder)).includes("lock"));
  });

  it("each source, in one line with the next step", async () => {
    await using folder = await emptyFolder();
    const at = (name: string): string => join(folder.path, name);
    await Promise.all([
      mkdir(at("pictures")),
      mkdir(at("broken")).then(() => writeFile(at("broken/a.jpg"), "no picture")),
      writeFile(at("empty.mp4"), ""),
      writeFile(at("text.mp4"), "no video\n".repeat(1000)),
    ]);
    const sources: readonly (readonly [source: string, right: RegExp])[] = [
      [at("missing.mp4"), /there is no file \S+missing\.mp4; check the path/],
      [at("missing/"), /there is no folder \S+missing\/; check the path/],
      [at("pictures"), /pictures holds no picture; put JPEG or PNG files into it/],
      [at("empty.mp4/"), /there is no folder \S+empty\.mp4\/; check the path/],
      [at("broken"), /broken.*a\.jpg: no picture that can be read; give/],
      [at("empty.mp4"), /empty\.mp4 is empty; give a video file/],
      [at("text.mp4"), /text\.mp4: .*invalid data.*; give a video that ffprobe can read/],
      ["/dev/null", /\/dev\/null is not a file; give a video file/],
      ["/dev/video99", /no camera \/dev\/video99; list them with: ls \/dev\/video\*/],
      ["rtsp://", /rtsp:\/\/ is not an address; write rtsp:\/\/host:port\/path/],
      ["gopher://host/x", /gopher:\/\/host\/x is not a source; one of: scene/],
    ];
    await inTurns([...sources.entries()], async ([n, [source, right]]) => {
      await refuses([...serve, "--state", at(`state-${n}`), source], right);
    });
  });

  it("a port that another program has", async () => {
    await using folder = await emptyFolder();
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    try {
      const { port } = other.address() as { readonly port: number };
      for (const flag of ["--http", "--rtsp"]) {
        const words = `port ${port} is in use on 127\\.0\\.0\\.1; stop the other program or choose another port with ${flag}`;
        await refuses([...serve, "--state", folder.path, flag, String(port)], new RegExp(words));
      }
    } finally {
      other.close();
    }
  });

  it("a state folder that another camera uses, that is a file, or that can not be made", async () => {
    await using folder = await emptyFolder();
    await using camera = await start(folder);
    const locked = new RegExp(`another pinhole \\(pid ${camera.pid}\\) uses .*; stop it or choose .*--state`);
    await refuses([...serve, "--state", folder.path], locked);
    await refuses(["reset", "--state", folder.path], locked);
    const file = join(folder.path, "settings.json");
    for (const name of [file, `${file}/below`, ...(process.platform === "linux" ? ["/proc/pinhole"] : [])]) {
      const right = /can not use \S+: .*(?:choose another folder with --state|put it back)/;
      await refuses([...serve, "--state", name], right);
    }
    assert.equal((await camera.get("/adm/sysinfo.cgi")).status, 200);
  });
});

async function refuses(args: readonly string[], right: RegExp): Promise<void> {
  const ended = await run(...args);
  const said = words(ended);
  const what = args.join(" ");
  assert.deepEqual([what, ended.status, ended.stdout], [what, 1, ""]);
  assert.match(said, right, what);
  assert.equal(said.split("\n").length, 1, `one line: ${said}`);
}

/** Two at a time: each takes a process. */
async function inTurns<T>(values: readonly T[], check: (value: T) => Promise<void>): Promise<void> {
  const rest = values[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (const value of rest) await check(value);
  };
  await Promise.all([work(), work()]);
}

import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { isUnpacked, missingPeers, peerRoot, peers, unpacked } from "./peers.ts";
import { paths, root } from "./sources.ts";

const nodeNeeded = 24;
const installTimeoutMs = 180_000;
const testTimeoutMs = 120_000;
// A test file that never ends has no time-out of its own, so the whole run has one.
const runTimeoutMs = 1_050_000;

const say = (line: string): boolean => process.stdout.write(`${line}\n`);

function installPeers(): void {
  const missing = missingPeers();
  const apart = missing.filter(isUnpacked);
  const beside = missing.flatMap((name) => (isUnpacked(name) ? unpacked[name][2] : peers[name]).split(" "));
  const packages = [...new Set(beside)];
  if (packages.length === 0) return;
  const isDebianRoot = process.getuid?.() === 0 && existsSync("/etc/debian_version");
  if (!isDebianRoot) return;
  say(`test peers: installing ${packages.join(" ")} ...`);
  const apt = (...args: readonly string[]): boolean => {
    const done = spawnSync("apt-get", ["-q", "-y", "-o", "DPkg::Lock::Timeout=120", ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      stdio: ["ignore", "ignore", "inherit"],
      timeout: installTimeoutMs,
      killSignal: "SIGTERM",
    });
    if (done.status !== 0)
      say(`test peers: apt-get ${args[0]} failed (${done.error?.message ?? done.signal ?? done.status})`);
    return done.status === 0;
  };
  if (apt("update") && apt("install", "--no-install-recommends", ...packages)) say("test peers: installed");
  for (const name of apart) unpack(name);
}

/** Fetches the packages of a peer and unpacks them into its folder, which appears only when all is there. */
function unpack(name: keyof typeof unpacked): void {
  const folder = mkdtempSync(join(tmpdir(), "pinhole-peer-"));
  try {
    const run = (command: string, ...args: readonly string[]): void => {
      const done = spawnSync(command, args, { cwd: folder, stdio: "ignore", timeout: installTimeoutMs });
      if (done.status !== 0)
        throw new Error(`${command} ${args[0]} ended with ${done.signal ?? done.status}`);
    };
    run("apt-get", "download", ...unpacked[name][1].split(" "));
    for (const file of readdirSync(folder)) run("dpkg-deb", "-x", file, "unpacked");
    mkdirSync(dirname(peerRoot(name)), { recursive: true });
    cpSync(join(folder, "unpacked"), peerRoot(name), { recursive: true, verbatimSymlinks: true });
    say(`test peers: ${name} unpacked`);
  } catch (error) {
    say(`test peers: ${name} was not unpacked: ${(error as Error).message}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function testFiles(filters: readonly string[]): string[] {
  return ["packages", "test", "bench"]
    .filter((folder) => existsSync(`${root}/${folder}`))
    .flatMap((folder) => paths(folder))
    .filter((path) => path.endsWith(".test.ts"))
    .filter((path) => filters.length === 0 || filters.some((filter) => path.includes(filter)));
}

/** Runs the tests whose path holds one of the filters; true when all of them passed. */
async function runTests(filters: readonly string[]): Promise<boolean> {
  const files = testFiles(filters);
  if (files.length === 0) {
    say(`no test file has ${filters.map((filter) => `"${filter}"`).join(" or ")} in its path`);
    return false;
  }
  const events = run({
    files,
    cwd: root,
    execArgv: ["-C", "source"],
    concurrency: availableParallelism(),
    timeout: testTimeoutMs,
    signal: AbortSignal.timeout(runTimeoutMs),
  });
  let line = "the tests ended without a summary";
  let success = false;
  events.on("test:summary", ({ file, counts, success: passed, duration_ms }) => {
    if (file !== undefined) return;
    const failed = counts.tests - counts.passed - counts.skipped - counts.todo;
    success = passed && failed === 0;
    line = `${counts.passed} passed, ${failed} failed, ${counts.skipped} skipped in ${(duration_ms / 1000).toFixed(1)} s`;
  });
  for await (const text of events.compose(new spec())) process.stdout.write(text as Buffer);
  const missing = missingPeers();
  if (missing.length > 0)
    say(`skipped where they are needed, because they are not installed: ${missing.join(", ")}`);
  say(line);
  return success;
}

const version = Number.parseInt(process.versions.node, 10);
if (version < nodeNeeded) {
  say(
    `the tests need Node ${nodeNeeded} and this is ${process.version}; "npm ci" puts a fitting one into node_modules`,
  );
  process.exitCode = 1;
} else {
  const filters = process.argv.slice(2);
  if (filters.length === 0) installPeers();
  if (!(await runTests(filters))) process.exitCode = 1;
}

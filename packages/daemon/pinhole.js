#!/usr/bin/env node
// The program's first file is plain JavaScript: it can still speak where TypeScript can not be read.
import { fileURLToPath } from "node:url";

const needed = 24;

/**
 * The workspaces' packages are read from their sources; V8 keeps few dead objects, which hold large pictures, is told when
 * to look for more, and does that alone: for so few, waking four threads costs more than the work. Left to itself it
 * takes the pictures that pass for a heap that grows, and looks through all of it every few seconds. What runs 25 times a
 * second is compiled well sooner when V8 counts from its first call; that costs 2 MB and 20 ms of the start. Flags that are
 * set later would make it throw away the compiled code that is kept.
 */
const flags = [
  "--conditions=source",
  "--max-semi-space-size=1",
  "--expose-gc",
  "--single-threaded-gc",
  "--heap-growing-percent=200",
  "--no-lazy-feedback-allocation",
];

/**
 * Compiled code is kept from start to start, beside the code: who may write there might as well change that. Read at a
 * program's start, and by each of its threads, it spares them to strip types, which takes time and 30 MB.
 */
const cache = { NODE_COMPILE_CACHE: fileURLToPath(new URL("node_modules/.cache/compiled", import.meta.url)) };

// glibc gives each thread an arena and keeps what is freed in it: 60 MB of a camera's 200. Read at a program's start.
const memory = { MALLOC_ARENA_MAX: "1", MALLOC_MMAP_THRESHOLD_: "65536", MALLOC_TRIM_THRESHOLD_: "131072" };

const [major = 0] = process.versions.node.split(".").map(Number);
if (major < needed) {
  process.stderr.write(
    `pinhole needs Node ${needed} or later, and this is ${process.versions.node}. On Linux and Windows npm ci brings it along; elsewhere install it from nodejs.org.\n`,
  );
  process.exitCode = 1;
} else if (flags.every((flag) => process.execArgv.includes(flag))) {
  const { shortenWay } = await import("./src/short-way.ts");
  shortenWay();
  await import("./src/main.ts");
} else {
  restart();
}

/** Becomes the same program with the flags and the memory settings: in place where the system can, or else as a child. */
function restart() {
  const args = [...flags, fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  const env = { ...cache, ...memory, ...process.env };
  if (process.execve && process.platform !== "win32") {
    process.execve(process.execPath, [process.execPath, ...args], env);
  }
  const { spawn } = process.getBuiltinModule("node:child_process");
  const child = spawn(process.execPath, args, { env, stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}

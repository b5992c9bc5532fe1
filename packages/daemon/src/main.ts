import { startThread } from "./engine/thread.ts";

/** Milliseconds from the signal to the end, whatever still hangs. */
const patienceMs = 900;

const examples = `
Examples:
  pinhole serve                 a camera with the built-in scene
  pinhole serve clip.mp4        a video file as a camera
  pinhole why 14:02             why there was no alarm at that time, or why there was one
  pinhole reset                 a stopped camera back to its defaults, with a new password
  pinhole motion clip.mp4       when something moves in a recording
  pinhole config show           what was set, as YAML
  pinhole info http://administrator:PASSWORD@192.168.1.20
                                what another camera is and has
  pinhole serve --help          all flags, with more examples
`;

const stop = new AbortController();
const end = (): void => {
  if (stop.signal.aborted) process.exit(1);
  stop.abort();
  // A thread inside a driver can hold up even process.exit().
  setTimeout(() => process.kill(process.pid, "SIGKILL"), patienceMs).unref();
};
process.on("SIGINT", end);
process.on("SIGTERM", end);
// A reader of our output that goes away is no reason to stop.
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});
process.on("uncaughtException", (error) => process.stderr.write(`bug: ${error?.stack ?? error}\n`));

const words = process.argv.slice(2);
const [first, second] = words.filter((word) => !word.startsWith("-"));
const wanted = first === "help" ? second : first;
// Its code is read beside all the rest, by another core: this is the longest way to the first picture.
const serves = first === "serve" && !words.some((word) => ["-h", "--help"].includes(word));
const after = words[words.indexOf("serve") + 1];
const isUsual =
  (after === undefined || after.startsWith("-")) &&
  !words.includes("--seed") &&
  process.env.PINHOLE_SOURCE === undefined;
const thread = serves && startThread(undefined, isUsual);

const [{ CameraError, messageOf }, { Command, CommanderError }, { addCameras }, { addOwn }, { version }] =
  await Promise.all([
    import("@pinhole/kit/model"),
    import("commander"),
    import("./commands/cameras.ts"),
    import("./commands/own.ts"),
    import("./commands/version.ts"),
  ]);
const program = new Command("pinhole")
  .description("A software IP camera: any video served as a Sercomm camera.")
  .version(version())
  // It would exit at once, see below.
  .exitOverride()
  .enablePositionalOptions()
  .showHelpAfterError("(pinhole --help shows what there is)")
  .configureHelp({ showGlobalOptions: true })
  .addHelpText("after", examples);
await addOwn(program, wanted, { signal: stop.signal, ...(thread && { thread }) });
await addCameras(program, wanted, stop.signal);

try {
  await program.parseAsync();
  process.exitCode ??= 0;
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode;
  else if (!stop.signal.aborted) {
    const bug = !(error instanceof CameraError || error instanceof RangeError);
    process.stderr.write(`pinhole: ${bug && error instanceof Error ? error.stack : messageOf(error)}\n`);
    process.exitCode = bug ? 70 : 1;
  }
}
stop.abort();
if (thread) await thread.leave();
process.exit();

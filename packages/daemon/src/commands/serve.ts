import { setTimeout as delay } from "node:timers/promises";
import { models } from "@pinhole/kit/dialects/sercomm";
import { CameraError, type CameraEvent } from "@pinhole/kit/model";
import { type Command, Option } from "commander";
import type { Thread } from "../camera.ts";
import type { GpioLine } from "../host/gpio/index.ts";
import { gpioUsage } from "../host/gpio/lines.ts";
import { microphoneUsage } from "../host/microphone/index.ts";
import { speakerUsage } from "../host/speaker/index.ts";
import { type SurroundingsMode, surroundingsModes } from "../host/surroundings.ts";
import { sourceFor, sources } from "../parts.ts";
import { isCamera } from "../sources/camera/address.ts";
import { banner } from "./banner.ts";
import {
  address,
  clockSpeed,
  clockTime,
  file,
  gpio,
  login,
  mac,
  microphone,
  name,
  port,
  portOrOff,
  seconds,
  seed,
  speaker,
  stateOption,
} from "./flags.ts";
import { addGatewayFlags, type GatewayArguments, gatewayFlags, gatewaySource } from "./gateway-flags.ts";
import { type LogLevel, logLevels, logLine } from "./log-line.ts";
import { modelFor } from "./model-choice.ts";
import type { PortFlag } from "./ports.ts";
import { type Running, runCamera, stillOf } from "./run-camera.ts";
import { sourceText } from "./source-text.ts";

interface ServeFlags extends GatewayArguments {
  readonly model?: keyof typeof models;
  readonly http: number;
  readonly rtsp: number;
  readonly https?: PortFlag;
  readonly rtsps?: PortFlag;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly bind: string;
  readonly state: string;
  readonly name?: string;
  readonly login?: { readonly user: string; readonly password: string };
  readonly factoryLogin: boolean;
  readonly expose: boolean;
  readonly mac?: string;
  readonly seed: number;
  readonly microphone: string;
  readonly speaker: string;
  readonly gpio: readonly GpioLine[];
  readonly surroundings: SurroundingsMode;
  readonly clock?: number;
  readonly clockSpeed?: number;
  readonly manageNetwork: boolean;
  readonly trialSeconds: number;
  readonly logLevel: LogLevel;
}

const examples = `
SOURCE is one of:
${sources.map(({ usage }) => `  ${usage}`).join("\n")}

Examples:
  pinhole serve                                  a camera with the built-in scene
  pinhole serve clip.mp4 --name "Front door"     a video file as a camera
  pinhole serve /dev/video0 --http 8081          a webcam, on another port
  pinhole serve rtsp://10.0.0.5/live --model RC8221
  pinhole serve sercomm://administrator:PASSWORD@10.0.0.5      an old camera with all that it can do
  PINHOLE_SOURCE=instars://admin:PASSWORD@10.0.0.6 pinhole serve --insecure
  pinhole serve --login admin:secret --state ./camera1
  pinhole serve --factory-login                  administrator without password, on this machine only
`;

/** `pinhole serve [SOURCE]`. */
export function addServe(program: Command, signal: AbortSignal, thread?: Thread): void {
  const serving = program
    .command("serve")
    .description("Serves a video as an IP camera until it is stopped.")
    .argument(
      "[source]",
      "where the picture comes from, or @FILE that says so; left out, it is what PINHOLE_SOURCE names, or the built-in scene",
    )
    .addOption(
      new Option(
        "--model <name>",
        "the camera to be (default: that of the camera that SOURCE names, or RC8230)",
      ).choices(Object.keys(models)),
    )
    .option("--http <port>", "port of the web server, 0 for any that is free", port, 8080)
    .option("--rtsp <port>", "port of the RTSP server, 0 for any that is free", port, 8554)
    .option("--https <port>", 'port of the web server with TLS, or "off" (default: 8443)', portOrOff)
    .option("--rtsps <port>", 'port of the RTSP server with TLS, or "off" (default: 8322)', portOrOff)
    .option("--tls-cert <file>", "certificate of your own, in PEM (default: one that the camera makes)", file)
    .option("--tls-key <file>", "its private key, in PEM", file)
    .option(
      "--bind <address>",
      "address to listen on (default: all; with --factory-login only this machine)",
      address,
    )
    .addOption(stateOption)
    .option("--name <name>", "the camera's name, at most 16 letters, digits or spaces", name)
    .option("--login <user:password>", "sets the administrator, for scripts", login)
    .option("--factory-login", "administrator without a password, as the vendor ships it", false)
    .option("--expose", "lets --factory-login listen beyond this machine", false)
    .option("--mac <address>", "hardware address to report (default: made at the first start)", mac)
    .option("--seed <number>", "another built-in scene", seed, 1)
    .option("--microphone <name>", `where the sound comes from: ${microphoneUsage}`, microphone, "source")
    .option("--speaker <name>", `what plays the voices of viewers: ${speakerUsage}`, speaker, "none")
    .option("--gpio <lines>", `real inputs, outputs and lamps: ${gpioUsage}`, gpio, [])
    .option(
      "--clock <time>",
      "what the camera's clock shows at the start, such as 2026-03-29T00:59:00Z",
      clockTime,
    )
    .option("--clock-speed <factor>", "how much faster than the machine's it runs, 0.1 to 10000", clockSpeed)
    .addOption(
      new Option("--surroundings <kind>", "Wi-Fi and shares around it: auto makes up what this machine lacks")
        .choices(surroundingsModes)
        .default("auto"),
    )
    .option("--manage-network", "lets NETWORK and WIRELESS configure this machine, on trial", false)
    .option("--trial-seconds <number>", "how long such a trial waits for a login", seconds, 90)
    .addOption(
      new Option("--log-level <level>", "what is logged").choices(Object.keys(logLevels)).default("info"),
    )
    .addHelpText("after", examples);
  addGatewayFlags(serving).action(async (source: string | undefined, flags: ServeFlags) => {
    const named = gatewaySource(await sourceText(source, process.env), flags);
    const model = flags.model ?? (await modelFor(named, flags.state, signal));
    await serve({ source: named, flags: { ...flags, model }, thread }, signal);
  });
}

type ModelKnown = ServeFlags & { readonly model: keyof typeof models };

interface Asked {
  readonly source: string;
  readonly flags: ModelKnown;
  readonly thread: Thread | undefined;
}

async function serve({ source, flags, thread }: Asked, signal: AbortSignal): Promise<void> {
  const bind = flags.bind ?? (flags.factoryLogin ? "127.0.0.1" : "0.0.0.0");
  if (flags.factoryLogin && !flags.expose && !isLoopback(bind)) {
    throw new CameraError(
      "refused",
      `--factory-login on ${bind} lets everybody in; add --expose if you mean it, or leave out --bind`,
    );
  }
  if (flags.factoryLogin && flags.login) {
    throw new CameraError("refused", "--factory-login and --login exclude each other; leave one out");
  }
  if (flags.speaker !== "none" && !models[flags.model].has.speaker) {
    const able = Object.values(models).filter(({ has }) => has.speaker);
    const names = able.map(({ name: each }) => `--model ${each}`).join(" or ");
    throw new CameraError("refused", `--speaker: the ${flags.model} has no speaker; choose ${names}`);
  }
  if (!["source", "none"].includes(flags.microphone) && !models[flags.model].has.microphone)
    throw new CameraError("refused", `--microphone: the ${flags.model} has no microphone`);
  const { tlsCert: cert, tlsKey: key } = flags;
  if ((cert === undefined) !== (key === undefined))
    throw new CameraError("refused", "--tls-cert and --tls-key go together; give both or neither");
  const tls = cert !== undefined && key !== undefined ? { cert, key } : undefined;
  if (flags.manageNetwork && bind !== "0.0.0.0" && bind !== "::") {
    throw new CameraError("refused", `--manage-network may take ${bind} away; leave out --bind`);
  }
  const kind = await sourceFor(source);
  await kind.check(source);
  // Whoever lists processes sees the title in place of the command line, as far as the system lets it be written over.
  if (kind.show(source) !== source) process.title = `pinhole serve ${kind.show(source)}`;
  const onEvent = (event: CameraEvent): void => {
    if (event.severity <= logLevels[flags.logLevel]) process.stderr.write(logLine(event));
  };
  if (flags.factoryLogin) {
    const reach = isLoopback(bind) ? "anybody on this machine" : "ANYBODY WHO REACHES THIS MACHINE";
    process.stderr.write(`warning: --factory-login: ${reach} is administrator without a password\n`);
  }
  for (let first = true; !signal.aborted; first = false) {
    const restart = Promise.withResolvers<void>();
    await using run = await runCamera({
      ...{ source, bind, http: flags.http, rtsp: flags.rtsp, folder: flags.state, seed: flags.seed, onEvent },
      ...{ https: flags.https, rtsps: flags.rtsps, tls },
      microphone: flags.microphone,
      gpio: flags.gpio,
      speaker: speakerOf(source, flags),
      gateway: gatewayFlags(flags),
      surroundings: flags.surroundings,
      clockTime: first ? flags.clock : undefined,
      clockSpeed: first ? flags.clockSpeed : undefined,
      ...{ manageNetwork: flags.manageNetwork, trialSeconds: flags.trialSeconds },
      model: models[flags.model],
      mac: flags.mac,
      name: first ? flags.name : undefined,
      login: first ? flags.login : undefined,
      factoryLogin: flags.factoryLogin,
      signal,
      thread: first ? thread : undefined,
      opensSource: first && !kind.patient,
      // The reply that announces the restart goes out first.
      onRestart: () => void delay(200).then(restart.resolve),
    });
    if (first && !kind.patient) {
      await Promise.race([firstPicture(run, kind.show(source)), aborted(signal)]);
      if (signal.aborted) break;
    }
    // A certificate takes a while to make, and the first picture does not wait for it.
    await run.ports.open();
    // Made now that the camera runs: a start that fails would have taken the password with it.
    const newLogin = await run.camera.makeLogin();
    if (first || newLogin) {
      process.stdout.write(banner(run, { ...flags, bind, source: kind.show(source), newLogin }));
    }
    await Promise.race([restart.promise, aborted(signal)]);
  }
}

/** What viewers say is played by the camera behind this one, where nothing else is named. */
function speakerOf(source: string, { speaker: named, model }: ModelKnown): string {
  return named === "none" && isCamera(source) && models[model].has.speaker ? "source" : named;
}

/** Waits until a source of this machine has given a picture, so that what is wrong with it is told at once. */
async function firstPicture({ camera }: Running, shown: string): Promise<void> {
  const stream = camera.stream(stillOf(camera, {}));
  if (!stream) return;
  const came = Promise.withResolvers<void>();
  using _reading = stream.read({
    output: "start",
    write: () => {
      // The picture that says that there is no signal comes as well.
      if (camera.engine.source.state === "live") came.resolve();
      return true;
    },
    end: came.resolve,
  });
  using _watch = every(50, () => {
    const { source } = camera.engine;
    if (source.state !== "down") return;
    came.reject(
      new CameraError(source.code ?? "no-picture", `${shown}: ${source.reason}${nextStep(source.code)}`),
    );
  });
  await Promise.race([came.promise, delay(10_000, undefined, { ref: false })]);
}

function nextStep(code: CameraError["code"] | undefined): string {
  if (code === "source-busy") return "; another program uses it: close that, or choose another camera";
  if (code === "source-damaged")
    return "; give a video that ffprobe can read, or leave SOURCE out for the built-in scene";
  if (code === "source-refused") return "; join the group that may use it (video), or run as a user who may";
  return "";
}

function every(intervalMs: number, call: () => void): Disposable {
  const timer = setInterval(call, intervalMs);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  signal.addEventListener("abort", () => resolve(), { once: true });
  return promise;
}

function isLoopback(host: string): boolean {
  return host === "::1" || host.startsWith("127.");
}

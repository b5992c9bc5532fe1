import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Dialect } from "@pinhole/kit/dialect";
import {
  type AnyRecord,
  CameraError,
  type Change,
  type Group,
  type LocalTime,
  messageOf,
  type Trigger,
} from "@pinhole/kit/model";
import type { Speaker } from "./bus/speaker.ts";
import type { EventLog } from "./events/log.ts";
import { openClock } from "./host/clock.ts";
import { isCamera, parseCamera } from "./sources/camera/address.ts";
import type { Baseline } from "./sources/camera/guard.ts";
import type { GuardMode } from "./sources/camera/guard-modes.ts";
import type { Forwarded, Mirror } from "./sources/camera/mirror.ts";
import type { Upstream } from "./sources/camera/open.ts";
import { openRecord } from "./store/record.ts";
import type { Settings } from "./store/settings.ts";

/** How a camera behind this one is used, beside its picture. */
export interface GatewayFlags {
  readonly guard: GuardMode;
  /** Seconds between two looks at its settings. */
  readonly guardSeconds: number;
  /** Whether the camera finds motion, and tells, or we do. */
  readonly detect: "here" | "camera";
  /** Where the camera reaches us, "host" or "host:port"; it is set to notify us there. */
  readonly notifyAddress?: string | undefined;
}

export interface GatewayOptions extends GatewayFlags {
  readonly source: string;
  readonly folder: string;
  readonly settings: Settings;
  readonly events: EventLog;
  readonly signal: AbortSignal;
  /** The port of our own web server. */
  httpPort(): number;
  trigger(trigger: Trigger): void;
  /** Settings were taken over from the camera. */
  took(what: string): void;
}

/** The camera behind this one: its settings, clock, speaker and notifications. */
export interface Gateway extends AsyncDisposable {
  /** Begins to look for the camera: our web server listens, and alarms are taken. */
  start(): void;
  forward(changes: readonly Change[]): Promise<Forwarded>;
  readonly view: Mirror["view"];
  /** Sets its clock. Throws a CameraError. */
  setClock(unix: number, local: LocalTime): Promise<void>;
  readonly speaker: Speaker;
  /** Takes its notifications. */
  readonly receiver: Dialect;
  readonly findsMotion: boolean;
  /** What it is, for people; undefined as long as it was not reached. */
  readonly words: string | undefined;
}

/** What is remembered of the camera. */
const kept = { token: "", known: false, said: "", baseline: "" };

/** Opens the way to the camera that SOURCE names; undefined where SOURCE is none. */
export async function openGateway(options: GatewayOptions): Promise<Gateway | undefined> {
  const { source, folder, settings, events, signal } = options;
  if (!isCamera(source)) return undefined;
  const [
    { openAt },
    { openLink },
    { openMirror },
    { openGuard },
    { receiver },
    { cameraSpeaker },
    notifying,
  ] = await Promise.all([
    import("./sources/camera/open.ts"),
    import("./sources/camera/link.ts"),
    import("./sources/camera/mirror.ts"),
    import("./sources/camera/guard.ts"),
    import("./sources/camera/receiver.ts"),
    import("./sources/camera/speaker.ts"),
    import("./sources/camera/notify.ts"),
  ]);
  const address = parseCamera(source);
  const tell = (message: string, severity: 4 | 5 = 5): void =>
    events.add({ source: "camera", severity, message });
  await using opened = new AsyncDisposableStack();
  const record = opened.use(
    await openRecord(join(folder, "upstream.json"), kept, { log: (words) => tell(words, 4) }),
  );
  if (record.get().token === "") await record.set({ token: randomBytes(16).toString("base64url") });
  const { token, known, said, baseline } = record.get();
  const remember = (values: Partial<typeof kept>): void => {
    record
      .set(values)
      .catch((error: unknown) => tell(`upstream.json was not written: ${messageOf(error)}`, 4));
  };
  const clock = openClock();
  const happened = (what: Pick<Trigger, "kind" | "places" | "detail">): void =>
    options.trigger({ at: Date.now() / 1000, ...what });

  const mirror = openMirror({
    get: (group: Group) => settings.get(group) as readonly AnyRecord[],
    use: (call) => link.use(call),
    wrote: (camera, written) => guard.accept(camera, written),
    known: known ? new Set(said.split(" ")) : undefined,
    learned: (found) => remember({ known: true, said: [...found].join(" ") }),
  });
  const guard = openGuard({
    mode: options.guard,
    baseline: baselineOf(baseline),
    keep: (next) => remember({ baseline: JSON.stringify(next) }),
    tell: (words, severity) => {
      tell(words, severity);
      if (severity === 4) happened({ kind: "tamper", places: [], detail: words.slice(0, 200) });
    },
    inTurn: (call) => link.inTurn(call),
    now: clock.steady,
  });
  const takeOver = async (camera: Upstream): Promise<void> => {
    const changes = await link.inTurn(() => mirror.differences(camera));
    if (changes.length === 0) return;
    const problems = await settings.set(changes);
    const count = changes.reduce((sum, { values }) => sum + Object.keys(values).length, 0);
    if (problems.length === 0) {
      const words = `${count} ${count === 1 ? "setting is" : "settings are"} taken over from the camera`;
      tell(words);
      options.took(words);
    }
  };
  const notifyUs = async (camera: Upstream): Promise<void> => {
    if (options.notifyAddress === undefined) return;
    const url = notifyUrl(options.notifyAddress, options.httpPort(), token);
    try {
      await link.inTurn(async () => guard.accept(camera, await notifying.configureNotify(camera, url)));
    } catch (error) {
      if (!(error instanceof CameraError) || error.code === "unreachable" || error.code === "timeout")
        throw error;
      tell(`the camera can not be set to notify: ${messageOf(error)}`, 4);
    }
  };
  let words: string | undefined;
  const link = opened.use(
    openLink({
      ...{ clock, signal, period: options.guardSeconds },
      connect: (until) => openAt(address, { signal: until }),
      look: async (camera, isFirst) => {
        const isChanged = await guard.look(camera);
        if (isFirst || isChanged) await takeOver(camera);
        if (isFirst) await notifyUs(camera);
      },
      changed: (state) => {
        if (!state.up) return tell(`the camera is away: ${state.reason}`, 4);
        const { camera } = state;
        words = `${camera.model.name} at ${camera.address}`;
        tell(`the camera is there: ${words} (${camera.dialect})`);
      },
    }),
  );
  const closing = opened.move();
  return {
    start: link.start,
    forward: mirror.forward,
    view: mirror.view,
    setClock: (unix, local) =>
      link.use((camera) => (camera.dialect === "sercomm" ? camera.setDate(local) : camera.setTime(unix))),
    speaker: cameraSpeaker(() => link.found(), signal),
    receiver: receiver({ token, happened }),
    findsMotion: options.detect === "camera",
    get words() {
      return words;
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

function baselineOf(text: string): Baseline | undefined {
  try {
    return text === "" ? undefined : (JSON.parse(text) as Baseline);
  } catch {
    return undefined;
  }
}

/** Where the camera notifies us. */
function notifyUrl(place: string, httpPort: number, token: string): string {
  const url = new URL(`http://${place}`);
  if (!/:\d+$/.test(place)) url.port = String(httpPort);
  url.pathname = `/notify/${token}`;
  return url.href;
}

import { alarmServer, CameraError, type CameraEvent, type DeliveriesPort } from "@pinhole/kit/model";
import type { Wire } from "./actions/action.ts";
import type { tell } from "./actions/announce/alarm-server.ts";
import type { Settings } from "./store/settings.ts";

/** Seconds for a whole test: the client waits for the answer. */
const testSeconds = 30;

export interface ServerTestOptions extends Pick<Wire, "authorities"> {
  readonly settings: Pick<Settings, "reveal">;
  /** The camera stops. */
  readonly signal: AbortSignal;
  log(event: Omit<CameraEvent, "at">): void;
}

/** Tells an alarm server at once, whether it is switched on or not, and once at a time. */
export function openServerTest(options: ServerTestOptions): DeliveriesPort["testAlarmServer"] {
  const { settings, authorities, log } = options;
  let running = false;

  const asked = async (
    number: number,
    told: Parameters<typeof tell>[1],
  ): Promise<CameraError | undefined> => {
    const server = settings.reveal(alarmServer)[number - 1];
    if (server === undefined || server.host === "") {
      return new CameraError("target-missing", `alarm server ${number} is not set`);
    }
    const late = AbortSignal.timeout(testSeconds * 1000);
    const signal = AbortSignal.any([options.signal, late]);
    const wire: Wire = {
      signal,
      authorities,
      settings: (group) => settings.reveal(group),
      stage: () => undefined,
    };
    try {
      const { tell } = await import("./actions/announce/alarm-server.ts");
      await tell(server, told, wire);
      return undefined;
    } catch (error) {
      options.signal.throwIfAborted();
      if (late.aborted) return new CameraError("target-silent", `no answer within ${testSeconds} s`);
      if (error instanceof CameraError) return error;
      throw error;
    }
  };
  return async (number, told) => {
    if (running) return new CameraError("target-busy", "another test is running");
    running = true;
    try {
      const failure = await asked(number, told);
      const words = failure === undefined ? "succeeded" : `failed (${failure.code}): ${failure.message}`;
      const severity = failure === undefined ? 6 : 4;
      log({ source: "delivery", severity, message: `test of alarm server ${number} ${words}` });
      return failure;
    } finally {
      running = false;
    }
  };
}

import {
  clock,
  device,
  type Group,
  type LocalTime,
  type Model,
  network,
  zoneClock,
} from "@pinhole/kit/model";
import type { AddressWatch } from "./host/addresses.ts";
import type { Settings } from "./store/settings.ts";

/** What a camera keeps of its starts. */
export interface Starts {
  readonly restartedAt: number;
  readonly restartReason: string;
  readonly watchdogRestarts: number;
  readonly watchdogTimes: string;
}

/** What the camera's clock shows in its time zone at a Unix time in seconds. */
export function localTime(settings: Pick<Settings, "get">, unix: number): LocalTime {
  const { timeZone, daylightSaving } = settings.get(clock)[0]!;
  return zoneClock(timeZone, daylightSaving).local(unix);
}

export interface LiveOptions {
  readonly model: Model;
  readonly settings: Pick<Settings, "get">;
  readonly addresses: Pick<AddressWatch, "current">;
  starts(): Starts;
  /** When the camera started, by its own clock. */
  startedAt(): number;
}

/** What stands over the stored records of a group: what the camera knows itself, or has from the network. */
export function liveValues(group: Group, options: LiveOptions): Record<string, unknown> | undefined {
  const { settings, model, addresses } = options;
  if (group === device) {
    const { restartedAt, restartReason, watchdogRestarts, watchdogTimes } = options.starts();
    return {
      configVersion: model.configVersion,
      rebootedAt: textOf(localTime(settings, restartedAt)),
      bootedAt: textOf(localTime(settings, options.startedAt())),
      rebootReason: restartReason,
      ...{ watchdogRestarts, watchdogTimes },
    };
  }
  if (group !== network) return undefined;
  const stored = settings.get(network)[0]!;
  const { address, netmask, gateway, nameservers } = addresses.current;
  const [dnsServer1 = "", dnsServer2 = ""] = nameservers;
  return {
    ...(stored.dhcp ? { address, netmask, gateway } : {}),
    ...(stored.dns === "dhcp" ? { dnsServer1, dnsServer2 } : {}),
  };
}

function textOf({ year, month, day, hour, minute, second }: LocalTime): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`;
}

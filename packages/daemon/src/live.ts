import {
  bonjour,
  clock,
  device,
  formatMoment,
  type Group,
  type LocalTime,
  type Model,
  network,
  zoneClock,
} from "@pinhole/kit/model";
import type { AddressWatch } from "./host/addresses.ts";
import { bonjourName } from "./host/identity.ts";
import type { Settings } from "./store/settings.ts";

/** What a camera keeps of itself and its starts. */
export interface Kept {
  readonly mac: string;
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
  kept(): Kept;
  /** When the camera started, by its own clock. */
  startedAt(): number;
}

/** What stands over the stored records of a group: what the camera knows itself, or has from the network. */
export function liveValues(group: Group, options: LiveOptions): Record<string, unknown> | undefined {
  const { settings, model, addresses } = options;
  if (group === device) {
    const { restartedAt, restartReason, watchdogRestarts, watchdogTimes } = options.kept();
    return {
      configVersion: model.configVersion,
      rebootedAt: formatMoment(localTime(settings, restartedAt)),
      bootedAt: formatMoment(localTime(settings, options.startedAt())),
      rebootReason: restartReason,
      ...{ watchdogRestarts, watchdogTimes },
    };
  }
  if (group === bonjour) return { name: bonjourName(settings.get(bonjour)[0]!, model, options.kept().mac) };
  if (group !== network) return undefined;
  const stored = settings.get(network)[0]!;
  const { address, netmask, gateway, nameservers } = addresses.current;
  const [dnsServer1 = "", dnsServer2 = ""] = nameservers;
  return {
    ...(stored.dhcp ? { address, netmask, gateway } : {}),
    ...(stored.dns === "dhcp" ? { dnsServer1, dnsServer2 } : {}),
  };
}

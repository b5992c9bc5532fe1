import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Dialect } from "@pinhole/kit/dialect";
import { type CameraEvent, network, type RecordOf, wireless } from "@pinhole/kit/model";
import type { Camera } from "./camera.ts";
import { routeDevice } from "./host/addresses.ts";
import type { Addressing } from "./host/addressing/addressing.ts";
import { openTrial, type Trial } from "./host/addressing/trial.ts";
import { lansOf, prefixOf } from "./host/lan/interfaces.ts";
import { wifiDevice } from "./host/wifi/index.ts";
import { joinWifi } from "./host/wifi/join.ts";
import { openRecord } from "./store/record.ts";

type Network = RecordOf<typeof network>;

export interface ManagedOptions {
  readonly camera: Camera;
  readonly bind: string;
  readonly folder: string;
  /** Whether the camera may configure the machine's network; else its settings are stored, and that is said. */
  readonly manageNetwork: boolean;
  readonly trialSeconds: number;
}

/** The part of a camera that configures the machine's network. */
export interface ManagedNetwork extends AsyncDisposable {
  /** The same dialect; a login of an administrator by way of it confirms a change that is on trial. */
  watched(dialect: Dialect): Dialect;
}

/** What is on trial has to be known after a power cut: then the settings before it hold again. */
const nothing = { before: "", address: "", netmask: "", gateway: "" };

/** Applies NETWORK and WIRELESS to the machine, where it may. */
export async function openManagedNetwork(options: ManagedOptions): Promise<ManagedNetwork> {
  const { camera, bind, folder, manageNetwork, trialSeconds: seconds } = options;
  const { settings, events } = camera;
  const log = (message: string, severity: CameraEvent["severity"]): void =>
    events.add({ source: "network", severity, message });
  await using opened = new AsyncDisposableStack();
  const record = opened.use(await openRecord(join(folder, "network.json"), nothing));
  const putBack = async (): Promise<void> => {
    const { before } = record.get();
    if (before === "") return;
    const values = JSON.parse(before) as Network;
    known = values;
    await settings.set([{ group: network, index: 0, values }]);
    await record.set(nothing);
  };
  let known = settings.get(network)[0]!;
  const left = record.get();
  const wasOnTrial = left.before !== "";
  if (wasOnTrial) {
    await putBack();
    log("network settings that nobody had confirmed before the last stop are taken back", 4);
  }
  const trial = manageNetwork
    ? opened.use(
        openTrial({
          device: async () =>
            (await routeDevice()) ?? lansOf(bind).find(({ isLoopback }) => !isLoopback)?.name,
          undo: putBack,
          keep: () => record.set(nothing),
          log,
          seconds,
        }),
      )
    : undefined;
  if (wasOnTrial) {
    // The address that a DHCP server had given is better than none where nothing here can ask it again.
    trial?.apply(addressingOf(known), addressingOf({ ...known, ...left, dhcp: false }));
  } else if (!known.dhcp) trial?.apply(addressingOf(known));

  const changed = async (trial: Trial | undefined): Promise<void> => {
    const now = settings.get(network)[0]!;
    const before = known;
    known = now;
    if (isDeepStrictEqual(addressingOf(now), addressingOf(before))) return;
    if (trial === undefined) {
      log("network settings are stored; --manage-network would apply them to this machine", 5);
      return;
    }
    const { address, netmask, gateway } = camera.addresses.current;
    if (record.get().before === "") {
      await record.set({ before: JSON.stringify(before), address, netmask, gateway });
    }
    trial.begin(addressingOf(now));
  };
  const joinAgain = async (): Promise<void> => {
    const device = await wifiDevice();
    if (!manageNetwork || device === undefined) {
      const why = manageNetwork
        ? "this machine has no Wi-Fi"
        : "--manage-network would apply them to this machine";
      log(`Wi-Fi settings are stored; ${why}`, 5);
      return;
    }
    const words = await joinWifi(device, {
      settings: settings.reveal(wireless)[0]!,
      wpsPin: camera.device().wpsPin,
    });
    log(`Wi-Fi ${device} ${words}`, 5);
  };
  const failed = (error: Error): void => log(`network: ${error.message}`, 3);
  opened.defer(
    settings.onChange((names) => {
      if (names.has(network.name)) void changed(trial).catch(failed);
      if (names.has(wireless.name)) void joinAgain().catch(failed);
    }),
  );
  const closing = opened.move();
  return {
    watched: (dialect) => ({
      ...dialect,
      serve: (request, port) => {
        if (request.caller.level === "admin") trial?.confirm(hostOf(request.headers.host));
        return dialect.serve(request, port);
      },
    }),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

function addressingOf({ dhcp, address, netmask, gateway, dns, dnsServer1, dnsServer2 }: Network): Addressing {
  const named = [dnsServer1, dnsServer2].filter((server) => server !== "");
  const nameservers = dns === "manual" && named.length > 0 ? { nameservers: named } : {};
  const fixed = dhcp
    ? { address: "", prefix: 0, gateway: "" }
    : { address, prefix: prefixOf(netmask), gateway };
  return { dhcp, ...fixed, ...nameservers };
}

/** "10.0.0.5" of "10.0.0.5:8080". */
function hostOf(header = ""): string {
  return header.replace(/:\d*$/, "");
}

import { lstat, readFile, writeFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import { CameraError } from "@pinhole/kit/model";
import { checked, type Program } from "../../programs/run-program.ts";
import { type ConfiguratorMaker, patienceMs } from "./addressing.ts";

const ip: Program = { command: "ip", package: "iproute2" };

const resolverFile = "/etc/resolv.conf";

interface Plain {
  readonly addresses: readonly string[];
  readonly gateway: string;
}

/** The kernel's own tool: what it is told holds until the machine starts anew, and it knows no DHCP. */
export const ipRoute: ConfiguratorMaker = (run) => {
  const call = async (...args: readonly string[]): Promise<string> =>
    checked(ip, await run(ip, args, { timeoutMs: patienceMs }));
  const read = async (device: string): Promise<Plain> => {
    const [addresses, routes] = [
      await call("-json", "-4", "address", "show", "dev", device, "scope", "global"),
      await call("-json", "-4", "route", "show", "default", "dev", device),
    ];
    return { addresses: addressesIn(addresses), gateway: gatewayIn(routes) };
  };
  const write = async (device: string, { addresses, gateway }: Plain): Promise<void> => {
    // Removing the first address of a network takes the others of the same network along, so all go and come anew.
    await call("-4", "address", "flush", "dev", device, "scope", "global");
    for (const address of addresses) await call("address", "add", address, "broadcast", "+", "dev", device);
    if (gateway !== "") await call("route", "replace", "default", "via", gateway, "dev", device);
  };
  return {
    name: "ip",
    cares: async (device) => {
      try {
        await read(device);
        return true;
      } catch {
        return false;
      }
    },
    apply: async (device, { dhcp, address, prefix, gateway, nameservers }) => {
      if (dhcp) {
        throw new CameraError("program-missing", "DHCP takes NetworkManager; install network-manager", {
          at: device,
        });
      }
      const before = await read(device);
      const now: Plain = { addresses: [`${address}/${prefix}`], gateway };
      if (nameservers === undefined && isDeepStrictEqual(before, now)) return async () => {};
      const names = nameservers === undefined ? async () => {} : await writeNameservers(nameservers);
      const back = async (): Promise<void> => {
        await names();
        await write(device, before);
      };
      try {
        await write(device, now);
      } catch (error) {
        await back().catch(() => {});
        throw error;
      }
      return back;
    },
  };
};

function addressesIn(json: string): readonly string[] {
  const [device] = JSON.parse(json || "[]") as {
    readonly addr_info?: readonly { local?: string; prefixlen?: number }[];
  }[];
  return (device?.addr_info ?? []).flatMap(({ local, prefixlen }) =>
    local ? [`${local}/${prefixlen ?? 32}`] : [],
  );
}

function gatewayIn(json: string): string {
  const [route] = JSON.parse(json || "[]") as { readonly gateway?: string }[];
  return route?.gateway ?? "";
}

/** Writes the name servers where this file is the machine's own; what it returns puts it back. */
async function writeNameservers(nameservers: readonly string[]): Promise<() => Promise<void>> {
  const info = await lstat(resolverFile).catch(() => undefined);
  if (info !== undefined && !info.isFile()) {
    const words = `${resolverFile} belongs to another program, so the name servers can not be set there`;
    throw new CameraError("refused", words, { at: resolverFile });
  }
  const before = info === undefined ? undefined : await readFile(resolverFile, "utf8");
  const rest = (before ?? "").split("\n").filter((line) => !/^\s*nameserver\b/.test(line));
  const lines = [...nameservers.map((address) => `nameserver ${address}`), ...rest];
  await writeFile(resolverFile, `${lines.join("\n").trim()}\n`);
  return async () => {
    if (before !== undefined) await writeFile(resolverFile, before);
  };
}

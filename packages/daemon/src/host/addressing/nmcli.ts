import { isDeepStrictEqual } from "node:util";
import { checked, type Program } from "../../programs/run-program.ts";
import { type Addressing, type ConfiguratorMaker, patienceMs } from "./addressing.ts";

const nmcli: Program = { command: "nmcli", package: "network-manager" };

/** What of a connection is changed, and put back. */
const properties = [
  "ipv4.method",
  "ipv4.addresses",
  "ipv4.gateway",
  "ipv4.dns",
  "ipv4.ignore-auto-dns",
] as const;

type Values = Readonly<Record<(typeof properties)[number], string>>;

/** NetworkManager, which keeps what it is told for the next start of the machine. */
export const networkManager: ConfiguratorMaker = (run) => {
  const call = async (...args: readonly string[]): Promise<string> =>
    checked(nmcli, await run(nmcli, args, { timeoutMs: patienceMs }));
  const connectionOf = async (device: string): Promise<string> => {
    const text = await call("--get-values", "GENERAL.CON-UUID", "device", "show", device);
    return text.trim();
  };
  const write = async (device: string, connection: string, values: Values): Promise<void> => {
    const pairs = properties.flatMap((name) => [name, values[name]]);
    await call("connection", "modify", connection, ...pairs);
    await call("--wait", "15", "device", "reapply", device);
  };
  return {
    name: "NetworkManager",
    cares: async (device) => {
      try {
        return /^[0-9a-f-]{36}$/.test(await connectionOf(device));
      } catch {
        return false;
      }
    },
    apply: async (device, wanted) => {
      const connection = await connectionOf(device);
      const text = await call(
        "--escape",
        "no",
        "--get-values",
        properties.join(","),
        "connection",
        "show",
        connection,
      );
      const lines = text.split("\n");
      const before = Object.fromEntries(properties.map((name, n) => [name, lines[n] ?? ""])) as Values;
      const now = valuesOf(wanted, before);
      if (isDeepStrictEqual(before, now)) return async () => {};
      const back = (): Promise<void> => write(device, connection, before);
      try {
        await write(device, connection, now);
      } catch (error) {
        await back().catch(() => {});
        throw error;
      }
      return back;
    },
  };
};

function valuesOf({ dhcp, address, prefix, gateway, nameservers }: Addressing, before: Values): Values {
  const names =
    nameservers === undefined
      ? { "ipv4.dns": dhcp ? "" : before["ipv4.dns"], "ipv4.ignore-auto-dns": "no" }
      : { "ipv4.dns": nameservers.join(","), "ipv4.ignore-auto-dns": "yes" };
  if (dhcp) return { "ipv4.method": "auto", "ipv4.addresses": "", "ipv4.gateway": "", ...names };
  return {
    "ipv4.method": "manual",
    "ipv4.addresses": `${address}/${prefix}`,
    "ipv4.gateway": gateway,
    ...names,
  };
}

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Samba's settings for a folder of its own: the server TESTNAS of TESTGROUP, with shares "cam" and, read only, "ro". */
export async function sambaConfig(
  folder: string,
  options: { readonly interfaces: string; readonly port?: number },
): Promise<string> {
  const inside = ["private", "lock", "state", "cache", "pid", "ncalrpc"];
  await mkdir(join(folder, "share"), { recursive: true });
  for (const name of inside) await mkdir(join(folder, name), { recursive: true, mode: 0o755 });
  const at = (name: string): string => join(folder, name);
  const lines = [
    "[global]",
    "workgroup = TESTGROUP",
    "netbios name = TESTNAS",
    "server string = Test NAS <1>",
    "server role = standalone server",
    `interfaces = ${options.interfaces}`,
    "bind interfaces only = yes",
    ...(options.port === undefined ? [] : [`smb ports = ${options.port}`, "disable netbios = yes"]),
    "os level = 65",
    "preferred master = yes",
    "local master = yes",
    `private dir = ${at("private")}`,
    `lock directory = ${at("lock")}`,
    `state directory = ${at("state")}`,
    `cache directory = ${at("cache")}`,
    `pid directory = ${at("pid")}`,
    `ncalrpc dir = ${at("ncalrpc")}`,
    `passdb backend = tdbsam:${at("private/passdb.tdb")}`,
    `log file = ${at("log")}`,
    "load printers = no",
    "disable spoolss = yes",
    `map to guest = ${options.port === undefined ? "bad user" : "never"}`,
    "[cam]",
    `path = ${at("share")}`,
    "read only = no",
    "guest ok = yes",
    "[ro]",
    `path = ${at("share")}`,
    "read only = yes",
  ];
  const path = at("smb.conf");
  await writeFile(path, `${lines.join("\n")}\n`);
  return path;
}

/** A message bus of a folder's own, and avahi's settings for one network device. */
export async function avahiConfig(
  folder: string,
  device: string,
): Promise<{ readonly bus: string; readonly avahi: string }> {
  const rules = ["own", "send_type", "receive_type"].flatMap((rule) =>
    rule === "own"
      ? ['<allow own="*"/>']
      : ["method_call", "method_return", "signal", "error"].map((type) => `<allow ${rule}="${type}"/>`),
  );
  const bus = join(folder, "bus.conf");
  const avahi = join(folder, "avahi.conf");
  await writeFile(
    bus,
    `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path=${join(folder, "bus")}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow send_destination="*"/>${rules.join("")}</policy></busconfig>
`,
  );
  await writeFile(
    avahi,
    `[server]\nhost-name=peerhost\nuse-ipv4=yes\nuse-ipv6=no\nallow-interfaces=${device}\nenable-dbus=yes\n[publish]\npublish-workstation=no\n`,
  );
  return { bus, avahi };
}

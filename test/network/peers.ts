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

/** Settings of miniupnpd as the router between the camera's network and the outside, and the tables that it fills. */
export async function routerConfig(
  folder: string,
): Promise<{ readonly tables: string; readonly router: string }> {
  const tables = join(folder, "router.nft");
  const router = join(folder, "router.conf");
  await writeFile(
    tables,
    `table inet filter {
  chain miniupnpd { }
  chain prerouting_miniupnpd { }
  chain postrouting_miniupnpd { }
  chain forward { type filter hook forward priority 0; policy accept; jump miniupnpd; }
  chain prerouting { type nat hook prerouting priority -100; policy accept; jump prerouting_miniupnpd; }
  chain postrouting { type nat hook postrouting priority 100; policy accept; jump postrouting_miniupnpd; }
}
`,
  );
  const lines = [
    "ext_ifname=e1",
    "listening_ip=e0",
    // A public address, as miniupnpd refuses others; it is only told, and nothing is sent to it.
    "ext_ip=8.255.0.2",
    "http_port=5000",
    "enable_natpmp=no",
    "enable_upnp=yes",
    "secure_mode=yes",
    `lease_file=${join(folder, "leases")}`,
    "uuid=fc4ec57e-b051-11db-88f8-0060085db3f6",
    "upnp_table_name=filter",
    "upnp_nat_table_name=filter",
    "upnp_forward_chain=miniupnpd",
    "upnp_nat_chain=prerouting_miniupnpd",
    "upnp_nat_postrouting_chain=postrouting_miniupnpd",
    "allow 1024-65535 10.77.0.0/24 1-65535",
    "deny 0-65535 0.0.0.0/0 0-65535",
  ];
  await writeFile(router, `${lines.join("\n")}\n`);
  return { tables, router };
}

/** A command line that runs NetworkManager with settings of its own, for one network device of a namespace. */
export async function managerConfig(folder: string, device: string): Promise<readonly string[]> {
  const path = join(folder, "manager.conf");
  const lines = [
    "[main]",
    "plugins=keyfile",
    "dns=none",
    "no-auto-default=*",
    "[keyfile]",
    `path=${join(folder, "connections")}`,
    "[device]",
    `match-device=interface-name:${device}`,
    "managed=1",
  ];
  await writeFile(path, `${lines.join("\n")}\n`);
  const places = [
    "--config",
    path,
    "--config-dir",
    join(folder, "none"),
    "--system-config-dir",
    join(folder, "none"),
  ];
  const state = ["--state-file", join(folder, "manager.state")];
  // Where /sys can not be written it takes itself to be in a container, and waits for no udev.
  const own =
    "mount -t tmpfs none /run && mount -t tmpfs none /var/lib/NetworkManager && mount -o remount,ro /sys";
  return [
    "unshare",
    "-m",
    "sh",
    "-c",
    `${own} && exec "$@"`,
    "sh",
    "NetworkManager",
    "--debug",
    ...places,
    ...state,
  ];
}

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Foreign programs that tests talk to: the command, and the Debian packages that it takes. */
export const peers = {
  aplay: "alsa-utils",
  "avahi-browse": "avahi-utils",
  "avahi-daemon": "avahi-daemon avahi-utils dbus",
  chromium: "chromium",
  chronyd: "chrony",
  curl: "curl",
  dovecot: "dovecot-pop3d",
  ffmpeg: "ffmpeg",
  ffprobe: "ffmpeg",
  gcc: "gcc libc6-dev linux-libc-dev",
  "gssdp-discover": "gupnp-tools",
  "gst-launch-1.0":
    "gstreamer1.0-tools gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-libav",
  ip: "iproute2",
  miniupnpd: "miniupnpd miniupnpd-nftables nftables",
  mpv: "mpv",
  nmbd: "samba",
  nft: "nftables",
  nmcli: "network-manager",
  openssl: "openssl",
  smbclient: "smbclient",
  ss: "iproute2",
  smbd: "samba samba-common-bin",
  upnpc: "miniupnpc",
  "v4l2-ctl": "v4l-utils",
  wsdd: "wsdd",
  "ssh-keygen": "openssh-client",
  sshd: "openssh-server",
  postfix: "postfix",
  prosody: "prosody",
  rsyslogd: "rsyslog rsyslog-gnutls",
  tinyproxy: "tinyproxy",
} as const;

/**
 * Foreign programs that Debian does not install beside one another: their packages are unpacked into a folder of their
 * own. The path in there, the packages, and the packages of their libraries, which are installed.
 */
export const unpacked = {
  proftpd: [
    "usr/sbin/proftpd",
    "proftpd-core proftpd-mod-crypto",
    "libpcre3 libsodium23 libhiredis0.14 libmemcached11 libmemcachedutil2",
  ],
  "pure-ftpd": ["usr/sbin/pure-ftpd", "pure-ftpd pure-ftpd-common", "libsodium23"],
  vsftpd: ["usr/sbin/vsftpd", "vsftpd", "libwrap0"],
} as const;

export type Peer = keyof typeof peers | keyof typeof unpacked;

/** Where an unpacked peer lies. */
export function peerRoot(name: keyof typeof unpacked): string {
  return join(import.meta.dirname, "..", "node_modules", ".cache", "peers", name);
}

/**
 * For a test's options: `{ skip: needs("ffmpeg") }` skips it by name where a peer is missing. Where CI=true nothing may
 * be skipped, so a missing peer is an error.
 */
export function needs(...names: readonly Peer[]): string | false {
  const missing = missingPeers(names);
  if (missing.length === 0) return false;
  const problem = `needs ${missing.join(" and ")}`;
  if (process.env.CI === "true")
    throw new Error(`${problem}, and with CI=true no test may be skipped for a missing peer`);
  return problem;
}

/** Those of the named peers whose command is nowhere on the PATH. */
export function missingPeers(
  names = [...Object.keys(peers), ...Object.keys(unpacked)] as readonly Peer[],
  path = process.env.PATH ?? "",
): Peer[] {
  // Servers lie in sbin, which the PATH of a plain Debian user leaves out.
  const folders = [...path.split(delimiter), "/usr/sbin", "/sbin"].filter((folder) => folder !== "");
  return names.filter((name) => {
    if (isUnpacked(name)) return !isProgram(join(peerRoot(name), unpacked[name][0]));
    return !folders.some((folder) => isProgram(join(folder, name)));
  });
}

export function isUnpacked(name: Peer): name is keyof typeof unpacked {
  return Object.hasOwn(unpacked, name);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

import { type Element, formatXml } from "../../../formats/xml/index.ts";
import {
  CameraError,
  type FolderAnswer,
  type FolderRequest,
  type Seen,
  type Site,
  type Workgroup,
  wireless,
} from "../../../model/index.ts";
import type { Reply } from "../../dialect.ts";
import type { Call, Command } from "../command.ts";
import { echo } from "../query.ts";
import { ok, pairs, refuse } from "../reply.ts";
import { firstRecord } from "../times.ts";

/** What the cameras' own readers take: so many sites, and so many bytes of a list of them. */
const mostSites = 30;
const mostBytes = 16 * 1024;

const longest = { workgroup: 15, server: 63, comment: 256 } as const;
const mostServers = 500;

const securities: Readonly<Record<Site["security"], readonly [security: string, auth: string]>> = {
  none: ["None", "Open"],
  wep: ["WEP", "SharedKey"],
  "wpa-psk": ["WPA-PSK", "SharedKey"],
  "wpa2-psk": ["WPA2-PSK", "SharedKey"],
  "wpa-wpa2-psk": ["WPA/WPA2-PSK", "SharedKey"],
  wpa3: ["WPA3-SAE", "SharedKey"],
  enterprise: ["WPA-Enterprise", "EAP"],
};

const encryptions: Readonly<Record<Site["encryption"], string>> = {
  none: "None",
  wep: "WEP",
  tkip: "TKIP",
  aes: "AES",
  "tkip-aes": "TKIP/AES",
};

/** The strongest sites, as many as fit. */
async function siteSurvey({ camera, model }: Call): Promise<Reply> {
  if (!model.has.wifi) return noWifi;
  return answered(camera.surroundings.sites(), (sites) => {
    const strongest = sites.toSorted((a, b) => b.signal - a.signal).slice(0, mostSites);
    for (let count = strongest.length; ; count--) {
      const text = formatXml(["SiteList", strongest.slice(0, count).map(siteElement)]);
      if (count === 0 || new TextEncoder().encode(text).length <= mostBytes) return xml(text);
    }
  });
}

function siteElement({ ssid, bssid, mode, security, encryption, channel, signal, wps }: Site): Element {
  const [name, auth] = securities[security];
  return [
    "Site",
    [
      ["SSID", ssid],
      ["BSSID", bssid],
      ["Mode", mode === "adHoc" ? "Ad-Hoc" : "Infrastructure"],
      ["Security", name],
      ["AUTH", auth],
      ["Encryption", encryptions[encryption]],
      ["Channel", String(channel)],
      ["Signal", String(signal)],
      ["WPS", wps === true ? "Yes" : "No"],
    ],
  ];
}

async function wirelessStatus({ camera, model }: Call): Promise<Reply> {
  if (!model.has.wifi) return noWifi;
  return answered(camera.surroundings.wirelessStatus(), ({ signal, ssid, channel, bssid }) =>
    pairs([
      ["signal_strength", signal],
      ["signal_strength-A", 0],
      ["signal_strength-B", 0],
      ["essid", ssid],
      ["domain", firstRecord(camera, wireless).region],
      ["channel", channel],
      ["bssid", bssid === "" ? "00:00:00:00:00:00" : bssid],
      ["wps_pin_code", camera.device().wpsPin],
    ]),
  );
}

/** Searches for computers that share folders; `action=stop` ends the search of somebody else. */
async function shareSurvey({ camera, value }: Call): Promise<Reply> {
  const action = value("action");
  if (action === "stop") {
    camera.surroundings.stopShares();
    return ok;
  }
  if (action !== undefined) return refuse(`action: must be stop, not ${echo(action)}`);
  const text = value("timeout") ?? "30";
  const seconds = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (seconds < 5 || seconds > 120) return refuse(`timeout: must be 5 to 120, not ${echo(text)}`);
  return answered(camera.surroundings.shares(seconds), (workgroups) =>
    xml(formatXml(["List", workgroups.map(workgroupElement)])),
  );
}

function workgroupElement({ name, servers }: Workgroup): Element {
  const listed = servers.slice(0, mostServers).map(({ name: server, comment }): Element => {
    const texts: readonly Element[] = [
      ["Name", server.slice(0, longest.server)],
      ["Comment", comment.slice(0, longest.comment)],
    ];
    return ["Server", texts];
  });
  return [
    "WorkGroup",
    [
      ["Name", name.slice(0, longest.workgroup)],
      ["List", listed],
    ],
  ];
}

const rights = { r: "read", w: "write", rw: "both" } as const;
const changes = { mkdir: "make", rmdir: "remove" } as const;

const statuses: Readonly<Record<FolderAnswer["outcome"], string>> = {
  ok: "ok",
  "no-login": "unauth",
  denied: "denied",
  exists: "file-exist",
  "not-readable": "writeonly",
  "not-writable": "readonly",
  missing: "invalid",
  failed: "error",
};

const most = { server: 64, path: 128, user: 64, pass: 64 } as const;

/** Lists, makes or removes a folder of a share. A request that makes no sense has the status "invalid", as all have one. */
async function shareFolder(call: Call): Promise<Reply> {
  const request = folderRequest(call);
  if (request === undefined) return folderList("invalid", []);
  return answered(call.camera.surroundings.shareFolder(request), ({ outcome, folders }) =>
    folderList(statuses[outcome], outcome === "ok" ? folders : []),
  );
}

function folderRequest({ value }: Call): FolderRequest | undefined {
  const text = (name: keyof typeof most): string => value(name) ?? "";
  const needed = value("need_rights");
  const change = value("cmd");
  const fits = (Object.keys(most) as (keyof typeof most)[]).every(
    (name) => text(name).length <= most[name] && !/\p{Cc}/u.test(text(name)),
  );
  // Two slashes before the server, or backslashes, as Windows writes a share.
  const server = text("server").replaceAll("\\", "/").replace(/^\/\//, "");
  const path = text("path")
    .replaceAll("\\", "/")
    .split("/")
    .filter((part) => part !== "");
  const isServer = /^[A-Za-z0-9](?:[A-Za-z0-9._:-]*[A-Za-z0-9])?$/.test(server);
  const isPath = path.every((part) => !/^\.+$/.test(part) && !/[:*?"<>|;]/.test(part));
  if (!fits || !isServer || path.length === 0 || !isPath) return undefined;
  if (needed !== undefined && !Object.hasOwn(rights, needed)) return undefined;
  if (change !== undefined && !Object.hasOwn(changes, change)) return undefined;
  if (change !== undefined && path.length < 2) return undefined;
  return {
    host: server,
    path: path.join("/"),
    user: text("user"),
    password: text("pass"),
    ...(needed === undefined ? {} : { rights: rights[needed as keyof typeof rights] }),
    ...(change === undefined ? {} : { change: changes[change as keyof typeof changes] }),
  };
}

function folderList(status: string, folders: readonly string[]): Reply {
  const listed = folders.map((name): Element => ["Folder", [["Name", name]]]);
  return xml(formatXml(["List", [["Status", status], ...listed]]));
}

const noWifi = refuse("not found: this camera has no Wi-Fi", 404);

const xml = (body: string): Reply => ({ status: 200, type: "text/xml", body });

/** What is made up says so in a header, as the body has no place for it. */
async function answered<T>(seen: Promise<Seen<T>>, reply: (found: T) => Reply): Promise<Reply> {
  try {
    const { found, simulated } = await seen;
    const made = reply(found);
    return simulated ? { ...made, headers: { ...made.headers, "X-Simulated": "yes" } } : made;
  } catch (error) {
    if (error instanceof CameraError) return refuse(error.message, 503);
    throw error;
  }
}

export const surroundingsCommands: readonly Command[] = [
  { path: "/adm/site_survey.cgi", methods: ["GET"], changesState: false, run: siteSurvey },
  { path: "/adm/wireless_status.cgi", methods: ["GET"], changesState: false, run: wirelessStatus },
  {
    path: "/adm/smb_survey.cgi",
    methods: ["GET"],
    changesState: (params) => params.some(({ key }) => key === "action"),
    run: shareSurvey,
  },
  {
    path: "/adm/smb_dirctrl.cgi",
    methods: ["GET"],
    // Even a list sends a login somewhere.
    changesState: true,
    run: shareFolder,
  },
];

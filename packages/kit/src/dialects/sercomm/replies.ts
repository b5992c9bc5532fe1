/** One Wi-Fi network of a survey. */
export interface Site {
  readonly ssid: string;
  readonly bssid: string;
  readonly mode: string;
  readonly security: string;
  readonly authentication: string;
  readonly encryption: string;
  readonly channel: number;
  /** 0 to 100. */
  readonly signal: number;
  readonly wps: boolean;
}

/** A server that shares folders on the local network. */
export interface ShareServer {
  readonly workgroup: string;
  readonly name: string;
  readonly comment: string;
}

/** The networks of a site survey's XML; what is not well-formed ends the list. */
export function parseSites(xml: string): readonly Site[] {
  return elements(xml, "Site").map((site) => ({
    ssid: textIn(site, "SSID"),
    bssid: textIn(site, "BSSID"),
    mode: textIn(site, "Mode"),
    security: textIn(site, "Security"),
    authentication: textIn(site, "AUTH"),
    encryption: textIn(site, "Encryption"),
    channel: numberIn(site, "Channel"),
    signal: numberIn(site, "Signal"),
    wps: /^yes$/i.test(textIn(site, "WPS")),
  }));
}

/** The servers of a share survey's XML. */
export function parseShareServers(xml: string): readonly ShareServer[] {
  return elements(xml, "WorkGroup").flatMap((group) => {
    const workgroup = textIn(group, "Name");
    return elements(group, "Server").map((server) => ({
      workgroup,
      name: textIn(server, "Name"),
      comment: textIn(server, "Comment"),
    }));
  });
}

/** The names of the folders of a share, and how the camera says it went ("ok", "denied", ...). */
export function parseFolders(xml: string): { readonly status: string; readonly folders: readonly string[] } {
  return {
    status: textIn(xml, "Status"),
    folders: elements(xml, "Folder").map((folder) => textIn(folder, "Name")),
  };
}

/** What stands between each <name> and its </name>; elements of one name are not nested in these replies. */
function elements(xml: string, name: string): readonly string[] {
  const found: string[] = [];
  const open = `<${name}>`;
  const close = `</${name}>`;
  for (let at = xml.indexOf(open); at >= 0; at = xml.indexOf(open, at)) {
    const end = xml.indexOf(close, at);
    if (end < 0) break;
    found.push(xml.slice(at + open.length, end));
    at = end + close.length;
  }
  return found;
}

function textIn(xml: string, name: string): string {
  return unescaped((elements(xml, name)[0] ?? "").trim());
}

function numberIn(xml: string, name: string): number {
  const number = Number.parseInt(textIn(xml, name), 10);
  return Number.isFinite(number) ? number : 0;
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{1,5}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return entities[String(name).toLowerCase()] ?? whole;
    const point = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}

import { escapeXml, textOf } from "../xml/index.ts";

/** Web Services Dynamic Discovery of April 2005, as Windows and wsdd speak it, and the Get of WS-Transfer. */
const namespaces = [
  'xmlns:soap="http://www.w3.org/2003/05/soap-envelope"',
  'xmlns:wsa="http://schemas.xmlsoap.org/ws/2004/08/addressing"',
  'xmlns:wsd="http://schemas.xmlsoap.org/ws/2005/04/discovery"',
  'xmlns:wsdp="http://schemas.xmlsoap.org/ws/2006/02/devprof"',
].join(" ");

const everybody = "urn:schemas-xmlsoap-org:ws:2005:04:discovery";
const discovery = "http://schemas.xmlsoap.org/ws/2005/04/discovery";

interface Envelope {
  readonly action: string;
  readonly id: string;
  readonly to: string;
  readonly body: string;
}

function envelope({ action, id, to, body }: Envelope): string {
  return `<?xml version="1.0" encoding="utf-8"?><soap:Envelope ${namespaces}><soap:Header><wsa:To>${escapeXml(to)}</wsa:To><wsa:Action>${action}</wsa:Action><wsa:MessageID>urn:uuid:${id}</wsa:MessageID><wsa:ReplyTo><wsa:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</wsa:Address></wsa:ReplyTo></soap:Header><soap:Body>${body}</soap:Body></soap:Envelope>`;
}

/** Asks which devices there are, of one type or, with "", of any; `id` is a UUID, as in the other questions. */
export function formatProbe(id: string, types = "wsdp:Device"): string {
  const inside = types === "" ? "" : `<wsd:Types>${types}</wsd:Types>`;
  const body = `<wsd:Probe>${inside}</wsd:Probe>`;
  return envelope({ action: `${discovery}/Probe`, id, to: everybody, body });
}

/** Asks a device where it can be reached. */
export function formatResolve(id: string, endpoint: string): string {
  const address = `<wsa:Address>${escapeXml(endpoint)}</wsa:Address>`;
  const body = `<wsd:Resolve><wsa:EndpointReference>${address}</wsa:EndpointReference></wsd:Resolve>`;
  return envelope({ action: `${discovery}/Resolve`, id, to: everybody, body });
}

/** Asks a device what it is. */
export function formatGet(id: string, endpoint: string): string {
  return envelope({
    action: "http://schemas.xmlsoap.org/ws/2004/09/transfer/Get",
    id,
    to: endpoint,
    body: "",
  });
}

/** A device that answered: its name, the URLs where it says more, and what it calls itself ("onvif://.../name/IN-8401"). */
export interface Match {
  readonly endpoint: string;
  readonly urls: readonly string[];
  readonly scopes: readonly string[];
}

/** Reads a ProbeMatches or ResolveMatches; undefined for anything else. */
export function parseMatch(xml: string): Match | undefined {
  const action = textOf(xml, "Action") ?? "";
  if (!/\/(?:Probe|Resolve)Matches$/.test(action)) return undefined;
  const reference = /<(?:[\w.-]+:)?EndpointReference[\s>][\s\S]*?<\/(?:[\w.-]+:)?EndpointReference>/.exec(
    xml,
  );
  const endpoint = reference === null ? undefined : textOf(reference[0], "Address");
  if (endpoint === undefined || endpoint === "" || endpoint.length > 256) return undefined;
  const words = (element: string): string[] =>
    (textOf(xml, element) ?? "").split(/\s+/).filter((word) => word !== "");
  return { endpoint, urls: words("XAddrs").slice(0, 8), scopes: words("Scopes").slice(0, 32) };
}

/** The computer that a device says it is: "NAS/Workgroup:HOME", or "NAS/Domain:x"; undefined for other devices. */
export function parseComputer(
  xml: string,
): { readonly name: string; readonly workgroup: string } | undefined {
  const [, name = "", workgroup = ""] =
    /^([^/\\]{1,63})[/\\](?:Workgroup|Domain):(.{1,63})$/i.exec(textOf(xml, "Computer") ?? "") ?? [];
  return name === "" ? undefined : { name, workgroup };
}

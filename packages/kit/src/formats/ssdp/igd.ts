import { escapeXml, textOf } from "../xml/index.ts";

/** A service of a router that forwards ports (UPnP InternetGatewayDevice 1 and 2). */
export interface ForwardingPoint {
  /** "urn:schemas-upnp-org:service:WANIPConnection:1". */
  readonly type: string;
  /** Where it is controlled, as the description has it. */
  readonly controlUrl: string;
}

const wanted = /^urn:schemas-upnp-org:service:WAN(?:IP|PPP)Connection:[12]$/;

/** The forwarding service in a router's description; undefined where it has none. */
export function parseForwardingPoint(description: string): ForwardingPoint | undefined {
  for (const [service] of description.matchAll(/<service>[\s\S]{0,4000}?<\/service>/g)) {
    const type = textOf(service, "serviceType") ?? "";
    const controlUrl = textOf(service, "controlURL") ?? "";
    if (wanted.test(type) && controlUrl !== "") return { type, controlUrl };
  }
  return undefined;
}

/** The text of a SOAP call. */
export function formatAction(
  type: string,
  action: string,
  values: readonly (readonly [name: string, value: string])[],
): string {
  const inside = values.map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`).join("");
  return `<?xml version="1.0"?>\r\n<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><s:Body><u:${action} xmlns:u="${type}">${inside}</u:${action}></s:Body></s:Envelope>\r\n`;
}

/** The code of a refusal (UPnP Device Architecture 1.1, 3.2.2); undefined where the answer is none. */
export function parseFault(answer: string): number | undefined {
  const code = textOf(answer, "errorCode");
  return code !== undefined && /^\d{1,5}$/.test(code) ? Number(code) : undefined;
}

import type { IncomingHttpHeaders } from "node:http";

/**
 * Whether a browser says that another site made this request. It says so with Sec-Fetch-Site, which it sends to HTTPS
 * and to localhost only; elsewhere with Origin or Referer. A request without any of them is no browser's, or was typed
 * into the address bar, and is let through.
 *
 * A name that an attacker points at the camera (DNS rebinding) passes this check, because the browser then believes
 * both to be one site. It finds no login there: browsers keep logins by name. Names are therefore not compared with a
 * list, which would shut out every name that an owner gives the camera.
 */
export function fromOtherSite(headers: IncomingHttpHeaders): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined) return site !== "same-origin" && site !== "none";
  const from = headers.origin ?? headers.referer;
  if (from === undefined) return false;
  const host = hostOf(`http://${headers.host ?? ""}`);
  return host === undefined || hostOf(from) !== host;
}

function hostOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { host } = new URL(url);
  return host === "" ? undefined : host;
}

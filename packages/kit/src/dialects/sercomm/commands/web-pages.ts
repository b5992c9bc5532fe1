import { events, identity, wireless } from "../../../model/index.ts";
import type { Reply } from "../../dialect.ts";
import type { Call } from "../command.ts";
import { escapeHtml, html, refuse } from "../reply.ts";
import { firstRecord } from "../times.ts";

type Page = (call: Call) => Reply;

/** A table of two columns: programs look for the label and take the next cell. */
function table(title: string, rows: readonly (readonly [label: string, value: string])[]): Reply {
  const lines = rows.map(([label, value]) => `<tr><td>${label}</td><td>${escapeHtml(value)}</td></tr>`);
  return html(
    `<html><head><title>${title}</title></head><body><table>\r\n${lines.join("\r\n")}\r\n</table></body></html>\r\n`,
  );
}

/** What programs read of the cameras' old web pages; the others showed passwords. */
const pages: Readonly<Record<string, Page>> = {
  "status.htm": ({ camera }) => {
    const { address, mac, firmware } = camera.device();
    const rows: [string, string][] = [
      ["Device Name:", firstRecord(camera, identity).hostName],
      ["F/W version:", firmware],
      ["IP Address:", address],
      ["MAC Address:", mac.toUpperCase()],
    ];
    if (camera.model.has.wifi) rows.push(["SSID:", firstRecord(camera, wireless).ssid]);
    return table("Status", rows);
  },
  "event.htm": ({ camera }) => {
    const { armed } = firstRecord(camera, events);
    const field = (name: string, value: number): string =>
      `<input type="hidden" name="${name}" value="${value}">\r\n`;
    return html(
      "<html><head><title>Event</title></head><body>" +
        '<form method="post" action="/adm/file.cgi"><input type="hidden" name="todo" value="save">\r\n' +
        field("h_en_trig", armed ? 1 : 0) +
        "</form></body></html>\r\n",
    );
  },
};

/** One of the old pages, by the name of its file. */
export function webPage(name: string, call: Call): Reply {
  const page = Object.hasOwn(pages, name) ? pages[name] : undefined;
  if (page !== undefined) return page(call);
  return refuse(
    `next_file: must be ${Object.keys(pages).join(" or ")}; the other old pages are not offered`,
    404,
  );
}

export const webPageNames: readonly string[] = Object.keys(pages);

/** Under which terms the camera may be used. */
export const licences = [
  "Pinhole: MIT licence",
  "FFmpeg, by way of node-av: GNU General Public License, version 3",
  "libjpeg-turbo: IJG licence, modified BSD licence, zlib licence",
  "The full texts come with the program: LICENSE and NOTICE.md",
];

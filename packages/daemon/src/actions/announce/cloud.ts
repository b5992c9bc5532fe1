import { CameraError, cloudPost } from "@pinhole/kit/model";
import type { Action, Context, Reveal } from "../action.ts";
import { exchange } from "../wire/http.ts";
import { reportSeconds } from "./report.ts";

/** Asks for a URL at each alarm (Sercomm's MCWS). */
export const cloudEventAction: Action = {
  name: "cloudEvent",
  targets: ({ action, alarm }, settings) => {
    if (action !== "announce" || alarm.rule === "report") return undefined;
    const { eventUrl } = settings(cloudPost)[0]!;
    return eventUrl === "" ? undefined : [{ name: "cloudEvent", limitSeconds: 30, ...expiry(settings) }];
  },
  run: (_job, context) => ask(context.settings(cloudPost)[0]!.eventUrl, context),
};

/** Asks for a URL from time to time. One that could not be made is not made up for: the next one says as much. */
export const cloudReportAction: Action = {
  name: "cloudReport",
  targets: ({ action, alarm }, settings) => {
    if (action !== "announce" || alarm.rule !== "report") return undefined;
    const { periodicUrl } = settings(cloudPost)[0]!;
    const maxAgeSeconds = reportSeconds - 1;
    return periodicUrl === "" ? undefined : [{ name: "cloudReport", limitSeconds: 30, maxAgeSeconds }];
  },
  run: (_job, context) => ask(context.settings(cloudPost)[0]!.periodicUrl, context),
};

function expiry(settings: Reveal): { readonly maxAgeSeconds?: number } {
  const { expireHours } = settings(cloudPost)[0]!;
  return expireHours === 0 ? {} : { maxAgeSeconds: expireHours * 3600 };
}

async function ask(url: string, context: Context): Promise<void> {
  if (url === "") throw new CameraError("target-missing", "no URL is set");
  await exchange({ method: "GET", url, headers: { "User-Agent": "Pinhole" }, verify: true }, context);
}

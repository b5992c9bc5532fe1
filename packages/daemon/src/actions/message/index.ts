import { CameraError, logging } from "@pinhole/kit/model";
import type { Action, Context, Job } from "../action.ts";
import { wordsOf } from "../events.ts";
import { stampOf } from "../local.ts";
import { type Account, openSession } from "./session.ts";

/** Sends an instant message (XMPP) when an alarm begins. */
export const messageAction: Action = {
  name: "message",
  targets: ({ action, stage }, settings) => {
    if (action !== "message" || stage !== "begin") return undefined;
    const { messengerEnabled, messengerUser, messengerTo } = settings(logging)[0]!;
    if (!messengerEnabled) return "instant messages are switched off";
    const isSet = accountOf(settings) !== undefined && messengerTo !== "" && messengerUser !== "";
    return isSet
      ? [{ name: "message", limitSeconds: 60 }]
      : "no login or no addressee is set for instant messages";
  },
  run: async (job, context) => {
    const account = accountOf(context.settings);
    if (!account) throw new CameraError("target-missing", "no login is set for instant messages");
    const to = context
      .settings(logging)[0]!
      .messengerTo.split(/[,; ]+/)
      .filter((each) => each !== "");
    using session = await openSession(account, context);
    context.stage("upload", `${to.length} messages`);
    for (const [n, each] of to.slice(0, 10).entries()) {
      if (context.has(each)) continue;
      await session.send({ to: each, id: `${job.id}-${n}`, body: bodyOf(job, context) });
      context.complete(each);
    }
  },
};

function accountOf(settings: Context["settings"]): Account | undefined {
  const set = settings(logging)[0]!;
  const at = set.messengerUser.lastIndexOf("@");
  const domain = at === -1 ? set.messengerHost : set.messengerUser.slice(at + 1);
  const user = at === -1 ? set.messengerUser : set.messengerUser.slice(0, at);
  if (user === "" || domain === "") return undefined;
  return {
    ...{ user, domain, password: set.messengerPassword, host: set.messengerHost || domain },
    ...{ port: set.messengerPort, verify: set.messengerVerify },
  };
}

function bodyOf(job: Job, { camera, settings }: Context): string {
  const { detail } = job.alarm.trigger;
  const when = stampOf(camera.local(job.alarm.trigger.at));
  const said = settings(logging)[0]!.messengerText;
  const what = said === "" ? wordsOf(job.alarm) + (detail === "" ? "" : `: ${detail}`) : said;
  return `${camera.name}, ${when}: ${what}`;
}

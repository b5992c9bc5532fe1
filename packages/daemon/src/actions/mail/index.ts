import { alarmMails, CameraError, deliveryFault, mail, mailServer, type RecordOf } from "@pinhole/kit/model";
import type { Action, Context, Job, JobFile } from "../action.ts";
import { failureOf } from "../attempt.ts";
import { fitted, type Shrink } from "./fit.ts";
import { letter } from "./message.ts";
import { popLogin } from "./pop.ts";
import { openSmtp, type Smtp } from "./smtp.ts";

type Server = RecordOf<typeof mailServer>;

/** The mails of one job: who wants files gets one, who wants none another. */
interface Mail {
  /** What is remembered of it between attempts. */
  readonly part: "with" | "without";
  readonly to: readonly string[];
  readonly files: readonly JobFile[];
}

export interface MailOptions {
  /** Without it, what is too large for the server stays behind. */
  readonly shrink?: Shrink;
}

/** Mails a picture when an alarm begins, and its clip when that is complete. */
export const mailAction = (options: MailOptions = {}): Action => ({
  name: "mail",
  targets: ({ action, alarm, stage, types }, settings) => {
    if (action !== "mail") return undefined;
    const isByItself = alarm.rule === alarmMails.name;
    if (isByItself && stage !== stageOf(settings)) return [];
    if (!isByItself && stage === "end" && types.length === 0) return undefined;
    const [set] = settings(mail);
    if (serversOf(settings).length === 0) return "no mail server is set";
    if (recipients(set!, true).length + recipients(set!, false).length === 0) return "no mail address is set";
    // A clip that nobody wants attached is no mail.
    if (
      !isByItself &&
      stage === "end" &&
      recipients(set!, true).length === 0 &&
      alarm.trigger.kind !== "drill"
    )
      return undefined;
    return [{ name: "mail" }];
  },
  run: async (job, context) => {
    const servers = serversOf(context.settings);
    const [first] = servers;
    if (!first) throw new CameraError("target-missing", "no mail server is set");
    const failures: unknown[] = [];
    for (const server of servers) {
      try {
        await through(server, job, { ...context, ...options });
        return;
      } catch (error) {
        context.signal.throwIfAborted();
        failures.push(error);
        if (error instanceof CameraError && error.code === "content-refused") break;
      }
    }
    throw together(failures);
  },
});

/** A mail of an alarm that has its own menu is one, with all its pictures: at once, or when the last is taken. */
function stageOf(settings: Context["settings"]): Job["stage"] {
  return settings(alarmMails)[0]!.count > 1 ? "end" : "begin";
}

function filesOf({ alarm, files }: Job, settings: Context["settings"]): readonly JobFile[] {
  return alarm.rule === alarmMails.name ? files.slice(0, settings(alarmMails)[0]!.count) : files;
}

function serversOf(settings: Context["settings"]): readonly Server[] {
  return settings(mailServer).filter(({ enabled, host }) => enabled && host !== "");
}

function recipients(set: RecordOf<typeof mail>, attachments: boolean): readonly string[] {
  return set.to.filter(
    (to, n) => to !== "" && set.receives[n] === true && (set.attachments[n] ?? false) === attachments,
  );
}

async function through(server: Server, job: Job, context: Context & MailOptions): Promise<void> {
  const { popHost, popPort, user, password, encrypt, verify } = server;
  if (server.auth === "popFirst") {
    const host = popHost === "" ? server.host : popHost;
    await popLogin({ host, port: popPort, user, password, encrypt, verify }, context);
  }
  const [set] = context.settings(mail);
  const mails: readonly Mail[] = [
    { part: "with", to: recipients(set!, true), files: filesOf(job, context.settings) },
    { part: "without", to: recipients(set!, false), files: [] },
  ];
  const left = mails.filter(({ part, to }) => to.length > 0 && !context.has(part));
  if (left.length === 0) return;
  await using smtp = await openSmtp(server, context);
  for (const each of left) {
    // The first mail said it all to those who want no files.
    const isSaid = job.stage === "end" && job.alarm.rule !== alarmMails.name;
    if (each.part === "without" && isSaid) continue;
    await send(smtp, { server, job, mail: each, subject: set!.subject }, context);
    context.complete(each.part);
  }
}

async function send(
  smtp: Smtp,
  what: { readonly server: Server; readonly job: Job; readonly mail: Mail; readonly subject: string },
  context: Context & MailOptions,
): Promise<void> {
  const { server, job, mail: each, subject } = what;
  const { shrink, signal } = context;
  const { alarm } = job;
  await using files = await fitted(each.files, { alarm, limit: smtp.limit, shrink, signal });
  const { attached, notes } = files;
  const written = letter(job, context, { subject, attached, notes });
  const domain = `${context.camera.mac.replaceAll(":", "")}.pinhole.invalid`;
  context.stage("upload", `${each.to.length} recipients, ${attached.length} files`);
  const { refused } = await smtp.send({
    from: { name: context.camera.name, address: server.from === "" ? `camera@${domain}` : server.from },
    to: each.to,
    // The same for every attempt, so that a mailbox can tell that it has the mail already.
    messageId: `<${job.id}.${each.part}@${domain}>`,
    date: dateOf(alarm.trigger.at, context),
    letter: written,
  });
  for (const to of refused) context.log(4, `mail: ${server.host} refused the recipient ${to}`);
  for (const note of notes) context.log(5, `mail: ${note}`);
}

/** RFC 5322, 3.3, in the camera's own time: "Fri, 29 May 2026 21:30:05 +0200". */
function dateOf(at: number, { camera }: Context): string {
  const { year, month, day, hour, minute, second, offset } = camera.local(at);
  const names = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const weekday = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDay();
  const name = "SunMonTueWedThuFriSat".slice(weekday * 3, weekday * 3 + 3);
  const start = (Number(month) - 1) * 3;
  return `${name}, ${day} ${names.slice(start, start + 3)} ${year} ${hour}:${minute}:${second} ${offset}`;
}

/** What both servers said. Whatever can pass by itself counts before what cannot. */
function together(failures: readonly unknown[]): unknown {
  const [first] = failures;
  if (failures.length < 2) return first;
  const known = failures.filter((each): each is CameraError => each instanceof CameraError);
  const hopeful = known.find(({ code, retry }) => retry && !deliveryFault(code).needsPerson);
  const { code } = hopeful ?? known[0] ?? {};
  if (code === undefined) return first;
  const words = failures.map((each) => failureOf(each).message).join("; ");
  return new CameraError(code, words, { cause: first });
}

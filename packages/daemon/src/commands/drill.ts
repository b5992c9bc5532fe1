import { setTimeout as delay } from "node:timers/promises";
import { CameraError, type DrillReport, type DrillTarget, messageOf } from "@pinhole/kit/model";
import type { Command } from "commander";
import { login } from "./flags.ts";

interface Flags {
  readonly url: string;
  readonly login?: { readonly user: string; readonly password: string };
  readonly target?: string;
}

const examples = `
The camera has to run. The login may also stand in PINHOLE_LOGIN, where other users of the machine do not see it.

Examples:
  pinhole drill --login administrator:k7pd-3mwx-zt9a
  pinhole drill --target mail,ftp
`;

/** `pinhole drill`: does an alarm reach everybody? */
export function addDrill(program: Command, signal: AbortSignal): void {
  program
    .command("drill")
    .description("Fires an alarm through the running camera and shows every step of every delivery.")
    .option("--url <url>", "the camera", "http://127.0.0.1:8080")
    .option("--login <user:password>", "the administrator", login)
    .option("--target <names>", "only these, such as mail or mail,ftp")
    .addHelpText("after", examples)
    .action(async (flags: Flags) => {
      const { failed, count } = await drill(flags, signal);
      if (failed > 0) throw new CameraError("refused", `${failed} of ${count} deliveries failed`);
    });
}

async function drill(flags: Flags, signal: AbortSignal): Promise<{ failed: number; count: number }> {
  const ask = asking(flags, signal);
  const query = flags.target === undefined ? "" : `?target=${encodeURIComponent(flags.target)}`;
  const { id } = (await ask("POST", `/pinhole/drill${query}`)) as { readonly id: string };
  const shown = new Map<string, number>();
  while (true) {
    const report = (await ask("GET", `/pinhole/drill?id=${encodeURIComponent(id)}`)) as DrillReport;
    for (const target of report.targets) process.stdout.write(news(target, shown));
    if (report.done) {
      if (report.targets.length === 0) {
        throw new CameraError("refused", "no such delivery is set up: see docs/guide/deliveries.md");
      }
      const { targets } = report;
      return { failed: targets.filter(({ result }) => result !== 0).length, count: targets.length };
    }
    await delay(200, undefined, { signal });
  }
}

/** What has not been shown yet of a target: each step when it is over, then how it ended. */
function news(target: DrillTarget, shown: Map<string, number>): string {
  const name = target.target.padEnd(13);
  const before = shown.get(target.target) ?? 0;
  const isOver = target.result !== undefined;
  const done = isOver ? target.stages.length : Math.max(0, target.stages.length - 1);
  const failed = isOver && target.result !== 0;
  let text = "";
  for (const [n, { name: stage, detail, seconds }] of target.stages.entries()) {
    if (n < before || n >= done) continue;
    const mark = failed && n === done - 1 ? "FAILED" : "ok";
    text += `${name}${stage.padEnd(9)}${mark.padEnd(7)}${seconds.toFixed(3)} s  ${plain(detail)}\n`;
  }
  shown.set(target.target, Math.max(before, done));
  if (!isOver || before > target.stages.length) return text;
  shown.set(target.target, target.stages.length + 1);
  if (!failed) return `${text}${name}delivered in ${target.seconds.toFixed(2)} s\n`;
  const why = `${target.code}: ${plain(target.message)} (result ${target.result})`;
  return `${text}${name}NOT delivered: ${why}\n${" ".repeat(13)}what to do: ${target.remedy}\n`;
}

function asking({ url, login: given }: Flags, signal: AbortSignal) {
  const told = given ?? (process.env.PINHOLE_LOGIN ? login(process.env.PINHOLE_LOGIN) : undefined);
  const secret = told && Buffer.from(`${told.user}:${told.password}`).toString("base64");
  return async (method: "GET" | "POST", path: string): Promise<unknown> => {
    const response = await fetch(new URL(path, url), {
      method,
      signal: AbortSignal.any([signal, AbortSignal.timeout(30_000)]),
      redirect: "error",
      headers: secret === undefined ? {} : { Authorization: `Basic ${secret}` },
    }).catch((error: unknown) => {
      signal.throwIfAborted();
      throw new CameraError("unreachable", `no camera answers at ${url}: ${messageOf(error)}`, {
        cause: error,
      });
    });
    if (response.ok) return response.json();
    const words =
      response.status === 401 ? "the login is wrong: use --login user:password" : await response.text();
    throw new CameraError("refused", `${url} answered ${response.status}: ${plain(words).slice(0, 200)}`);
  };
}

// What a server said may hold anything.
const plain = (text: string): string => text.replaceAll(/\p{Cc}+/gu, " ");

import {
  expanded,
  menu,
  others,
  unlistedKeys,
  unlistedPaths,
  type Verdict,
  verdictOfCommand,
  verdictOfInstarPath,
  verdictOfKey,
  verdictOfPath,
  verdictOfRefusal,
  verdictOfRtsp,
} from "./fidelity.ts";
import { instarPaths, instarRtsp } from "./known-instar.ts";
import { knownKeys, knownPaths, knownRtsp, otherPaths, refusedQuestions } from "./known-sercomm.ts";
import { cell, code, page, table } from "./markdown.ts";

/** In words, always one of three; "**missing**" is what is to be mended. */
export function inWords(verdict: Verdict): string {
  if (verdict.kind === "works") return verdict.note === undefined ? "works" : `works (${verdict.note})`;
  if (verdict.kind === "no effect")
    return cell(`works, no effect on a software camera, because ${verdict.because}`);
  if (verdict.kind === "refused") return cell(`refused on purpose, because ${verdict.because}`);
  return "**missing**";
}

/** Everything that the real cameras are known to answer, and what becomes of it here. */
export async function fidelityPage(): Promise<string> {
  const paths: string[][] = [];
  for (const known of knownPaths) {
    const asked = known.asks.filter((query) => query !== "").map((query) => code(`?${query}`));
    const method = known.method === undefined ? "" : `${known.method} `;
    paths.push([
      code(`${method}${known.path}`),
      asked.join(" "),
      cell(known.does),
      inWords(await verdictOfPath(known)),
    ]);
  }
  for (const target of Object.keys(refusedQuestions)) {
    paths.push([code(target), "", "", inWords(await verdictOfRefusal(target))]);
  }
  for (const [path, because] of Object.entries(otherPaths)) {
    paths.push([code(path), "", "", inWords({ kind: "refused", because })]);
  }
  const commands: string[][] = [];
  for (const known of menu) {
    commands.push([
      code(known.command),
      known.keys.split(" ").map(code).join(" "),
      inWords(await verdictOfCommand(known)),
    ]);
  }
  for (const { commands: names, because } of others) {
    for (const command of names.split(" ")) {
      commands.push([code(command), "", inWords(await verdictOfCommand({ command, asks: "" }, because))]);
    }
  }
  const pictures: string[][] = [];
  for (const [target, does] of Object.entries(instarPaths)) {
    pictures.push([code(target), cell(does), inWords(await verdictOfInstarPath(target))]);
  }
  const more = [...unlistedPaths(), ...unlistedKeys()];
  return page(
    "# Fidelity",
    "<!-- Written by `npm run docs`: what is known stands in docs/known-sercomm.ts and docs/known-instar.ts, what becomes of it is asked of the code. -->",
    "Everything that the real cameras are known to answer, and what becomes of it here: it works; it works, but has no effect on a camera made of software; or it is refused on purpose. Each path was asked what stands beside it when this page was written.",
    "## Sercomm: paths",
    table(["Path", "Asked with", "What it does", "Here"], paths),
    "## Sercomm: RTSP",
    table(
      ["Path", "Here"],
      knownRtsp.map((path) => [code(path), inWords(verdictOfRtsp(path))]),
    ),
    "## Sercomm: keys",
    ...Object.entries(knownKeys).flatMap(([group, keys]) => [`### ${group}`, keyTable(group, keys)]),
    ...(more.length === 0 ? [] : ["## Sercomm: what only this camera has", more.map(code).join(", ")]),
    "## INSTAR: pictures",
    table(["Path", "What it does", "Here"], pictures),
    "## INSTAR: RTSP",
    table(
      ["Path", "Here"],
      instarRtsp.map((path) => [code(path), inWords(verdictOfRtsp(path))]),
    ),
    "## INSTAR: commands of /param.cgi",
    "For a command that is read with `get…`, the one that writes with `set…` is meant too.",
    table(["Command", "Keys", "Here"], commands),
  );
}

/** Keys that differ by their number only and fare alike share a row. */
function keyTable(group: string, keys: string): string {
  const rows = keys.split(" ").flatMap((word) => {
    const each = expanded(word).map((key) => ({ key, here: inWords(verdictOfKey(group, key)) }));
    const [first, ...rest] = each;
    const alike = rest.length > 0 && rest.every(({ here }) => here === first?.here);
    if (first !== undefined && alike)
      return [[`${code(first.key)} to ${code(each.at(-1)!.key)}`, first.here]];
    return each.map(({ key, here }) => [code(key), here]);
  });
  return table(["Key", "Here"], keys === "" ? [["all", inWords(verdictOfKey(group, ""))]] : rows);
}

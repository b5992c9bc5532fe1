import { isIP } from "node:net";
import { type CameraEvent, messageOf } from "@pinhole/kit/model";
import { checked, type Program, type RunProgram, runProgram } from "../programs/run-program.ts";

/** Sets packet filter rules of the kernel: Node has no call that marks datagrams. */
const nft: Program = { command: "nft", package: "nftables" };

const patienceMs = 5000;

/** Which datagrams get a mark. */
export interface DatagramRules {
  readonly dscp: number;
  /** The ports that they come from. */
  readonly from: readonly [first: number, last: number];
  /** The groups that they go to, each on a port for RTP and the next for RTCP. */
  readonly groups: readonly { readonly address: string; readonly port: number }[];
}

export interface DatagramMarksOptions {
  /** Letters, digits and "_": the table is the camera's own. */
  readonly table: string;
  /** Undefined while nothing is to be marked. */
  rules(): DatagramRules | undefined;
  log(event: Omit<CameraEvent, "at">): void;
  readonly run?: RunProgram;
}

/** Marks on datagrams by nftables, in a table that is removed at the end. */
export interface DatagramMarks extends AsyncDisposable {
  /** The settings may have changed. */
  update(): void;
}

export function openDatagramMarks(options: DatagramMarksOptions): DatagramMarks {
  const { table, rules, log, run = runProgram } = options;
  let applied = "";
  let doing: Promise<void> = Promise.resolve();
  const apply = (wanted: DatagramRules | undefined): void => {
    const commands = commandsOf(table, wanted);
    if (commands === applied || (applied === "" && wanted === undefined)) return;
    applied = commands;
    doing = doing.then(async () => {
      try {
        checked(nft, await run(nft, [commands], { timeoutMs: patienceMs }));
      } catch (error) {
        const message = `datagrams of RTP stay without the mark of QOS: ${messageOf(error)}`;
        log({ source: "network", severity: 4, message });
      }
    });
  };
  apply(rules());
  return {
    update: () => apply(rules()),
    [Symbol.asyncDispose]: async () => {
      apply(undefined);
      await doing;
    },
  };
}

/** One transaction: the table as it is to be, whatever was there before. */
function commandsOf(table: string, rules: DatagramRules | undefined): string {
  const name = `inet ${table}`;
  const commands = [`add table ${name}`, `delete table ${name}`];
  if (rules === undefined) return commands.join("; ");
  const { dscp, from, groups } = rules;
  commands.push(
    `add table ${name}`,
    `add chain ${name} output { type filter hook output priority mangle ; }`,
    ...["ip", "ip6"].map((version) =>
      rule(name, `udp sport ${from[0]}-${from[1]} ${version} dscp set ${dscp}`),
    ),
  );
  for (const { address, port } of groups) {
    const version = isIP(address) === 6 ? "ip6" : "ip";
    if (isIP(address) === 0) continue;
    const to = `${version} daddr ${address} udp dport ${port}-${port + 1}`;
    commands.push(rule(name, `${to} ${version} dscp set ${dscp}`));
  }
  return commands.join("; ");
}

function rule(table: string, text: string): string {
  return `add rule ${table} output ${text}`;
}

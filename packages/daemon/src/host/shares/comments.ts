import { type Program, type RunProgram, runProgram } from "../../programs/run-program.ts";

const rpcclient: Program = { command: "rpcclient", package: "smbclient" };

/** Asks a server for its comment; "" where it does not tell a guest, or Samba's client is not there. */
export async function commentOf(
  address: string,
  signal: AbortSignal,
  run: RunProgram = runProgram,
): Promise<string> {
  try {
    const args = ["--user=%", "--no-pass", "--command=srvinfo", address];
    const { status, stdout } = await run(rpcclient, args, { timeoutMs: 5000, signal });
    return status === 0 ? parseServerInfo(stdout) : "";
  } catch {
    return "";
  }
}

// What rpcclient writes for the kinds of a server, in this order.
const kinds =
  "Wk Sv Sql PDC BDC Tim AFP Nov Dom PrQ Dia Unx NT Wfw Mfp SNT PtB BMB LMB DMB OSF VMS W95 DFS Clu TRM";
const firstLine = new RegExp(`^\\s*\\S+\\s+${kinds.replaceAll(/(\w+) ?/g, "(?:$1 )?")}(.*)`);

/** The first line: the name, letters for what it serves, and the comment. */
export function parseServerInfo(text: string): string {
  const comment = firstLine.exec(text.split("\n", 1)[0] ?? "")?.[1] ?? "";
  return comment
    .replaceAll(/\p{Cc}/gu, "")
    .trim()
    .slice(0, 256);
}

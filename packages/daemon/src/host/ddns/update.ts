import { messageOf } from "@pinhole/kit/model";
import { firstBytes } from "../lan/web.ts";
import type { Provider } from "./providers.ts";

export interface Account {
  readonly hostName: string;
  readonly user: string;
  readonly password: string;
  /** Names the program to the service: some refuse those that do not. */
  readonly product: string;
}

/**
 * What a service answered: "good" took the address, "unchanged" knew it; "wait" asks to be left alone for a while;
 * "refused" will say the same until the settings change; "failed" is worth another try. `words` hold no secret.
 */
export interface Outcome {
  readonly kind: "good" | "unchanged" | "wait" | "refused" | "failed";
  readonly words: string;
}

const timeoutMs = 15_000;
const mostBytes = 1024;

/** Answers of the dyndns2 protocol and what follows from them. */
const answers: Readonly<Record<string, Outcome>> = {
  good: { kind: "good", words: "has the camera's address" },
  nochg: { kind: "unchanged", words: "had the camera's address already" },
  badauth: { kind: "refused", words: "refuses the login (badauth)" },
  badagent: { kind: "refused", words: "refuses this program (badagent)" },
  "!donator": { kind: "refused", words: "does this for paying users only (!donator)" },
  "!yours": { kind: "refused", words: "says that the name belongs to another login (!yours)" },
  notfqdn: { kind: "refused", words: "says that the name is not complete (notfqdn)" },
  nohost: { kind: "refused", words: "does not know the name (nohost)" },
  numhost: { kind: "refused", words: "takes fewer names at once (numhost)" },
  abuse: { kind: "refused", words: "has blocked the name for too many updates (abuse)" },
  dnserr: { kind: "wait", words: "has trouble of its own (dnserr)" },
  "911": { kind: "wait", words: "has trouble of its own (911)" },
};

/** Tells a service the camera's address: the one that the request comes from, or `address` where that is known. */
export async function update(
  { url, speech }: Provider,
  account: Account,
  { address, signal }: { readonly address: string; readonly signal: AbortSignal },
): Promise<Outcome> {
  const target = new URL(url);
  const headers: Record<string, string> = { "user-agent": `Pinhole - ${account.product} - camera` };
  if (speech === "duckdns") {
    target.searchParams.set("domains", account.hostName.replace(/\.duckdns\.org$/i, ""));
    target.searchParams.set("token", account.password);
    target.searchParams.set("ip", address);
  } else {
    target.searchParams.set("hostname", account.hostName);
    if (address !== "") target.searchParams.set("myip", address);
    headers.authorization = `Basic ${Buffer.from(`${account.user}:${account.password}`).toString("base64")}`;
  }
  try {
    const response = await fetch(target, {
      headers,
      // A login must not follow to another place.
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    const text = await firstBytes(response, mostBytes);
    return speech === "duckdns" ? duckdns(response.status, text) : dyndns2(response.status, text);
  } catch (error) {
    signal.throwIfAborted();
    return { kind: "failed", words: `does not answer: ${reasonOf(error)}` };
  }
}

function dyndns2(status: number, text: string): Outcome {
  const word = /^\s*(\S{1,20})/.exec(text)?.[1]?.toLowerCase() ?? "";
  const known = Object.hasOwn(answers, word) ? answers[word] : undefined;
  if (known) return known;
  if (status === 401 || status === 403)
    return { kind: "refused", words: `refuses the login (HTTP ${status})` };
  if (status === 429) return { kind: "wait", words: "asks for a rest (HTTP 429)" };
  return { kind: "failed", words: `gives an answer that is none (HTTP ${status})` };
}

function duckdns(status: number, text: string): Outcome {
  if (/^OK\b/.test(text)) return { kind: "good", words: "has the camera's address" };
  if (/^KO\b/.test(text)) return { kind: "refused", words: "refuses the name or the token (KO)" };
  return { kind: "failed", words: `gives an answer that is none (HTTP ${status})` };
}

/** Node's fetch hides the reason in the cause; its own words may hold the URL, and with it a token. */
function reasonOf(error: unknown): string {
  if ((error as Error).name === "TimeoutError") return `no answer within ${timeoutMs / 1000} s`;
  const cause = (error as { readonly cause?: unknown }).cause as NodeJS.ErrnoException | undefined;
  return cause?.code ?? messageOf(cause ?? "no reason is given").slice(0, 100);
}

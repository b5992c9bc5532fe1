import type { Workgroup } from "@pinhole/kit/model";
import type { Lan } from "../lan/interfaces.ts";
import { commentOf } from "./comments.ts";
import type { Finder, FoundServer } from "./finder.ts";
import { findByMdns } from "./mdns.ts";
import { findByNetbios } from "./nbns.ts";
import { findByWsDiscovery } from "./ws-discovery.ts";

/** A survey ends when so long nothing new was found. */
const quietMs = 5000;

/** Names that a survey keeps, and servers that are asked for their comments at once. */
const mostServers = 500;
const mostAsking = 8;

/** Where nobody says which workgroup a computer is in: the one that Windows and Samba come with. */
const usualWorkgroup = "WORKGROUP";

export interface SurveyOptions {
  readonly lans: readonly Lan[];
  readonly timeoutMs: number;
  /** Ends the survey; what has been found is the result. */
  readonly stop: AbortSignal;
  readonly finders?: readonly Finder[];
  comment?(address: string, signal: AbortSignal): Promise<string>;
}

/** Looks for computers that share folders, in all ways at once. It ends at its time, when stopped, or when all is quiet. */
export async function surveyShares(options: SurveyOptions): Promise<readonly Workgroup[]> {
  const {
    lans,
    timeoutMs,
    finders = [findByNetbios, findByWsDiscovery, findByMdns],
    comment = commentOf,
  } = options;
  const servers = new Map<string, FoundServer>();
  const over = new AbortController();
  const end = (): void => over.abort();
  const latest = setTimeout(end, timeoutMs);
  const quiet = setTimeout(end, quietMs);
  options.stop.addEventListener("abort", end, { once: true });
  if (options.stop.aborted) end();
  const asking = new Set<Promise<void>>();
  const waiting: FoundServer[] = [];
  const askNext = (): void => {
    const next = asking.size < mostAsking && !over.signal.aborted ? waiting.shift() : undefined;
    if (next === undefined) return;
    const asked: Promise<void> = comment(next.address, over.signal).then((words) => {
      asking.delete(asked);
      if (words !== "") servers.set(keyOf(next), { ...servers.get(keyOf(next))!, comment: words });
      quiet.refresh();
      askNext();
    });
    asking.add(asked);
  };
  const found = (server: FoundServer): void => {
    const known = servers.get(keyOf(server));
    if (known === undefined && servers.size >= mostServers) return;
    const merged =
      known === undefined ? server : { ...known, workgroup: known.workgroup || server.workgroup };
    servers.set(keyOf(server), merged);
    if (known !== undefined) return;
    quiet.refresh();
    if (server.address !== "") waiting.push(server);
    askNext();
  };
  try {
    const all = lans.flatMap((lan) => finders.map((find) => find(lan, found, over.signal)));
    // One way that fails, as a port is taken, leaves the others.
    await Promise.allSettled(all);
    await Promise.all(asking);
    return workgroupsOf([...servers.values()]);
  } finally {
    clearTimeout(latest);
    clearTimeout(quiet);
    options.stop.removeEventListener("abort", end);
  }
}

const keyOf = ({ name }: FoundServer): string => name.toLowerCase();

function workgroupsOf(servers: readonly FoundServer[]): readonly Workgroup[] {
  const groups = Map.groupBy(servers, ({ workgroup }) => (workgroup || usualWorkgroup).toUpperCase());
  return [...groups]
    .map(([name, members]) => ({
      name,
      servers: members
        .map((server) => ({ name: server.name, comment: server.comment }))
        .toSorted((a, b) => a.name.localeCompare(b.name)),
    }))
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

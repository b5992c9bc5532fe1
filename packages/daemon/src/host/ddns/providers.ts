/** How one service is told of an address. */
export interface Provider {
  readonly url: string;
  /** "dyndns2": login by Basic, host name in the query, an answer of one word. "duckdns": a token in the query. */
  readonly speech: "dyndns2" | "duckdns";
}

/** The services by their names in the settings; one that has ended has none. */
export const providers: Readonly<Record<string, Provider | undefined>> = {
  dyndns: { url: "https://members.dyndns.org/nic/update", speech: "dyndns2" },
  freedns: { url: "https://freedns.afraid.org/nic/update", speech: "dyndns2" },
  "3322": { url: "https://members.3322.net/dyndns/update", speech: "dyndns2" },
  noip: { url: "https://dynupdate.no-ip.com/nic/update", speech: "dyndns2" },
  dynu: { url: "https://api.dynu.com/nic/update", speech: "dyndns2" },
  desec: { url: "https://update.dedyn.io/", speech: "dyndns2" },
  duckdns: { url: "https://www.duckdns.org/update", speech: "duckdns" },
};

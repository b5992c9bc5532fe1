import type { ClientReply, ClientRequest, Send } from "@pinhole/kit/client";

/** A reply whose body comes bit by bit. */
export interface OpenReply extends Omit<ClientReply, "body"> {
  readonly body: AsyncIterable<Uint8Array>;
}

/** Carries requests to one camera and logs in there. Throws CameraError when no answer comes. */
export interface Transport {
  readonly send: Send;
  /** For bodies without end; the signal ends them. */
  open(request: ClientRequest, signal: AbortSignal): Promise<OpenReply>;
  /** Sends a body of unknown length as it comes. Absent where that can not be done, as in browsers. */
  readonly pour?: (
    request: ClientRequest,
    body: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ) => Promise<void>;
}

/** Bounds of what is taken from a camera. */
export const limits = {
  /** Bytes of a reply that is read whole. */
  body: 64 * 1024 * 1024,
  redirects: 3,
  timeoutMs: 10_000,
} as const;

/** Where a camera is, and the login that stood in its address. */
export interface Address {
  /** Scheme, host and port only. */
  readonly origin: string;
  readonly login: { readonly user: string; readonly password: string } | undefined;
  /** Named by "sercomm://..." and "instar://...", which are http. */
  readonly dialect: "sercomm" | "instar" | undefined;
}

/** Reads "http://user:password@host:port"; a bare host, and one of a dialect, is taken as http. Throws a RangeError that holds no password. */
export function parseAddress(text: string): Address {
  const dialect = /^(sercomm|instar):\/\//i.exec(text)?.[1]?.toLowerCase() as Address["dialect"];
  const bare = dialect === undefined ? text : text.slice(dialect.length + 3);
  const full = /^[a-z]+:\/\//i.test(bare) ? bare : `http://${bare}`;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  if (url === undefined || url.hostname === "" || !/^https?:$/.test(url.protocol)) {
    throw new RangeError("the address must be http://user:password@host:port or https://...");
  }
  const [user, password] = [decoded(url.username), decoded(url.password)];
  const login = user === "" && password === "" ? undefined : { user, password };
  return { origin: url.origin, login, dialect };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function targetOf({ path, query }: ClientRequest): string {
  return query === undefined || query === "" ? path : `${path}?${query}`;
}

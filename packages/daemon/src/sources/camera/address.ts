import { CameraError } from "@pinhole/kit/model";
import { hideLogin } from "../hide-login.ts";

/** A camera as SOURCE names it: sercomm://user:password@host:port?old-tls. */
export interface CameraAddress {
  /** "http://user:password@host:port", or https. */
  readonly url: string;
  /** Undefined where it has to be found out. */
  readonly dialect: "sercomm" | "instar" | undefined;
  /** Refuses a TLS certificate that is not trusted. */
  readonly verify: boolean;
  /** TLS 1.0 and weak ciphers as well. */
  readonly oldTls: boolean;
  /** Takes the motion JPEG, not RTSP. */
  readonly mjpeg: boolean;
  /** The camera's RTSP port, where it does not tell. */
  readonly rtspPort: number | undefined;
}

const form = /^(sercomm|instar|camera)(s?):\/\/(.*)$/is;

export function isCamera(text: string): boolean {
  return form.test(text);
}

/** Reads such an address. Throws a CameraError that holds no secret. */
export function parseCamera(text: string): CameraAddress {
  const [, scheme = "", secure = "", rest = ""] = form.exec(text) ?? [];
  const full = `http${secure.toLowerCase()}://${rest}`;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  if (url === undefined || !/^\/?$/.test(url.pathname)) throw wrong(text);
  const options = new URLSearchParams(url.search);
  for (const [name, value] of options) {
    if (name === "rtsp" ? !/^[1-9]\d{0,4}$/.test(value) || Number(value) > 65_535 : !switches.has(name))
      throw new CameraError(
        "source-missing",
        `${hideLogin(text)}: behind the "?" may stand insecure, old-tls, mjpeg and rtsp=PORT`,
      );
  }
  const dialect = scheme.toLowerCase();
  const port = options.get("rtsp");
  const login = url.username === "" && url.password === "" ? "" : `${url.username}:${url.password}@`;
  return {
    url: `${url.protocol}//${login}${url.host}`,
    dialect: dialect === "sercomm" || dialect === "instar" ? dialect : undefined,
    verify: !options.has("insecure"),
    oldTls: options.has("old-tls"),
    mjpeg: options.has("mjpeg"),
    rtspPort: port === null ? undefined : Number(port),
  };
}

const switches: ReadonlySet<string> = new Set(["insecure", "old-tls", "mjpeg"]);

function wrong(text: string): CameraError {
  return new CameraError(
    "source-missing",
    `${hideLogin(text)} is no camera; write sercomm://user:password@host, with "%40" for an "@" in the password`,
  );
}

/** The same source with more of the options. */
export function withOptions(
  text: string,
  wanted: { readonly insecure: boolean; readonly oldTls: boolean },
): string {
  const names = [...(wanted.insecure ? ["insecure"] : []), ...(wanted.oldTls ? ["old-tls"] : [])];
  if (names.length === 0) return text;
  return `${text}${text.includes("?") ? "&" : "?"}${names.join("&")}`;
}

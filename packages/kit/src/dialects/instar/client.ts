import { CameraError, type ErrorCode, events } from "../../model/index.ts";
import { accepted, type ClientRequest, damaged, queryOf, type Send, textOf } from "../client.ts";
import { codeWords, parseAnswer, type Said } from "./answer.ts";
import { type Ask, type MenuClient, menuClient } from "./menu-client.ts";

/** What the upload of a test picture gave. */
export interface FtpTest {
  /** 0, or what went wrong from -1 to -9. */
  readonly result: number;
  /** The result in words: "uploaded", "invalid name or password" ... */
  readonly words: string;
  /** The server's public key, where SFTP is used: to be trusted by `testFtp({ trust })`. */
  readonly hostKey?: string;
}

export interface InstarClient extends MenuClient {
  /** Any command by the vendor's name: the values that it answers. */
  call(command: string, params?: Readonly<Record<string, string>>): Promise<readonly Said[]>;
  /** Model, versions and name, by the vendor's keys. */
  facts(): Promise<Readonly<Record<string, string>>>;
  /** One JPEG of stream 1, 2 or 3; 1 is the largest. */
  snapshot(options?: { readonly stream?: 1 | 2 | 3 }): Promise<Uint8Array>;
  arm(on: boolean): Promise<void>;
  isArmed(): Promise<boolean>;
  /** Sets off an alarm by hand. */
  trigger(): Promise<void>;
  /** The FTP menu by the vendor's keys: ft_server, ft_port ... without the password. */
  ftp(): Promise<Readonly<Record<string, string>>>;
  /** Changes keys of the FTP menu and leaves the rest. */
  setFtp(values: Readonly<Record<string, string>>): Promise<void>;
  /** Uploads a test picture with what is stored; `trust` adds a host key first. Takes as long as the server does. */
  testFtp(options?: { readonly trust?: string }): Promise<FtpTest>;
  /** The camera's own key, a line for "authorized_keys". */
  publicKey(): Promise<string>;
  /** Moves by steps; 0 goes on until `stop`. */
  move(direction: "left" | "right" | "up" | "down", steps: number): Promise<void>;
  stop(): Promise<void>;
  goToPreset(number: number): Promise<void>;
  storePreset(number: number): Promise<void>;
  /** Seconds of Unix time, and the zone in the vendor's words. */
  time(): Promise<{ readonly unix: number; readonly zone: string }>;
  setTime(unix: number): Promise<void>;
  /** Newest first. */
  log(): Promise<readonly string[]>;
}

/** Paths of the streams; 11 to 13 are the three of them. */
export const instarPaths = {
  commands: "/param.cgi",
  snapshot: "/snap.cgi",
  mjpeg: (stream: 1 | 2 | 3) => `/livestream/${10 + stream}`,
} as const;

const testWords: Readonly<Record<number, string>> = {
  0: "uploaded",
  [-1]: "no connection",
  [-2]: "the server refused the name or password",
  [-3]: "the server refused the folder",
  [-4]: "the server did not answer in time",
  [-5]: "the server's identity is not trusted",
  [-6]: "another test is running",
  [-7]: "the camera failed",
  [-8]: "an unknown error",
  [-9]: "the transfer was cut off",
};

/** Cameras wait for their server. */
const testTimeoutMs = 60_000;

const failures: Readonly<Record<number, ErrorCode>> = {
  203: "not-offered",
  204: "not-offered",
  205: "camera-failed",
  206: "camera-failed",
  209: "camera-failed",
  211: "not-allowed",
  213: "camera-failed",
  214: "camera-failed",
  216: "not-offered",
  217: "not-offered",
  218: "login-refused",
};

/** The calls of an INSTAR camera, over whatever carries a request there. */
export function instarClient(send: Send): InstarClient {
  const call = async (
    command: string,
    params: Readonly<Record<string, string>> = {},
    timeoutMs?: number,
  ): Promise<readonly Said[]> => {
    const query = queryOf({ cmd: command, ...params });
    const request: ClientRequest = {
      method: "GET",
      path: instarPaths.commands,
      query,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    };
    const answer = parseAnswer(textOf(accepted(request, await send(request))));
    if (answer === undefined) throw damaged(request, `the answer to ${command} is none of these cameras`);
    const { code, values } = answer;
    // Some firmware tells that a value was so already.
    if (code === undefined || code === 200 || code === 219) return values;
    throw new CameraError(
      failures[code] ?? "refused",
      `${command} answered ${code}: ${codeWords[code] ?? "an unknown code"}`,
      { at: command },
    );
  };
  const texts = async (command: string): Promise<Readonly<Record<string, string>>> =>
    Object.fromEntries((await call(command)).map(({ key, value }) => [key, value]));
  const ask: Ask = (command, params) => call(command, params);
  const menu = menuClient(ask);

  return {
    ...menu,
    call: ask,
    facts: () => texts("getserverinfo"),
    snapshot: async ({ stream = 1 } = {}) => {
      const request: ClientRequest = {
        method: "GET",
        path: instarPaths.snapshot,
        query: `chn=${10 + stream}`,
      };
      const { body } = accepted(request, await send(request));
      if (body[0] !== 0xff || body[1] !== 0xd8) throw damaged(request, "the answer is no JPEG");
      return body;
    },
    arm: async (on) => {
      await menu.set([{ group: events, index: 0, values: { armed: on } }]);
    },
    isArmed: async () => (await texts("getalarmattr")).armed === "1",
    trigger: async () => {
      await call("pushhostalarm");
    },
    ftp: () => texts("getftpattr"),
    setFtp: async (values) => {
      await call("setftpattr", values);
    },
    testFtp: async ({ trust } = {}) => {
      const values = await call("testftp", trust === undefined ? {} : { sethost: trust }, testTimeoutMs);
      const said = (key: string): string | undefined => values.find((each) => each.key === key)?.value;
      const result = Number(said("result") ?? Number.NaN);
      if (!Number.isInteger(result)) {
        throw damaged({ method: "GET", path: instarPaths.commands }, "the test has no result");
      }
      const hostKey = said("hostkey");
      const words = testWords[result] ?? `result ${result}`;
      return { result, words, ...(hostKey === undefined ? {} : { hostKey }) };
    },
    publicKey: async () => (await texts("getpubkey")).publickey ?? "",
    move: async (direction, steps) => {
      await call("ptzmove", { [direction]: String(steps) });
    },
    stop: async () => {
      await call("ptzmove", { stop: "pt" });
    },
    goToPreset: async (number) => {
      await call("getptzpreset", { act: "goto", index: String(number) });
    },
    storePreset: async (number) => {
      await call("setptzpreset", { index: String(number) });
    },
    time: async () => {
      const { time = "", timezone = "" } = await texts("getservertime");
      if (!/^\d{1,11}$/.test(time)) {
        throw damaged({ method: "GET", path: instarPaths.commands }, "the time is no number");
      }
      return { unix: Number(time), zone: timezone };
    },
    setTime: async (unix) => {
      await call("setservertime", { time: String(unix) });
    },
    log: async () => ((await texts("getsyslog")).log ?? "").split(/\r\n|\n|\r/).filter((line) => line !== ""),
  };
}

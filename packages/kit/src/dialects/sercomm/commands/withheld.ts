import type { Command } from "../command.ts";
import { refuse } from "../reply.ts";

/** A path that these cameras know and this one refuses on purpose. */
export interface Withheld {
  readonly path: string;
  readonly method: "GET" | "POST";
  readonly status: 403 | 404;
  /** In words, for whoever asks and for the reference. */
  readonly because: string;
}

export const withheld: readonly Withheld[] = [
  {
    path: "/adm/upgrade.cgi",
    method: "POST",
    status: 403,
    because: "this camera is a program and takes no firmware; update the program instead",
  },
  {
    path: "/adm/flash_dumper.cgi",
    method: "GET",
    status: 404,
    because: "there is no flash memory to hand out, and it would hold every password",
  },
  {
    path: "/adm/test.cgi",
    method: "GET",
    status: 404,
    because: "on the cameras it ran what a query said; deliveries are tried by a real alarm",
  },
  {
    path: "/adm/admdbg_status.cgi",
    method: "GET",
    status: 404,
    because: "it shows the insides of one firmware; /metrics and /healthz say how this camera is",
  },
  {
    path: "/img/stream.m3u8",
    method: "GET",
    status: 404,
    because: "HLS is not offered, as not by these models; play /img/media.flv or RTSP",
  },
];

export const withheldCommands: readonly Command[] = withheld.map(({ path, method, status, because }) => ({
  path,
  methods: [method],
  changesState: method === "POST",
  // What comes with it is not looked at.
  ...(method === "POST" ? { unread: true as const } : {}),
  run: () => refuse(because, status),
}));

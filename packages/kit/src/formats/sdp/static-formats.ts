import type { SdpFormat } from "./model.ts";

/** Payload types whose meaning RFC 3551, tables 4 and 5, fixes. */
export const staticFormats: ReadonlyMap<number, Omit<SdpFormat, "payloadType">> = new Map([
  [0, { encoding: "PCMU", clockRate: 8000 }],
  [3, { encoding: "GSM", clockRate: 8000 }],
  [8, { encoding: "PCMA", clockRate: 8000 }],
  [9, { encoding: "G722", clockRate: 8000 }],
  [10, { encoding: "L16", clockRate: 44_100, channels: 2 }],
  [11, { encoding: "L16", clockRate: 44_100, channels: 1 }],
  [14, { encoding: "MPA", clockRate: 90_000 }],
  [26, { encoding: "JPEG", clockRate: 90_000 }],
  [31, { encoding: "H261", clockRate: 90_000 }],
  [32, { encoding: "MPV", clockRate: 90_000 }],
  [33, { encoding: "MP2T", clockRate: 90_000 }],
  [34, { encoding: "H263", clockRate: 90_000 }],
]);

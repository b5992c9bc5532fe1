import { encodePlayerMovie } from "../../../formats/swf/index.ts";
import { h264Channel, mpeg4Channel } from "../../../model/index.ts";
import type { Answer, Reply } from "../../dialect.ts";
import type { Call, Command } from "../command.ts";
import { defaultStream } from "../programmes.ts";
import { echo } from "../query.ts";
import { privacyOn, refuse } from "../reply.ts";

interface Channel {
  /** From 1. */
  readonly number: number;
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
}

/** The channel that a request names, the first where it names none, as long as it may be seen. */
function channelOf({ camera, value }: Call, codec: "h264" | "mpeg4"): Channel | { readonly refusal: Reply } {
  if (camera.privacy()) return { refusal: refuse(privacyOn, 406) };
  const text = value("channel") ?? "1";
  if (!/^[123]$/.test(text)) return { refusal: refuse(`channel: must be one of 1, 2, 3, not ${echo(text)}`) };
  const number = Number(text);
  const channel = camera.get(codec === "h264" ? h264Channel : mpeg4Channel)[number - 1];
  if (!channel?.enabled) {
    const [group, key] = [codec === "h264" ? "H264" : "MPEG4", number === 1 ? "mode" : `mode${number}`];
    return { refusal: refuse(`channel ${number} of ${group} is off; ${group}.${key}=1 switches it on`, 404) };
  }
  const [width = 0, height = 0] = channel.resolution.split("x").map(Number);
  return { number, width, height, frameRate: channel.frameRate };
}

function flv(call: Call): Answer {
  const channel = channelOf(call, "h264");
  if ("refusal" in channel) return channel.refusal;
  return { stream: { codec: "h264", channel: channel.number, framing: "flv" } };
}

function asf(call: Call): Answer {
  const channel = channelOf(call, "mpeg4");
  if ("refusal" in channel) return channel.refusal;
  return { stream: { codec: "mpeg4", channel: channel.number, framing: "asf" } };
}

/** A Flash movie that plays the FLV of the same channel, found beside the movie. */
function player(call: Call): Answer {
  const channel = channelOf(call, "h264");
  if ("refusal" in channel) return channel.refusal;
  const { number, ...shape } = channel;
  const url = number === 1 ? "media.flv" : `media.flv?channel=${number}`;
  return { status: 200, type: "application/x-shockwave-flash", body: encodePlayerMovie({ ...shape, url }) };
}

/** The description of what /img/media.sav plays. */
function sdp({ camera }: Call): Answer {
  if (camera.privacy()) return refuse(privacyOn, 406);
  return { stream: { ...defaultStream(camera), framing: "sdp" } };
}

export const streamCommands: readonly Command[] = [
  { path: "/img/media.sdp", methods: ["GET"], changesState: false, run: sdp },
  { path: "/img/media.flv", methods: ["GET"], changesState: false, run: flv },
  { path: "/img/video.asf", methods: ["GET"], changesState: false, run: asf },
  { path: "/img/media.swf", methods: ["GET"], changesState: false, run: player },
  { path: "/img/sc_flvplayer.swf", methods: ["GET"], changesState: false, run: player },
];

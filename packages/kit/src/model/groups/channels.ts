import { bool, choice, int } from "../field.ts";
import { group } from "../group.ts";
import { pathAlias } from "./shapes.ts";

const channel = {
  enabled: bool({ default: true, doc: "Offers this channel; off, nobody can play it." }),
  resolution: choice({
    values: ["160x120", "320x240", "640x480", "1280x720"],
    default: "640x480",
    doc: "Size of the picture.",
  }),
  quality: int({ default: 3, min: 1, max: 5, doc: "From 1, very low, to 5, very high." }),
  frameRate: int({ default: 15, min: 1, max: 30, doc: "Pictures per second." }),
  uri: pathAlias({ default: "", doc: "A further RTSP path of this channel, without leading slash." }),
  bandwidthLimit: choice({
    values: ["none", "64k", "128k", "256k", "512k", "768k", "1024k", "1536k", "2048k"],
    default: "none",
    doc: "Most bits per second that the channel may use.",
  }),
  cropping: bool({
    default: false,
    doc: "Cuts the picture to the shape of the resolution instead of squeezing all of it in.",
  }),
};

const encoded = {
  ...channel,
  rateControl: choice({
    values: ["bitrate", "quality"],
    default: "quality",
    doc: "What stays constant: the bit rate or the quality.",
  }),
  bitrateKbps: int({
    default: 256,
    min: 16,
    max: 8192,
    doc: "Bit rate in kbit/s, with a constant bit rate.",
  }),
  gop: int({ default: 10, min: 1, max: 150, doc: "Pictures from one key frame to the next." }),
};

export const h264Channel = group(
  "h264Channel",
  "One H.264 stream.",
  {
    ...encoded,
    profile: choice({
      values: ["baseline", "main", "high"],
      default: "baseline",
      doc: "Profile: high is smallest, baseline plays everywhere.",
    }),
  },
  3,
);

export const mpeg4Channel = group("mpeg4Channel", "One MPEG-4 part 2 stream.", encoded, 3);

export const jpegChannel = group(
  "jpegChannel",
  "One motion JPEG stream; the first also sets the still pictures.",
  channel,
  3,
);

export const streams = group(
  "streams",
  "The numbers by which other settings name a stream.",
  {
    codec: choice({
      values: ["h264", "mjpeg", "mpeg4"],
      default: "h264",
      readOnly: true,
      doc: "Codec of the stream.",
    }),
    channel: int({ default: 1, min: 1, max: 3, readOnly: true, doc: "The stream's number." }),
  },
  3,
);

import type { AnyRecord, Capabilities, Model } from "../../model/index.ts";

const lacks: Capabilities = {
  panTilt: false,
  microphone: false,
  speaker: false,
  irLeds: false,
  whiteLeds: false,
  dayNight: false,
  wifi: false,
  io: 0,
  pir: false,
  privacyButton: false,
  serialPort: false,
  sdCard: false,
};

/** Where these cameras differ from the groups' own defaults, as an RC8230 answers. */
const shared: Readonly<Record<string, readonly AnyRecord[]>> = {
  motionWindow: [
    { enabled: true, name: "Window 1", area: [0, 0, 639, 479], threshold: 80 },
    { name: "Window 2" },
    { name: "Window 3" },
    { name: "Window 4" },
  ],
  h264Channel: [
    { resolution: "1280x720", rateControl: "quality", quality: 5, bitrateKbps: 768, frameRate: 25, gop: 25 },
    { resolution: "320x240", rateControl: "bitrate", bitrateKbps: 256, frameRate: 10 },
    { resolution: "320x240", rateControl: "bitrate", bitrateKbps: 64, frameRate: 10 },
  ],
  mpeg4Channel: [
    { resolution: "640x480", quality: 5, frameRate: 25 },
    { enabled: false, resolution: "160x120" },
    { enabled: false, resolution: "640x480", bitrateKbps: 1000 },
  ],
  jpegChannel: [
    { resolution: "1280x720" },
    { enabled: false, resolution: "160x120" },
    { enabled: false, resolution: "640x480", frameRate: 30 },
  ],
  streams: [
    { codec: "h264", channel: 1 },
    { codec: "mjpeg", channel: 2 },
    { codec: "mpeg4", channel: 3 },
  ],
  mailServer: [{ enabled: true, port: 465, auth: "login" }, {}],
  ftpServer: [{ enabled: true }, { passive: false }],
  inputPin: [{ type: 3 }, {}],
};

function model(name: string, has: Partial<Capabilities>): Model {
  const configVersion = `${name}_XANBOO_0001`;
  return {
    name,
    company: "Xanboo",
    firmware: "V1.0.15R00",
    firmwareDate: "Mar 01,2013",
    configVersion,
    has: { ...lacks, microphone: true, dayNight: true, wifi: true, ...has },
    defaults: { ...shared, device: [{ configVersion }] },
  };
}

/** The cameras that this dialect can be. */
export const models: Readonly<Record<"RC8221" | "OC821D" | "RC8230", Model>> = {
  RC8221: model("RC8221", { speaker: true, irLeds: true, io: 2 }),
  OC821D: model("OC821D", { irLeds: true }),
  RC8230: model("RC8230", { panTilt: true, sdCard: true }),
};

/** Groups that a model's firmware lists although the hardware is missing. */
export const listedAnyway: Readonly<Record<string, readonly string[]>> = { RC8230: ["IO"] };

import {
  type CameraPort,
  clock,
  h264Channel,
  identity,
  jpegChannel,
  mayUse,
  mpeg4Channel,
} from "../../../model/index.ts";
import type { Reply } from "../../dialect.ts";
import type { Call, Command } from "../command.ts";
import { ok, onOff, pairs, textLines } from "../reply.ts";
import { cameraClock, dateText, firstRecord, timeText } from "../times.ts";

type Pair = readonly [key: string, value: string | number];

/** What the camera is and has; open to anybody. Readers take the host name from the first line. */
function facts(call: Call): Reply {
  return pairs([...baseFacts(call), ...(call.value("extension") === "yes" ? moreFacts(call.camera) : [])]);
}

function baseFacts({ camera, model }: Call): readonly Pair[] {
  const { has } = model;
  const { mac, wpsPin } = camera.device();
  const names = firstRecord(camera, identity);
  const h264 = camera.get(h264Channel).map(widthOf);
  return [
    ["hostname", names.hostName],
    ["description", names.comment],
    ["defname", `SC${mac.replaceAll(":", "").slice(-6).toUpperCase()}`],
    ["mpeg4_resolution", widthOf(firstRecord(camera, mpeg4Channel))],
    ["mjpeg_resolution", widthOf(firstRecord(camera, jpegChannel))],
    ...h264.map((width, index): Pair => [`h264_resolution${index === 0 ? "" : index + 1}`, width]),
    ["mic_in", onOff(has.microphone)],
    ["speaker_out", onOff(has.speaker)],
    ["ptctrl", onOff(has.panTilt)],
    ["wlled", onOff(has.whiteLeds)],
    ["irled", onOff(has.irLeds)],
    ["serial", has.serialPort ? "pelco" : "off"],
    // The separators differ on the real cameras too.
    ["resolutions", "1280x720,640*480,320*240,160*120"],
    ["mac", mac],
    ["privacy_button", onOff(has.privacyButton)],
    ["pir_sensor", onOff(has.pir)],
    ["wps_pin_code", wpsPin],
    ["ioctrl", onOff(has.io > 0)],
    ["company_name", model.company],
    ["model_number", model.name],
    ["wireless", onOff(has.wifi)],
    ["sw_pppoe", "yes"],
  ];
}

function moreFacts(camera: CameraPort): readonly Pair[] {
  const device = camera.device();
  const { timeZone, dateFormat } = firstRecord(camera, clock);
  const now = cameraClock(camera).local(camera.now());
  return [
    ["fw_ver", device.firmware],
    ["ip_addr", device.address],
    ["netmask", device.netmask],
    ["gateway", device.gateway],
    ["timezone", timeZone],
    ["current_time", `${dateText(now, dateFormat)} ${timeText(now)}`],
    ["http_port", device.httpPort],
    ["rtsp_port", device.rtspPort],
    ["https_port", device.httpsPort],
  ];
}

/** What the caller may use: the camera has it, and the caller has the right to it. */
function rights({ model: { has }, request: { caller } }: Call): Reply {
  return pairs([
    ["mic_in", onOff(has.microphone && mayUse(caller, "audioIn"))],
    ["speaker_out", onOff(has.speaker && mayUse(caller, "audioOut"))],
    ["ptctrl", onOff(has.panTilt && mayUse(caller, "panTilt"))],
    ["ioctrl", onOff(has.io > 0 && mayUse(caller, "io"))],
  ]);
}

/** The missing blank after "Serial Number:" is the cameras' own. */
function systemInformation({ camera }: Call): Reply {
  const { firmware, serial, firmwareDate } = camera.device();
  return textLines([
    `Firmware Version: ${firmware.replace(/R\d+$/, "")}`,
    `Serial Number:${serial}`,
    `Firmware Release Date: ${firmwareDate}`,
  ]);
}

function widthOf({ resolution }: { readonly resolution: string }): string {
  return resolution.slice(0, resolution.indexOf("x"));
}

export const factCommands: readonly Command[] = [
  { path: "/util/query.cgi", methods: ["GET"], changesState: false, run: facts },
  { path: "/img/query.cgi", methods: ["GET"], changesState: false, run: rights },
  { path: "/adm/sysinfo.cgi", methods: ["GET"], changesState: false, run: systemInformation },
  { path: "/adm/ping.cgi", methods: ["GET"], changesState: false, run: () => ok },
];

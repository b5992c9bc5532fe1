import { jpegChannel } from "../../../model/index.ts";
import type { Answer, PictureAnswer, Reply } from "../../dialect.ts";
import type { Call, Command } from "../command.ts";
import { echo } from "../query.ts";
import { escapeHtml, html, pairs, privacyOn, refuse } from "../reply.ts";

type Size = readonly [width: number, height: number];

// The first three as documented for these cameras; 4 is the largest picture of the whole family.
const sizes: Readonly<Record<string, Size>> = {
  "1": [1280, 720],
  "2": [320, 240],
  "3": [640, 480],
  "4": [1280, 720],
};
// Here 1 is best, while `quality_level` of the stream groups has 5 as the best.
const qualities: Readonly<Record<string, number>> = { "1": 85, "2": 70, "3": 55, "4": 40, "5": 25 };
const mobile: PictureAnswer["picture"] = { width: 160, height: 120, quality: 25 };

const resolutionCodes = { "160x120": 1, "320x240": 2, "640x480": 3, "1280x720": 4 } as const;

const singlePictureAgent = /MSIE/;
const multiplexAgent = /CameraActiveX|Viewer|AlertCfg/;

function snapshot({ camera, value }: Call): Answer {
  if (camera.privacy()) return refuse(privacyOn, 406);
  const problems: string[] = [];
  const pick = <T>(name: string, known: Readonly<Record<string, T>>): T | undefined => {
    const text = value(name);
    if (text === undefined) return undefined;
    if (Object.hasOwn(known, text)) return known[text];
    problems.push(`${name}: must be one of ${Object.keys(known).join(", ")}, not ${echo(text)}`);
    return undefined;
  };
  const size = pick("size", sizes);
  const quality = pick("quality", qualities);
  const text = value("newer_than");
  const newerThan = text === undefined ? undefined : parseMoment(text);
  if (text !== undefined && newerThan === undefined) {
    problems.push(
      "newer_than: must be Unix seconds such as 1444723197.5 or ISO 8601 such as 2015-10-13T07:59:57.500Z",
    );
  }
  if (problems.length > 0) return refuse(problems);
  return {
    picture: {
      ...(size === undefined ? {} : { width: size[0], height: size[1] }),
      ...(quality === undefined ? {} : { quality }),
      ...(newerThan === undefined ? {} : { newerThan }),
    },
  };
}

function mobilePicture({ camera }: Call): Answer {
  return camera.privacy() ? refuse(privacyOn, 406) : { picture: mobile };
}

/** The stream, or what the request's browser can show of it. */
function video({ camera, request }: Call): Answer {
  const refusal = refusalOf(camera);
  if (refusal !== undefined) return refusal;
  const agent = request.headers["user-agent"] ?? "";
  if (singlePictureAgent.test(agent)) return { picture: {} };
  const framing = multiplexAgent.test(agent) ? "ocx" : "multipart";
  return { stream: { codec: "mjpeg", channel: 1, framing } };
}

function page({ camera, model }: Call): Answer {
  const title = escapeHtml(`${model.company} ${model.name}`);
  return (
    refusalOf(camera) ??
    html(
      `<!DOCTYPE html>\r\n<html lang="en">\r\n<head><meta charset="utf-8"><title>${title}</title></head>\r\n` +
        '<body><img src="/img/video.mjpeg" alt="Live picture"></body>\r\n</html>\r\n',
    )
  );
}

/** Answers only when the size and frame rate that the request names are those of the channel. */
function checked(run: (call: Call) => Answer): (call: Call) => Answer {
  return (call) => {
    const [channel] = call.camera.get(jpegChannel);
    const size = String(channel === undefined ? 0 : resolutionCodes[channel.resolution]);
    const rate = String(channel?.frameRate ?? 0);
    const asked = (name: string, now: string) => (call.value(name) ?? now) === now;
    if (call.camera.privacy() || (asked("size", size) && asked("framerate", rate))) return run(call);
    return {
      ...pairs([
        ["current_resolution", size],
        ["current_framerate", rate],
      ]),
      status: 400,
    };
  };
}

function refusalOf(camera: Call["camera"]): Reply | undefined {
  if (camera.privacy()) return refuse(privacyOn, 406);
  const [channel] = camera.get(jpegChannel);
  if (channel?.enabled) return undefined;
  return refuse("the JPEG channel is off; JPEG.mode=1 switches it on", 404);
}

/** Unix time in seconds. A "+" before an offset arrives as a blank. */
function parseMoment(text: string): number | undefined {
  if (/^\d{1,11}(\.\d{1,9})?$/.test(text)) return Number(text);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[ +-]\d\d:\d\d)$/.test(text)) return undefined;
  const ms = Date.parse(text.replace(" ", "+"));
  return Number.isNaN(ms) ? undefined : ms / 1000;
}

export const pictureCommands: readonly Command[] = [
  { path: "/img/snapshot.cgi", methods: ["GET"], changesState: false, run: snapshot },
  { path: "/img/mobile.cgi", methods: ["GET"], changesState: false, run: mobilePicture },
  { path: "/img/video.mjpeg", methods: ["GET"], changesState: false, run: video },
  { path: "/img/mjpeg.cgi", methods: ["GET"], changesState: false, run: checked(video) },
  { path: "/img/mjpeg.htm", methods: ["GET"], changesState: false, run: checked(page) },
];

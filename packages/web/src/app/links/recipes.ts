import type { Catalogue } from "../words/index.ts";
import { slug } from "./slug.ts";

/** Where the camera is, in the words of `location`. */
export interface Place {
  /** "http:" or "https:". */
  readonly protocol: string;
  /** With the port, unless it is the protocol's own. */
  readonly host: string;
  readonly hostname: string;
  /** What people call the camera. */
  readonly name: string;
  /** Present when RTSP is served. */
  readonly rtspPort: number | undefined;
  /** Whether whoever looks may change settings. */
  readonly isAdmin: boolean;
  /** Present where HTTPS and RTSPS are served. */
  readonly httpsPort?: number | undefined;
  readonly rtspsPort?: number | undefined;
}

/** A text to copy. */
export interface Line {
  readonly label: string;
  readonly text: string;
}

/** The lines for one program. */
export interface Recipe {
  readonly id: string;
  readonly title: string;
  readonly hint: string;
  readonly lines: readonly Line[];
}

/**
 * How to use the camera in other programs; USER and PASSWORD are to be replaced.
 */
export function recipes(
  place: Place,
  { addresses, hints, lines }: Pick<Catalogue["links"], "addresses" | "hints" | "lines">,
): readonly Recipe[] {
  const open = `${place.protocol}//${place.host}`;
  const stream = `${place.protocol}//USER:PASSWORD@${place.host}/img/video.mjpeg`;
  const rtsp = rtspAddress(place);
  const key = slug(place.name, "_");
  const withRtsp = (label: string, text: (address: string) => string): readonly Line[] =>
    rtsp === undefined ? [] : [{ label, text: text(rtsp) }];

  const secure: readonly Line[] = [
    ...(place.rtspsPort
      ? [{ label: lines.rtsps, text: rtspAddress({ ...place, rtspPort: place.rtspsPort }, "rtsps")! }]
      : []),
    ...(place.httpsPort && place.protocol === "http:"
      ? [{ label: lines.pages, text: `https://${place.hostname}:${place.httpsPort}/` }]
      : []),
  ];
  const whep = `webrtc:${place.protocol}//USER:PASSWORD@${place.host}/whep/h264/1`;

  return [
    {
      id: "addresses",
      title: addresses,
      hint: hints.addresses,
      lines: [
        { label: lines.mjpeg, text: `${open}/img/video.mjpeg` },
        { label: lines.snapshot, text: `${open}/img/snapshot.cgi` },
        { label: lines.flv, text: `${open}/img/media.flv` },
        ...withRtsp(lines.rtsp, (address) => address),
        ...secure,
        { label: lines.whep, text: `${open}/whep/h264/1` },
        ...(place.isAdmin ? [{ label: lines.settings, text: `${open}/adm/get_group.cgi` }] : []),
        { label: lines.second, text: `${open}/stream/h264/2` },
        ...withRtsp(lines.secondRtsp, (address) => address.replace("/img/media.sav", "/stream/h264/2")),
        { label: lines.instarSnapshot, text: `${open}/tmpfs/snap.jpg` },
        ...withRtsp(lines.instarRtsp, (address) => address.replace("/img/media.sav", "/livestream/11")),
      ],
    },
    {
      id: "curl",
      title: "curl",
      hint: hints.terminal,
      lines: [
        {
          label: lines.savePicture,
          text: `curl -u USER:PASSWORD -o snapshot.jpg "${open}/img/snapshot.cgi"`,
        },
        ...(place.isAdmin
          ? [{ label: lines.listSettings, text: `curl -u USER:PASSWORD "${open}/adm/get_group.cgi"` }]
          : []),
        { label: lines.health, text: `curl "${open}/healthz"` },
      ],
    },
    {
      id: "vlc",
      title: "VLC",
      hint: hints.vlc,
      lines: [
        { label: lines.network, text: stream },
        { label: lines.terminal, text: `vlc "${stream}"` },
        ...withRtsp(lines.rtsp, (address) => `vlc "${address}"`),
      ],
    },
    {
      id: "ffmpeg",
      title: "FFmpeg",
      hint: hints.terminal,
      lines: [
        { label: lines.watch, text: `ffplay "${stream}"` },
        { label: lines.probe, text: `ffprobe "${stream}"` },
        {
          label: lines.minute,
          text: `ffmpeg -use_wallclock_as_timestamps 1 -i "${stream}" -t 60 -c copy recording.mkv`,
        },
        ...withRtsp(
          lines.minuteRtsp,
          (address) => `ffmpeg -rtsp_transport tcp -i "${address}" -t 60 -c copy recording.mkv`,
        ),
      ],
    },
    {
      id: "home-assistant",
      title: "Home Assistant",
      hint: hints.homeAssistant,
      lines: [
        { label: lines.mjpegUrl, text: `${open}/img/video.mjpeg` },
        { label: lines.stillUrl, text: `${open}/img/snapshot.cgi` },
        {
          label: lines.yaml,
          text: `camera:\n  - platform: ffmpeg\n    name: ${JSON.stringify(place.name)}\n    input: ${stream}\n`,
        },
        ...withRtsp(lines.generic, (address) => address),
      ],
    },
    {
      id: "frigate",
      title: "Frigate",
      hint: hints.frigate,
      lines: [{ label: "config.yml", text: frigate(key, rtsp ?? `ffmpeg:${stream}#video=h264`) }],
    },
    {
      id: "go2rtc",
      title: "go2rtc",
      hint: hints.go2rtc,
      lines: [
        {
          label: "go2rtc.yaml",
          text: `streams:\n  ${key}:\n    - ${rtsp ?? stream}\n    - ffmpeg:${key}#video=h264\n`,
        },
        { label: lines.whepSource, text: `streams:\n  ${key}: ${whep}\n` },
      ],
    },
    {
      id: "zoneminder",
      title: "ZoneMinder",
      hint: hints.zoneminder,
      lines: [{ label: lines.source, text: rtsp ?? stream }],
    },
  ];
}

function rtspAddress(
  { hostname, rtspPort }: Pick<Place, "hostname" | "rtspPort">,
  scheme: "rtsp" | "rtsps" = "rtsp",
): string | undefined {
  if (!rtspPort) return undefined;
  const usual = scheme === "rtsp" ? 554 : 322;
  return `${scheme}://USER:PASSWORD@${hostname}${rtspPort === usual ? "" : `:${rtspPort}`}/img/media.sav`;
}

function frigate(key: string, source: string): string {
  return `go2rtc:
  streams:
    ${key}: "${source}"
cameras:
  ${key}:
    ffmpeg:
      inputs:
        - path: rtsp://127.0.0.1:8554/${key}
          input_args: preset-rtsp-restream
          roles: [detect, record]
`;
}

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
export function recipes(place: Place): readonly Recipe[] {
  const open = `${place.protocol}//${place.host}`;
  const stream = `${place.protocol}//USER:PASSWORD@${place.host}/img/video.mjpeg`;
  const rtsp = rtspAddress(place);
  const key = slug(place.name, "_");
  const withRtsp = (label: string, text: (address: string) => string): readonly Line[] =>
    rtsp === undefined ? [] : [{ label, text: text(rtsp) }];

  return [
    {
      id: "addresses",
      title: "Addresses",
      hint: "For any program that asks for an address and a login.",
      lines: [
        { label: "Live picture (MJPEG)", text: `${open}/img/video.mjpeg` },
        { label: "Snapshot (JPEG)", text: `${open}/img/snapshot.cgi` },
        { label: "Video and sound (FLV)", text: `${open}/img/media.flv` },
        ...withRtsp("Video and sound (RTSP)", (address) => address),
        { label: "Settings, for administrators", text: `${open}/adm/get_group.cgi` },
        { label: "Second stream, H.264 alone", text: `${open}/stream/h264/2` },
        ...withRtsp("Second stream with sound (RTSP)", (address) =>
          address.replace("/img/media.sav", "/stream/h264/2"),
        ),
        { label: "As an INSTAR camera: snapshot", text: `${open}/tmpfs/snap.jpg` },
        ...withRtsp("As an INSTAR camera: video (RTSP)", (address) =>
          address.replace("/img/media.sav", "/livestream/11"),
        ),
      ],
    },
    {
      id: "curl",
      title: "curl",
      hint: "In a terminal.",
      lines: [
        {
          label: "Save one picture",
          text: `curl -u USER:PASSWORD -o snapshot.jpg "${open}/img/snapshot.cgi"`,
        },
        { label: "List the settings", text: `curl -u USER:PASSWORD "${open}/adm/get_group.cgi"` },
        { label: "Ask how the camera is, without a login", text: `curl "${open}/healthz"` },
      ],
    },
    {
      id: "vlc",
      title: "VLC",
      hint: "Media, Open Network Stream (Ctrl+N), or in a terminal.",
      lines: [
        { label: "Network address", text: stream },
        { label: "In a terminal", text: `vlc "${stream}"` },
        ...withRtsp("Video and sound (RTSP)", (address) => `vlc "${address}"`),
      ],
    },
    {
      id: "ffmpeg",
      title: "FFmpeg",
      hint: "In a terminal.",
      lines: [
        { label: "Watch", text: `ffplay "${stream}"` },
        { label: "Look at the stream", text: `ffprobe "${stream}"` },
        {
          label: "Record one minute",
          text: `ffmpeg -use_wallclock_as_timestamps 1 -i "${stream}" -t 60 -c copy recording.mkv`,
        },
        ...withRtsp(
          "Record one minute with sound (RTSP)",
          (address) => `ffmpeg -rtsp_transport tcp -i "${address}" -t 60 -c copy recording.mkv`,
        ),
      ],
    },
    {
      id: "home-assistant",
      title: "Home Assistant",
      hint: "Settings, Devices & services, Add integration, MJPEG IP Camera: two addresses and a login.",
      lines: [
        { label: "MJPEG URL", text: `${open}/img/video.mjpeg` },
        { label: "Still image URL", text: `${open}/img/snapshot.cgi` },
        {
          label: "Or in configuration.yaml",
          text: `camera:\n  - platform: ffmpeg\n    name: ${JSON.stringify(place.name)}\n    input: ${stream}\n`,
        },
        ...withRtsp("Generic Camera: stream source URL", (address) => address),
      ],
    },
    {
      id: "frigate",
      title: "Frigate",
      hint: "Frigate needs H.264; the go2rtc inside it makes it from MJPEG.",
      lines: [{ label: "config.yml", text: frigate(key, rtsp ?? `ffmpeg:${stream}#video=h264`) }],
    },
    {
      id: "go2rtc",
      title: "go2rtc",
      hint: "A second source makes H.264 for players that need it.",
      lines: [
        {
          label: "go2rtc.yaml",
          text: `streams:\n  ${key}:\n    - ${rtsp ?? stream}\n    - ffmpeg:${key}#video=h264\n`,
        },
      ],
    },
    {
      id: "zoneminder",
      title: "ZoneMinder",
      hint: "Add a monitor with the source type Ffmpeg.",
      lines: [{ label: "Source path", text: rtsp ?? stream }],
    },
  ];
}
function rtspAddress({ hostname, rtspPort }: Place): string | undefined {
  if (rtspPort === undefined) return undefined;
  return `rtsp://USER:PASSWORD@${hostname}${rtspPort === 554 ? "" : `:${rtspPort}`}/img/media.sav`;
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

import {
  audio,
  ipFilter,
  jpegChannel,
  type Model,
  mayUse,
  mpeg4Channel,
  privacyMask,
  qos,
  userSlot,
  users,
  video,
} from "@pinhole/kit/model";
import { files } from "@pinhole/web/files";
import { type Camera, type CameraOptions, openCamera, type Want } from "../camera.ts";
import { jpegQuality } from "../codec/quality.ts";
import { type ConnectedPins, connectPins } from "../gpio.ts";
import { sendersOf } from "../host/addresses.ts";
import { openDatagramMarks } from "../host/datagram-marks.ts";
import type { GpioLine } from "../host/gpio/index.ts";
import { type Marks, openMarks } from "../host/marks.ts";
import { openSpeaker } from "../host/speaker/index.ts";
import type { Logins } from "../http/logins.ts";
import { peerOf } from "../http/peer.ts";
import { type HttpServer, open, type ServerOptions } from "../http/server.ts";
import { stillIs } from "../http/users.ts";
import { openManagedNetwork } from "../managed-network.ts";
import { serveElementary } from "../outputs/elementary/index.ts";
import type { Flv } from "../outputs/flv/index.ts";
import { openMjpeg } from "../outputs/mjpeg/index.ts";
import { serveRecording } from "../outputs/recordings/index.ts";
import { openRtsp, openTunnel, portsFrom, type RtspOptions, type RtspServer } from "../outputs/rtsp/index.ts";
import { openSnapshots } from "../outputs/snapshot/index.ts";
import { openTalk } from "../outputs/talk/index.ts";
import { openWebrtc } from "../outputs/webrtc/index.ts";
import { dialects, sourceFor } from "../parts.ts";
import { openPorts, type Ports, type PortsOptions } from "./ports.ts";
import { aacOf, mediaOf, playable, rtspSettings, silenced, sizeOf } from "./programme.ts";
import { openReadings } from "./readings.ts";
import { version } from "./version.ts";
import { openWhep } from "./whep.ts";

export interface RunOptions
  extends Omit<CameraOptions, "model" | "ports">,
    Pick<PortsOptions, "https" | "rtsps" | "tls"> {
  readonly model: Model;
  readonly http: number;
  readonly rtsp: number;
  /** What plays what viewers say; "none" for nothing. */
  readonly speaker: string;
  /** What of the camera is connected with lines of the machine. */
  readonly gpio: readonly GpioLine[];
  /** Whether the camera may configure the machine's network. */
  readonly manageNetwork: boolean;
  /** How long a change of the network waits for a login before it is taken back. */
  readonly trialSeconds: number;
}

/** A camera with its servers. */
export interface Running extends AsyncDisposable {
  readonly camera: Camera;
  readonly server: HttpServer;
  readonly rtsp: RtspServer;
  /** Those beside the two of `server` and `rtsp`; they are yet to be opened. */
  readonly ports: Ports;
}

/** Starts a camera and everything that serves it; it runs until it is disposed of or the signal aborts. */
export async function runCamera(options: RunOptions): Promise<Running> {
  await using opened = new AsyncDisposableStack();
  const bound: { server?: HttpServer; rtsp?: RtspServer; ports?: Ports; pins?: ConnectedPins } = {};
  const [camera, spoken] = await Promise.all([
    openCamera({ ...options, ports: () => portsOf(bound), onPins: () => bound.pins?.update() }),
    dialects(options.model),
  ]);
  opened.use(camera);
  const { settings, events } = camera;
  const shared = {
    log: (event: Parameters<typeof events.add>[0]) => events.add(event),
    signal: options.signal,
  };
  const marks = openMarks(() => {
    const { enabled, dscp, mediaOnly } = camera.get(qos)[0]!;
    return { enabled, dscp, mediaOnly };
  });
  opened.defer(settings.onChange((names) => void (names.has(qos.name) && marks.update())));
  // The RTSP server asks the web server who is let in; that one is there before anybody can connect.
  const rtsp = opened.use(
    await openRtsp({
      ...shared,
      listen: { host: options.bind, port: options.rtsp },
      media: async (path, _query, { name }) => {
        const media = await mediaOf(path, spoken, camera);
        return media && !mayListen(bound.server!.logins, name) ? silenced(media) : media;
      },
      authorize: (authorization, address, request) =>
        authorize(bound.server!.logins, authorization, { address, ...request }),
      admits: (address) => bound.server?.admits(address) ?? false,
      connected: (socket) => {
        marks.watch(socket);
        marks.carriesMedia(socket);
      },
      settings: () => rtspSettings(camera),
      multicastFrom: () => sendersOf(options.bind),
    }),
  );
  if (options.manageNetwork) {
    const datagrams = opened.use(
      openDatagramMarks({
        table: `pinhole_${rtsp.address.port}`,
        log: shared.log,
        rules: () => {
          const { enabled, dscp } = camera.get(qos)[0]!;
          const { rtpPort, multicast } = rtspSettings(camera);
          const groups = multicast.map(({ group: { address, port } }) => ({ address, port }));
          return enabled ? { dscp, from: portsFrom(rtpPort), groups } : undefined;
        },
      }),
    );
    opened.defer(settings.onChange(() => datagrams.update()));
  }
  const readings = opened.use(openReadings(camera, rtsp));
  const managed = opened.use(await openManagedNetwork({ ...options, camera }));
  const talk = openTalk({
    speaker:
      options.speaker === "source" ? camera.gateway?.speaker : opened.use(await openSpeaker(options.speaker)),
    settings: () => {
      const { speaker: on, outputGain: gain } = camera.get(audio)[0]!;
      return { on, gain };
    },
    log: shared.log,
  });
  const webrtc = opened.use(openWebrtc(shared));
  const server = opened.use(
    await open({
      ...shared,
      camera,
      dialects: [...(camera.gateway ? [camera.gateway.receiver] : []), ...spoken.map(managed.watched)],
      listen: [{ host: options.bind, port: options.http }],
      pages: files(),
      outputs: {
        ...openOutputs(camera, rtsp, marks),
        ...openWhep(camera, webrtc, options.bind),
        talk: talk.serve,
        file: (spec, req, res) => serveRecording(options.folder, { ...spec, req, res }),
      },
      connected: marks.watch,
      tunnel: openTunnel((wire) => rtsp.attach(wire)),
      credentials: () => ({ users: settings.reveal(users)[0]!, slots: settings.reveal(userSlot) }),
      onChange: (changed) => {
        const watched = [users.name, userSlot.name, ipFilter.name];
        return settings.onChange((names) => {
          if (watched.some((name) => names.has(name))) changed();
        });
      },
      readings: readings.read,
      factoryLogin: options.factoryLogin,
    }),
  );
  const http = { wanted: options.http, bound: server.addresses[0]!.port };
  const ports = opened.use(openPorts({ ...options, ...shared, camera, server, rtsp, http }));
  Object.assign(bound, { server, rtsp, ports });
  camera.gateway?.start();
  let { accounts: before } = server.logins;
  const unwatch = settings.onChange(() => {
    const { accounts } = server.logins;
    const isStillIn = (name: string): boolean =>
      name === ""
        ? stillIs(undefined, accounts)
        : before.byName.has(name) && stillIs(before.byName.get(name), accounts);
    const isUnwanted = (name: string, remoteAddress: string): boolean =>
      !server.admits(remoteAddress) || !isStillIn(name);
    rtsp.expel(({ login, remoteAddress }) => isUnwanted(login.name, remoteAddress));
    webrtc.expel(({ name, remoteAddress }) => isUnwanted(name, remoteAddress));
    before = accounts;
  });
  opened.defer(unwatch);
  const product = `Pinhole/${version()}`;
  const { openNetwork } = await import("../network.ts");
  opened.use(await openNetwork({ ...options, camera, product }));
  if (options.gpio.length > 0) bound.pins = opened.use(await connectPins(camera, options.gpio, shared.log));
  const kind = await sourceFor(options.source);
  events.add({ source: "system", severity: 5, message: `started on ${kind.show(options.source)}` });
  const closing = opened.move();
  return { camera, server, rtsp, ports, [Symbol.asyncDispose]: () => closing.disposeAsync() };
}

/** The ports as the camera tells them; 0 for one that is not open. */
function portsOf({
  server,
  rtsp,
  ports,
}: Partial<Omit<Running, "camera">>): ReturnType<CameraOptions["ports"]> {
  return {
    httpPort: server?.addresses[0]?.port ?? 0,
    rtspPort: ports?.secondRtsp?.port ?? rtsp?.address.port ?? 0,
    httpsPort: ports?.https?.port ?? 0,
    rtspsPort: ports?.rtsps?.port ?? 0,
  };
}

/** Groups by which a picture looks other than before. */
const looks = [video, privacyMask];

/** What answers requests for pictures and streams over HTTP. */
function openOutputs(
  camera: Camera,
  rtsp: RtspServer,
  marks: Marks,
): Omit<ServerOptions["outputs"], "talk" | "file" | "webrtc"> {
  const snapshots = openSnapshots(() => performance.now() / 1000);
  camera.settings.onChange((names) => {
    if (looks.some(({ name }) => names.has(name))) snapshots.changed();
  });
  const mjpeg = openMjpeg();
  let flv: Promise<Flv> | undefined;
  return {
    picture: (spec, res) => {
      const stream = camera.stream(stillOf(camera, spec));
      if (stream) snapshots.serve(stream, spec.newerThan, res);
    },
    stream: async (asked, { req, hears }, res) => {
      const { codec, channel, framing } = asked;
      const { video, off } = playable({ video: { codec, channel } }, camera);
      const refuse = (status: number, words: string): void => {
        res.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${words}\r\n`);
      };
      if (!video) return refuse(off?.status ?? 404, off?.words ?? "there is no such stream");
      if (framing === "sdp") {
        await camera.soundKnown();
        const text = await rtsp.describe(
          playable({ video: { codec, channel }, ...(hears && { sound: 1 }) }, camera),
          req.socket.localAddress ?? "",
        );
        if (text === undefined) return refuse(503, "no picture came in time; the source may be down");
        res.writeHead(200, { "content-type": "application/sdp" }).end(text);
        return;
      }
      marks.carriesMedia(req.socket);
      const isHeard = hears && (framing === "asf" || (framing === "flv" && !("silent" in asked)));
      const audio = isHeard ? await aacOf(camera) : undefined;
      if (framing === "flv") {
        flv ??= import("../outputs/flv/index.ts").then(({ openFlv }) => openFlv());
        return (await flv).serve({ video: video.stream, ...(audio ? { audio } : {}) }, res);
      }
      if (framing === "asf") {
        const { serveAsf } = await import("../outputs/asf/index.ts");
        const size = sizeOf(camera.get(mpeg4Channel)[channel - 1]!);
        return serveAsf({ video: { stream: video.stream, ...size }, ...(audio ? { audio } : {}) }, res);
      }
      if (framing === "elementary") return serveElementary(video.stream, codec, res);
      if (framing === "ocx") {
        const [{ serveOcx }, { openMultiplex }] = await Promise.all([
          import("../outputs/mjpeg/ocx.ts"),
          import("./multiplex.ts"),
        ]);
        if (hears) await camera.soundKnown();
        return serveOcx({ video: video.stream, ...openMultiplex(camera, hears) }, res);
      }
      return mjpeg.serve(video.stream, res);
    },
  };
}

type Asked = Parameters<RtspOptions["authorize"]>[2] & { readonly address: string };

/** The logins of the web server, as RTSP asks for them. */
function authorize(
  logins: Logins,
  authorization: string | undefined,
  { address, method, uri }: Asked,
): ReturnType<RtspOptions["authorize"]> {
  const ask = (stale = false) => ({ ok: false, status: 401, challenges: logins.challenges(stale) }) as const;
  if (authorization === undefined) return logins.accounts.loginRequired ? ask() : { ok: true, name: "" };
  const answer = (result: Awaited<ReturnType<Logins["login"]>>) => {
    if (result.kind === "account") return { ok: true, name: result.account.caller.name } as const;
    if (result.kind === "refused") return ask(result.stale);
    if (result.kind === "busy") return { ok: false, status: 503, challenges: [], retryAfter: 1 } as const;
    return { ok: false, status: 429, challenges: [], retryAfter: result.retryAfter } as const;
  };
  const result = logins.login(authorization, peerOf(address), {
    method,
    url: uri,
    repeatable: true,
    below: true,
  });
  return result instanceof Promise ? result.then(answer) : answer(result);
}

/** Whether a user may hear the microphone. */
function mayListen({ accounts }: Logins, name: string): boolean {
  const account = accounts.byName.get(name);
  return account !== undefined && mayUse(account.caller, "audioIn");
}

/** A still picture as it is asked for; what is left open is as the first JPEG channel is set. */
export function stillOf(camera: Camera, spec: { width?: number; height?: number; quality?: number }): Want {
  const channel = camera.get(jpegChannel)[0]!;
  const { width, height } = sizeOf(channel);
  return {
    codec: "mjpeg",
    width: spec.width ?? width,
    height: spec.height ?? height,
    quality: spec.quality ?? jpegQuality(channel.quality),
  };
}

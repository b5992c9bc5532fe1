import { randomBytes } from "node:crypto";
import {
  RTCPeerConnection,
  RTCRtpHeaderExtensionParameters,
  type RTCRtpTransceiver,
  RtpHeader,
  RtpPacket,
  useH264,
  usePCMU,
} from "werift";
import type { WebrtcLimits } from "./limits.ts";
import type { Parcel } from "./packing.ts";
import type { Wanted } from "./protocol.ts";

/** A viewer's side of WebRTC. */
export interface Connection {
  /** The SDP that answers the offer. */
  readonly answer: string;
  kindOf(stream: string): "video" | "audio";
  /** Sends one unit; pictures before the first key frame are left out. */
  send(stream: string, key: boolean, parcel: Parcel): void;
  close(): void;
}

export interface Listener {
  connected(): void;
  /** The viewer says that it can not go on without a key frame. */
  lost(): void;
  /** It did not come, left, or was not heard of for too long. */
  gone(): void;
}

interface Offer {
  readonly sdp: string;
  readonly wanted: Wanted;
  readonly addresses: readonly string[];
  readonly limits: WebrtcLimits;
}

const lookMs = 1000;

/** Asks a viewer to show each picture when it comes, within 0 to 100 ms, and not to save them up for an even flow. */
const playoutDelay = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay";
const noDelay = Buffer.of(0x00, 0x00, 0x0a);

/** Answers an offer. Rejects with what is wrong with it. */
export async function connect(offer: Offer, listener: Listener): Promise<Connection> {
  const { sdp, wanted, addresses, limits } = offer;
  let heardMs = performance.now();
  let isConnected = false;
  // ICE lite (RFC 8445, 2.5): we are where the viewer has reached us already, so it looks for us and not we for it; no
  // server outside is asked, and no name of the offer is looked up.
  const peer = new RTCPeerConnection({
    codecs: { video: [useH264()], audio: [usePCMU()] },
    headerExtensions: { video: [new RTCRtpHeaderExtensionParameters({ uri: playoutDelay })] },
    iceServers: [],
    iceLite: true,
    iceUseIpv4: false,
    iceUseIpv6: false,
    iceAdditionalHostAddresses: [...addresses],
    bundlePolicy: "max-bundle",
    iceFilterStunResponse: () => {
      heardMs = performance.now();
      return true;
    },
  });
  const watch = setInterval(() => {
    const quiet = (performance.now() - heardMs) / 1000;
    if (quiet > (isConnected ? limits.silentSeconds : limits.connectSeconds)) listener.gone();
  }, lookMs);
  const close = (): void => {
    clearInterval(watch);
    void peer.close().catch(() => undefined);
  };
  peer.connectionStateChange.subscribe((state) => {
    if (state === "connected" && !isConnected) {
      isConnected = true;
      listener.connected();
    } else if (state === "failed" || state === "closed") listener.gone();
  });
  try {
    const transceivers: Record<string, RTCRtpTransceiver> = {
      [wanted.video]: peer.addTransceiver("video", { direction: "sendonly" }),
      ...(wanted.audio === undefined
        ? {}
        : { [wanted.audio]: peer.addTransceiver("audio", { direction: "sendonly" }) }),
    };
    await peer.setRemoteDescription({ type: "offer", sdp: withoutCandidates(sdp) });
    await peer.setLocalDescription(await peer.createAnswer());
    const answer = peer.localDescription?.sdp;
    if (answer === undefined || !/^m=video [1-9]/m.test(answer))
      throw new Error("the offer takes no H.264 of packetization-mode 1");
    const senders = new Map(
      Object.entries(transceivers).map(([stream, transceiver]) => [stream, senderOf(transceiver)]),
    );
    transceivers[wanted.video]?.sender.onPictureLossIndication.subscribe(() => listener.lost());
    return {
      answer,
      kindOf: (stream) => (stream === wanted.video ? "video" : "audio"),
      send: (stream, key, parcel) => senders.get(stream)?.(key, parcel),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** Sends parcels with sequence numbers of the viewer's own. */
function senderOf({ sender, headerExtensions }: RTCRtpTransceiver): (key: boolean, parcel: Parcel) => void {
  const id = headerExtensions.find(({ uri }) => uri === playoutDelay)?.id;
  const extensions = id === undefined ? [] : [{ id, payload: noDelay }];
  let sequenceNumber = randomBytes(2).readUInt16BE();
  let waits = true;
  return (key, { timestamp, payloads }) => {
    if (key) waits = false;
    if (waits) return;
    for (const { bytes, marker } of payloads) {
      const packet = new RtpPacket(new RtpHeader({ sequenceNumber, timestamp, marker, extensions }), bytes);
      sequenceNumber = (sequenceNumber + 1) & 0xffff;
      // It fails where the viewer has gone meanwhile, which the connection's state tells.
      sender.sendRtp(packet).catch(() => undefined);
    }
  };
}

/** The offer without the places at which the viewer may be: they are not looked for. */
function withoutCandidates(sdp: string): string {
  return sdp
    .split(/\r?\n/)
    .filter((line) => !/^a=(?:candidate:|end-of-candidates)/.test(line))
    .join("\r\n");
}

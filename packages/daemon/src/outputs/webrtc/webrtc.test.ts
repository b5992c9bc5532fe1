import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as after } from "node:timers/promises";
import { RTCPeerConnection, useH264, usePCMU } from "werift";
import { Stream } from "../../bus/stream.ts";
import { openWebrtc, type Webrtc, type WebrtcMedia } from "./index.ts";

/** An Annex B picture: parameter sets and a slice that needs more than one packet. */
const picture = (): Uint8Array<ArrayBuffer> => {
  const unit = (type: number, size: number): number[] => [
    0,
    0,
    0,
    1,
    type,
    ...Array<number>(size).fill(0x55),
  ];
  return Uint8Array.from([...unit(0x67, 12), ...unit(0x68, 4), ...unit(0x65, 3000)]);
};

const streamOf = (name: string): Stream => new Stream(name, { start() {}, stop() {}, refresh() {} }, 0);

interface Viewer extends AsyncDisposable {
  readonly peer: RTCPeerConnection;
  readonly offer: string;
}

async function openViewer({ audio = false } = {}): Promise<Viewer> {
  const peer = new RTCPeerConnection({
    codecs: { video: [useH264()], audio: [usePCMU()] },
    iceServers: [],
    bundlePolicy: "max-bundle",
    iceAdditionalHostAddresses: ["127.0.0.1"],
  });
  peer.addTransceiver("video", { direction: "recvonly" });
  if (audio) peer.addTransceiver("audio", { direction: "recvonly" });
  await peer.setLocalDescription(await peer.createOffer());
  return { peer, offer: peer.localDescription!.sdp, [Symbol.asyncDispose]: () => peer.close() };
}

const join = (webrtc: Webrtc, offer: string, media: WebrtcMedia) =>
  webrtc.join({ offer, media, addresses: ["127.0.0.1"], name: "anna", remoteAddress: "127.0.0.1" });

const open = (limits = {}) => {
  const log: string[] = [];
  return Object.assign(openWebrtc({ log: ({ message }) => log.push(message), limits }), { log });
};

/** Resolves when nobody watches any more. */
async function gone(webrtc: Webrtc): Promise<void> {
  while (webrtc.viewers > 0) await after(10);
}

describe("webrtc", { timeout: 60_000 }, () => {
  it("sends pictures and sound to a viewer, and counts it, until the stream ends", async () => {
    using webrtc = open();
    await using viewer = await openViewer({ audio: true });
    const media = { video: streamOf("h264/1"), audio: streamOf("sound") };
    const joined = await join(webrtc, viewer.offer, media);
    assert.equal(joined.kind, "joined");
    assert.ok(joined.kind === "joined");
    assert.doesNotMatch(joined.answer, /typ (?:srflx|relay)/);
    const heard = new Map<string, number>();
    const both = Promise.withResolvers<void>();
    viewer.peer.onTrack.subscribe((track) => {
      track.onReceiveRtp.subscribe(({ payload }) => {
        heard.set(track.kind, (heard.get(track.kind) ?? 0) + payload.length);
        if ((heard.get("video") ?? 0) > 6000 && (heard.get("audio") ?? 0) > 160) both.resolve();
      });
    });
    await viewer.peer.setRemoteDescription({ type: "answer", sdp: joined.answer });
    let n = 0;
    const feeding = setInterval(() => {
      n += 1;
      const pts = 1_700_000_000 + n / 50;
      media.video.publish({ data: picture(), pts, key: n % 5 === 1 });
      media.audio.publish({ data: new Uint8Array(160), pts, key: true });
    }, 20);
    try {
      await both.promise;
    } finally {
      clearInterval(feeding);
    }
    assert.deepEqual(
      [...media.video.readers].map(({ output }) => output).sort(),
      ["start", "webrtc"],
      "the viewer is counted once",
    );
    media.video.end();
    assert.equal(webrtc.viewers, 0);
    assert.equal(media.video.readers.size + media.audio.readers.size, 0);
    assert.deepEqual(webrtc.log, []);
  });

  it("refuses what is no offer for it, and more viewers than it takes", async () => {
    using webrtc = open({ viewers: 1 });
    const media = { video: streamOf("h264/1") };
    await using viewer = await openViewer();
    const problem = async (offer: string): Promise<string> => {
      const joined = await join(webrtc, offer, media);
      return joined.kind === "refused" ? joined.problem : joined.kind;
    };
    assert.equal(await problem(""), "the body is no SDP offer");
    assert.equal(await problem(`v=0\r\n${"a=x\r\n".repeat(20_000)}`), "the body is no SDP offer");
    assert.equal(await problem(viewer.offer.replaceAll("H264", "VP8")), "the offer takes no H.264");
    assert.match(await problem("v=0\r\na=rtpmap:96 H264/90000\r\nm=video x\r\n"), /\w/);
    assert.equal(webrtc.viewers, 0);
    assert.equal((await join(webrtc, viewer.offer, media)).kind, "joined");
    assert.equal((await join(webrtc, viewer.offer, media)).kind, "full");
  });

  it("forgets who does not come after the answer, and sends away who may not watch any more", async () => {
    using webrtc = open({ connectSeconds: 0.5 });
    const media = { video: streamOf("h264/1") };
    await using viewer = await openViewer();
    assert.equal((await join(webrtc, viewer.offer, media)).kind, "joined");
    assert.equal(webrtc.viewers, 1);
    await gone(webrtc);
    assert.equal(media.video.readers.size, 0);
    const again = await join(webrtc, viewer.offer, media);
    webrtc.expel(({ name }) => name === "bert");
    assert.equal(webrtc.viewers, 1);
    webrtc.expel(({ name }) => name === "anna");
    assert.equal(webrtc.viewers, 0);
    assert.ok(again.kind === "joined" && !webrtc.leave(again.id));
  });

  it("ends with a viewer who vanishes without a word", async () => {
    using webrtc = open({ silentSeconds: 1 });
    const media = { video: streamOf("h264/1") };
    await using viewer = await openViewer();
    const joined = await join(webrtc, viewer.offer, media);
    assert.ok(joined.kind === "joined");
    const connected = Promise.withResolvers<void>();
    viewer.peer.connectionStateChange.subscribe((state) => state === "connected" && connected.resolve());
    await viewer.peer.setRemoteDescription({ type: "answer", sdp: joined.answer });
    await connected.promise;
    // Its socket falls silent, as that of a phone that has left the house.
    for (const { connection } of viewer.peer.iceTransports) await connection.close();
    await gone(webrtc);
    assert.equal(media.video.readers.size, 0);
  });
});

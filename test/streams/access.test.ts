import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, it } from "node:test";
import {
  type Algorithm,
  type Challenge,
  formatAuthorization,
  parseChallenges,
} from "@pinhole/kit/formats/digest";
import { parseRtcp } from "@pinhole/kit/formats/rtcp";
import type { Client } from "../../packages/daemon/src/outputs/rtsp/fixture.ts";
import { basic, type Login } from "../program/clients.ts";
import { admin, until } from "../program/program.ts";
import { type Camera, openCamera } from "./watching.ts";

const video = "/img/video.sav";

const hash = (algorithm: Algorithm, text: string): string =>
  createHash(algorithm === "MD5" ? "md5" : "sha256")
    .update(text)
    .digest("hex");

/** Sets both tracks of a path up and plays them. */
async function playBoth(client: Client, path: string): Promise<void> {
  const session = await client.setUp(`${path}/trackID=1`);
  await client.setUp(`${path}/trackID=2`, "2-3", session);
  assert.equal(await client.status("PLAY", path, [["Session", session]]), 200);
  await client.framed(50);
}

/** The channels on which somebody said goodbye. */
const byes = ({ frames }: Client): ReadonlySet<number> =>
  new Set(
    frames.flatMap(({ channel, payload }) => {
      const isBye = channel % 2 === 1 && parseRtcp(payload).some(({ kind }) => kind === "bye");
      return isBye ? [channel] : [];
    }),
  );

describe("RTSP", () => {
  let camera: Camera;
  before(async () => {
    camera = await openCamera();
  });
  after(() => camera[Symbol.asyncDispose]());

  const describing = async (path: string, auth = basic(admin)): Promise<number> => {
    const client = await camera.client();
    client.auth = auth;
    const status = await client.status("DESCRIBE", path);
    client.socket.destroy();
    return status;
  };
  const challenges = async (): Promise<readonly Challenge[]> => {
    const client = await camera.client();
    client.auth = "";
    const { status, headers } = await client.ask("DESCRIBE", video);
    client.socket.destroy();
    assert.equal(status, 401);
    return parseChallenges(headers.get("www-authenticate") ?? "");
  };

  it("lets in who logs in by Basic, or by Digest with MD5 or SHA-256", async () => {
    const offered = await challenges();
    const names = offered.map((one) => (one.scheme === "basic" ? "Basic" : one.algorithm));
    assert.deepEqual(names.toSorted(), ["Basic", "MD5", "SHA-256"]);
    const uri = `rtsp://127.0.0.1:${camera.rtspPort}${video}`;
    const login = { user: "admin", method: "DESCRIBE", uri, cnonce: "c0ffee" };
    for (const [n, challenge] of offered.entries()) {
      const answer = (password: string, count: number): string =>
        formatAuthorization(challenge, { ...login, password, count }, hash);
      assert.equal(await describing(video, answer("wrong", 1)), 401, names[n]);
      assert.equal(await describing(video, answer("secret", 2)), 200, names[n]);
    }
  });

  it("lets in who signs for a track with the address of the whole, as live555 does", async () => {
    const md5 = (await challenges()).find((one) => one.scheme === "digest" && one.algorithm === "MD5");
    assert.ok(md5?.scheme === "digest");
    const client = await camera.client();
    const uri = `${client.base}/img/media.sav/`;
    const login = { user: "admin", password: "secret", method: "SETUP", uri, cnonce: "", count: 1 };
    client.auth = formatAuthorization({ ...md5, qop: false }, login, hash);
    await client.setUp("/img/media.sav/trackID=1");
    client.auth = formatAuthorization({ ...md5, qop: false }, { ...login, password: "wrong" }, hash);
    await assert.rejects(client.setUp("/img/media.sav/trackID=2", "2-3"), /401/);
    client.socket.destroy();
  });

  it("slows and then locks who guesses passwords, whatever is guessed", async () => {
    const began = performance.now();
    const statuses: number[] = [];
    for (let n = 0; n < 12; n++) statuses.push(await describing(video, basic(["guest", String(n)])));
    assert.ok(
      statuses.slice(0, 9).every((status) => status === 401),
      statuses.join(),
    );
    assert.equal(statuses.at(-1), 429);
    assert.ok(performance.now() - began > 300, "no slower than right ones");
    assert.equal((await camera.get("/img/query.cgi", ["guest", "x"])).status, 429);
    assert.equal(await describing(video), 200);
  });

  it("asks nobody for a login where viewers need none", async () => {
    await camera.set("group=USER&login_check=0");
    assert.equal(await describing(video, ""), 200);
    await camera.set("group=USER&login_check=1");
    assert.equal(await describing(video, ""), 401);
  });

  it("lets only those hear who may listen, and ends it when they may no longer", async () => {
    const listen = (...may: readonly number[]) =>
      camera.set(`group=USER&audio_in_ctrl=${Array.from({ length: 20 }, (_, n) => may[n] ?? 0)}`);
    await camera.set("group=USER&user1=anna,hears&user2=ben,looks");
    await listen(1);
    const [anna, ben] = [basic(["anna", "hears"]), basic(["ben", "looks"])];
    const heard = async (auth: string): Promise<boolean> => {
      const client = await camera.client();
      client.auth = auth;
      const { status, body } = await client.ask("DESCRIBE", "/img/media.sav");
      assert.equal(status, 200);
      client.socket.destroy();
      return /m=audio/.test(new TextDecoder().decode(body));
    };
    assert.deepEqual([await heard(anna), await heard(ben), await heard(basic(admin))], [true, false, true]);
    assert.deepEqual(
      [await describing("/img/audio.sav", anna), await describing("/img/audio.sav", ben)],
      [200, 403],
    );
    const flv = async (authorization: string): Promise<number | undefined> => {
      const { body } = await fetch(`${camera.base}/img/media.flv`, { headers: { authorization } });
      const reader = body!.getReader();
      const { value } = await reader.read();
      await reader.cancel();
      return value?.[4];
    };
    assert.deepEqual([await flv(anna), await flv(ben)], [5, 1], "the tracks of the FLV's head");
    const sdp = async (login: Login): Promise<boolean> =>
      /m=audio/.test((await camera.get("/img/media.sdp", login)).text);
    assert.deepEqual([await sdp(["anna", "hears"]), await sdp(["ben", "looks"])], [true, false]);

    const [hers, his] = [await camera.client(), await camera.client()];
    hers.auth = anna;
    his.auth = ben;
    await playBoth(hers, "/img/media.sav");
    const session = await his.setUp("/img/media.sav/trackID=1");
    await assert.rejects(his.setUp("/img/media.sav/trackID=2", "2-3", session), /404/);
    assert.equal(await his.status("PLAY", "/img/media.sav", [["Session", session]]), 200);
    await listen(0);
    await hers.closed;
    assert.deepEqual([...byes(hers)].toSorted(), [1, 3]);
    const before = his.frames.length;
    await his.framed(before + 20);
    await camera.set("group=USER&user2=ben,changed");
    await his.closed;
  });

  it("knows what it has not", async () => {
    await camera.set("group=H264&mode3=0");
    const off = ["/nowhere", "/stream/h264/3", "/livestream/13", "/stream/h264/4", "/stream/mpeg4/2"];
    for (const path of off) assert.equal(await describing(path), 404, path);
    await camera.set("group=AUDIO&audio_in=0");
    assert.equal(await describing("/img/audio.sav"), 404);
    const client = await camera.client();
    const { body } = await client.ask("DESCRIBE", "/img/media.sav");
    client.socket.destroy();
    assert.doesNotMatch(new TextDecoder().decode(body), /m=audio/);
    await camera.set("group=AUDIO&audio_in=1");
    assert.equal(await describing("/img/audio.sav"), 200);
  });

  it("sends packets of at most the size that is set", async () => {
    for (const size of [400, 1400]) {
      await camera.set(`group=RTSP_RTP&rtp_size=${size}`);
      const client = await camera.client();
      const session = await client.setUp(`${video}/trackID=1`);
      await client.ask("PLAY", video, [["Session", session]]);
      await client.framed(60);
      await client.ask("TEARDOWN", video, [["Session", session]]);
      client.socket.destroy();
      const largest = Math.max(...client.frames.map(({ payload }) => payload.length));
      assert.ok(largest <= size && largest > size - 20, `${largest} of ${size}`);
    }
  });

  it("shows nothing to who had set up before privacy, and plays it when that is over", async () => {
    const client = await camera.client();
    const session = await client.setUp(`${video}/trackID=1`);
    await camera.get("/adm/privacy_ctl.cgi?privacy=start");
    assert.equal(await client.status("PLAY", video, [["Session", session]]), 403);
    await camera.get("/adm/privacy_ctl.cgi?privacy=stop");
    assert.equal(await client.status("PLAY", video, [["Session", session]]), 200);
    await client.framed(10);
    client.socket.destroy();
  });

  it("sends packets of the size that is set meanwhile also where somebody watches", async () => {
    await camera.set("group=RTSP_RTP&rtp_size=1400");
    const first = await camera.client();
    await playBoth(first, "/img/media.sav");
    await camera.set("group=RTSP_RTP&rtp_size=400");
    const second = await camera.client();
    await playBoth(second, "/img/media.sav");
    // What it begins with was packed for the other.
    await second.framed(300);
    const largest = Math.max(...second.frames.slice(-40).map(({ payload }) => payload.length));
    assert.ok(largest <= 400, `${largest}`);
    await camera.set("group=RTSP_RTP&rtp_size=1400");
    for (const { socket } of [first, second]) socket.destroy();
  });

  it("sends everybody away when privacy is switched on", async () => {
    const client = await camera.client();
    await playBoth(client, "/img/media.sav");
    await camera.get("/adm/privacy_ctl.cgi?privacy=start");
    await client.closed;
    assert.deepEqual([...byes(client)].toSorted(), [1, 3]);
    assert.equal(await describing(video), 403);
    assert.equal(await describing("/img/audio.sav"), 403);
    await camera.get("/adm/privacy_ctl.cgi?privacy=stop");
    assert.equal(await describing(video), 200);
  });

  it("sends those away whose channel is switched off, and goes on when it is the sound", async () => {
    const client = await camera.client();
    await playBoth(client, "/stream/h264/2");
    await camera.set("group=AUDIO&audio_in=0");
    await until("the sound ends", () => byes(client).has(3));
    const before = client.frames.length;
    await client.framed(before + 20);
    assert.ok(!client.socket.destroyed);
    const silent = client.frames.length;
    await camera.set("group=AUDIO&audio_in=1");
    const isSound = ({ channel }: { readonly channel: number }): boolean => channel === 2;
    await until("the sound is back", () => client.frames.slice(silent).some(isSound));
    await camera.set("group=H264&mode2=0");
    await client.closed;
    assert.ok(byes(client).has(1));
    assert.equal(await describing("/stream/h264/2"), 404);
  });
});

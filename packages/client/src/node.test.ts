import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { CameraError, type ErrorCode, openCamera } from "./node.ts";

const facts = "hostname=Old\r\nmodel_number=RC8221\r\nfw_ver=V1\r\nrtsp_port=554\r\n";

interface Standin extends AsyncDisposable {
  readonly address: string;
  readonly heads: readonly string[];
}

type Answer = (head: string, socket: Socket) => string | Uint8Array | undefined;

/** A camera of few manners: what `answer` gives is written to the wire as it is, then the connection ends. */
async function standin(answer: Answer): Promise<Standin> {
  const open = new Set<Socket>();
  const heads: string[] = [];
  const server = createServer((socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    socket.on("error", () => {});
    let text = "";
    socket.on("data", (bytes) => {
      text += bytes.toString("latin1");
      if (!text.includes("\r\n\r\n")) return;
      const head = text;
      text = "";
      heads.push(head);
      const said = answer(head, socket);
      if (said !== undefined) socket.end(said);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    heads,
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** HTTP/1.0 without a length, lines ended by LF alone. */
const bare = (body: string, status = "200 OK", headers = ""): string =>
  `HTTP/1.0 ${status}\n${headers}\n${body}`;

const query = (head: string): boolean => head.startsWith("GET /util/query.cgi");

const code =
  (wanted: ErrorCode, words = /./) =>
  (error: unknown): boolean =>
    error instanceof CameraError && error.code === wanted && words.test(error.message);

test("a camera of HTTP/1.0, without length and type, is read", async () => {
  await using old = await standin((head) =>
    query(head) ? bare(facts) : bare("[MOTION]\nmd_switch2=1\nmd_window2=1,2,30,40\n\n"),
  );
  const camera = await openCamera(`http://u:p@${old.address}`);
  assert.deepEqual([camera.dialect, camera.model.name], ["sercomm", "RC8221"]);
  const second = await camera.get("motionWindow", 2);
  assert.deepEqual([second.enabled, second.area], [true, [1, 2, 30, 40]]);
  assert.ok((await camera.readGroup("motionWindow")).missing.includes("MOTION.md_switch1"));
  assert.deepEqual(await camera.streamUrls(), {
    mjpeg: `http://${old.address}/img/video.mjpeg`,
    flv: `http://${old.address}/img/media.flv`,
    rtsp: "rtsp://127.0.0.1/img/media.sav",
    rtspVideo: "rtsp://127.0.0.1/img/video.sav",
    rtspAudio: "rtsp://127.0.0.1/img/audio.sav",
  });
});

test("Basic is sent when it is asked for, also where a 401 does not say so", async () => {
  for (const challenge of ["", 'WWW-Authenticate: Basic realm="x"\n', "WWW-Authenticate: Nonsense\n"]) {
    await using old = await standin((head) => {
      if (query(head)) return bare(facts);
      return head.includes(`Authorization: Basic ${btoa("us er:p:w")}`) ||
        head.includes(`authorization: Basic ${btoa("us er:p:w")}`)
        ? bare("[EVENT]\r\nevent_trigger=1\r\n")
        : bare("<html><title>401 Unauthorized</title>", "401 Unauthorized", challenge);
    });
    const camera = await openCamera(`http://us%20er:p%3Aw@${old.address}`);
    assert.equal(await camera.isArmed(), true);
  }
});

test("a camera that refuses every login is asked a bounded number of times", async () => {
  let nonce = 0;
  await using old = await standin((head) =>
    query(head)
      ? bare(facts)
      : bare(
          "",
          "401 Unauthorized",
          `WWW-Authenticate: Digest realm="x", nonce="n${++nonce}", qop="auth", stale=true\n`,
        ),
  );
  const camera = await openCamera(`http://u:secret@${old.address}`);
  await assert.rejects(camera.log(), code("login-refused", /^(?!.*secret)/));
  assert.equal(old.heads.filter((head) => head.startsWith("GET /adm/log.cgi")).length, 3);
});

test("gzip is unpacked, and a redirect is followed on the same host only", async () => {
  await using elsewhere = await standin(() => bare(facts));
  await using old = await standin((head) => {
    if (head.startsWith("GET /util/query.cgi")) {
      const body = gzipSync(facts);
      return Buffer.concat([Buffer.from("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"), body]);
    }
    if (head.startsWith("GET /adm/log.cgi")) return bare("", "302 Found", "Location: /there\n");
    if (head.startsWith("GET /there"))
      return bare("2015-10-13 07:12:33 DHCP: Lease renewal successfully.\r\n");
    return bare("", "302 Found", `Location: http://localhost:${elsewhere.address.split(":")[1]}/\n`);
  });
  const camera = await openCamera(`http://u:p@${old.address}`);
  assert.deepEqual(await camera.log(), [
    { at: "2015-10-13 07:12:33", source: "DHCP", message: "Lease renewal successfully." },
  ]);
  assert.ok(camera.dialect === "sercomm");
  await assert.rejects(camera.reboot(), code("reply-damaged", /another host/));
  assert.equal(elsewhere.heads.length, 0);
});

test("what hangs, lies, is cut off or is no camera has its own error", async () => {
  await using silent = await standin(() => undefined);
  await assert.rejects(openCamera(silent.address, { timeoutMs: 100 }), code("timeout"));
  await using garbage = await standin(() => "\0\x01\x02 no HTTP at all");
  await assert.rejects(openCamera(garbage.address), code("reply-damaged"));
  await using cut = await standin(() => "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhostname=x");
  await assert.rejects(openCamera(cut.address), code("unreachable"));
  await using router = await standin(() => bare("<html>Router</html>"));
  await assert.rejects(openCamera(router.address), code("not-offered"));
  await assert.rejects(openCamera("http://127.0.0.1:1"), code("unreachable"));
  await assert.rejects(openCamera("ftp://x"), /must be http/);
  const stop = new AbortController();
  const opening = openCamera(silent.address, { signal: stop.signal });
  stop.abort(new Error("enough"));
  await assert.rejects(opening, /enough/);
});

test("who refuses a body that comes as it is made says why", { timeout: 20_000 }, async () => {
  await using old = await standin((head) =>
    query(head) ? bare(facts) : bare("the speaker is busy\r\n", "503 Busy"),
  );
  const { transport } = await openCamera(old.address);
  async function* sound(): AsyncGenerator<Uint8Array> {
    for (;;) {
      yield new Uint8Array(400);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  const request = { method: "POST", path: "/img/g711a.cgi" } as const;
  const pouring = transport.pour?.(request, sound(), new AbortController().signal);
  await assert.rejects(pouring ?? Promise.resolve(), code("camera-failed", /answered 503/));
});

test("motion JPEG comes as pictures, until the loop is left", async () => {
  const picture = (n: number): string => `\xff\xd8${n}\xff\xd9`;
  const ended: boolean[] = [];
  await using old = await standin((head, socket) => {
    if (query(head)) return bare(facts);
    socket.write("HTTP/1.0 200 OK\r\ncontent-type: multipart/x-mixed-replace;boundary=B\r\n\r\n");
    let n = 0;
    const timer = setInterval(() => {
      n += 1;
      socket.write(`--B\r\ncontent-type:image/jpeg\r\ncontent-length: 5\r\n\r\n${picture(n)}\r\n`, "latin1");
    }, 5);
    socket.on("close", () => {
      clearInterval(timer);
      ended.push(true);
    });
    return undefined;
  });
  const camera = await openCamera(old.address);
  const seen: number[] = [];
  for await (const jpeg of camera.pictures()) {
    seen.push((jpeg[2] ?? 0) - 48);
    if (seen.length === 3) break;
  }
  assert.deepEqual(seen, [1, 2, 3]);
  const stop = new AbortController();
  await assert.rejects(async () => {
    for await (const _ of camera.pictures({ signal: stop.signal })) stop.abort(new Error("enough"));
  }, /enough/);
});

test("an INSTAR camera is recognised, and named by its address where a camera speaks both", async () => {
  const asked = (head: string): string | undefined => /cmd=(\w+)/.exec(head)?.[1];
  await using instar = await standin((head) => {
    if (asked(head) === "getserverinfo")
      return bare('cmd="getserverinfo";\nmodel="IN-9408";\nsoftVersion="3.1";\nresponse="200";\n');
    if (asked(head) === "getalarmattr") return bare('cmd="getalarmattr";\narmed="1";\nresponse="200";\n');
    return bare("", "404 Not Found");
  });
  const camera = await openCamera(`http://admin:instar@${instar.address}`);
  assert.ok(camera.dialect === "instar");
  assert.deepEqual(camera.model, { name: "IN-9408", firmware: "3.1" });
  assert.equal(await camera.isArmed(), true);
  assert.equal((await camera.get("events")).armed, true);
  assert.deepEqual(await camera.streamUrls(), {
    mjpeg: `http://${instar.address}/livestream/12?action=play&media=mjpeg`,
    rtsp: "rtsp://127.0.0.1/livestream/11",
  });
  await assert.rejects(openCamera(`sercomm://${instar.address}`), code("not-offered", /Sercomm camera/));
  assert.equal((await openCamera(`instar://${instar.address}`)).dialect, "instar");
  await using locked = await standin(() => bare("", "401 Unauthorized"));
  await assert.rejects(
    openCamera(`http://admin:wrong@${locked.address}`),
    code("login-refused", /^(?!.*wrong)/),
  );
});

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer as createSecure } from "node:https";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { needs } from "../../../../../test/peers.ts";
import { jpeg, openFolder } from "../fixtures/clips.ts";
import { pushMjpeg } from "../fixtures/serve.ts";
import { watch } from "../fixtures/watch.ts";
import { camera } from "./index.ts";

// Port 1 has no RTSP server.
const facts = "hostname=Camera\nmodel_number=RC8221\nrtsp_port=1\n";
const serverInfo =
  'cmd="getserverinfo";\nmodel="IN-9408 2K+";\nsoftVersion="3.2";\nname="Yard";\nresponse="200";\n';

interface Standin extends AsyncDisposable {
  readonly address: string;
  readonly asked: readonly string[];
}

/** A camera of few manners: what `answer` writes goes to the wire as it is, and the connection ends unless it says so. */
async function standin(
  answer: (head: string, socket: Socket) => string | Uint8Array | undefined,
): Promise<Standin> {
  const open = new Set<Socket>();
  const asked: string[] = [];
  const server = createServer((socket) => {
    open.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => open.delete(socket));
    socket.once("data", (bytes) => {
      const head = bytes.toString("latin1");
      asked.push(head.split(" ").slice(0, 2).join(" "));
      const said = answer(head, socket);
      if (said !== undefined) socket.end(said);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
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

const is = (head: string, path: string): boolean => head.split(" ")[1]?.startsWith(path) === true;

/** Motion JPEG of HTTP/1.0. */
function push(socket: Socket): undefined {
  socket.write("HTTP/1.0 200 OK\nContent-Type: multipart/x-mixed-replace;boundary=cut\n\n");
  const picture = jpeg([120, 128, 128]);
  const timer = setInterval(() => {
    socket.write(`--cut\r\nContent-Type: image/jpeg\r\nContent-Length: ${picture.length}\r\n\r\n`);
    socket.write(picture);
    socket.write("\r\n");
  }, 40);
  socket.once("close", () => clearInterval(timer));
}

describe("the stream of a camera", { concurrency: true }, () => {
  it("comes as motion JPEG where there is no RTSP, from a camera of HTTP/1.0 that wants Basic", async () => {
    const basic = /authorization: basic (\S+)/i;
    await using old = await standin((head, socket) => {
      if (is(head, "/util/query.cgi")) return bare(facts);
      const login = basic.exec(head)?.[1];
      if (login === undefined || atob(login) !== "administrator:p@ss:word")
        return bare(
          "<title>401 Unauthorized</title>",
          "401 Unauthorized",
          'WWW-Authenticate: Basic realm="x"\n',
        );
      if (is(head, "/img/video.mjpeg")) return push(socket);
      return bare("[VIDEO]\n");
    });
    await using source = watch(camera, `sercomm://administrator:p%40ss%3Aword@${old.address}`);
    const shown = await source.pictures(10);
    assert.deepEqual([shown[0]!.width, shown[0]!.height], [64, 48]);
  });

  it("of an INSTAR camera is found without being told its dialect", async () => {
    await using old = await standin((head, socket) => {
      if (is(head, "/param.cgi?cmd=getserverinfo")) return bare(serverInfo);
      if (is(head, "/livestream/12")) return push(socket);
      return bare("not found", "404 Not Found");
    });
    await using source = watch(camera, `camera://admin:x@${old.address}?mjpeg`);
    await source.pictures(5);
  });

  it("is found where the answer is zipped, and where the first words are CRLF and blanks", async () => {
    await using old = await standin((head, socket) => {
      if (is(head, "/img/video.mjpeg")) return push(socket);
      const body = gzipSync(`\r\n\r\n  ${facts.replaceAll("\n", "\r\n\r\n")}`);
      return Buffer.concat([
        Buffer.from(`HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`),
        body,
      ]);
    });
    await using source = watch(camera, `sercomm://${old.address}?mjpeg`);
    await source.pictures(3);
  });

  for (const [what, answer] of [
    ["a wrong login", (head) => (is(head, "/util") ? bare(facts) : bare("", "401 Unauthorized"))],
    [
      "logins without end",
      (head) =>
        is(head, "/util")
          ? bare(facts)
          : bare(
              "",
              "401 Unauthorized",
              `WWW-Authenticate: Digest realm="x", qop="auth", nonce="${Math.random()}"\n`,
            ),
    ],
    ["a page to log in at", () => bare("", "302 Found", "Location: /login.html\n")],
    ["a redirect to elsewhere", () => bare("", "302 Found", "Location: http://10.9.8.7/\n")],
    ["a web page", () => bare("<html><title>Router</title></html>")],
    ["garbage", () => new Uint8Array(5000).map((_, n) => (n * 89) % 256)],
    ["nothing", () => ""],
    ["an answer that is cut off", () => "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhostname=Ca"],
    ["a body that is no gzip", () => bare("nonsense", "200 OK", "Content-Encoding: gzip\n")],
  ] as const satisfies readonly (readonly [string, (head: string) => string | Uint8Array])[]) {
    it(`ends with words where there is ${what}, after few requests`, async () => {
      await using old = await standin(answer);
      await using source = watch(camera, `sercomm://admin:hidden@${old.address}`);
      const error = await source.failure(15_000);
      assert.ok(error, "it failed");
      assert.doesNotMatch(error.message, /hidden/);
      assert.ok(old.asked.length < 20, `${old.asked.length} requests`);
      assert.equal(source.shown.length, 0);
    });
  }

  for (const words of [
    "",
    "HTTP/1.1 200 OK\r\nContent-Le",
    "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhost",
  ]) {
    it(`of a camera that hangs after ${words.length} bytes is left at once when the source is stopped`, async () => {
      await using old = await standin((_head, socket) => {
        socket.write(words);
        return undefined;
      });
      await using source = watch(camera, `sercomm://admin:x@${old.address}`);
      while (old.asked.length === 0) await new Promise((later) => setTimeout(later, 10));
      const tookMs = await source.stop();
      assert.ok(tookMs < 1000, `${tookMs} ms`);
    });
  }

  it("comes over TLS 1.0 when that is asked for, and not otherwise", { skip: needs("openssl") }, async () => {
    using folder = openFolder();
    const [key, cert] = [folder.file("key.pem"), folder.file("cert.pem")];
    execFileSync("openssl", [
      ...["req", "-x509", "-newkey", "rsa:1024", "-nodes", "-days", "2", "-subj", "/CN=camera"],
      ...["-keyout", key, "-out", cert],
    ]);
    const server = createSecure(
      {
        ...{ key: readFileSync(key), cert: readFileSync(cert) },
        ...{ minVersion: "TLSv1", maxVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" },
      },
      (req, res) => {
        if (req.url?.startsWith("/util/query.cgi")) res.end(facts);
        else pushMjpeg(res);
      },
    ).listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      const place = `127.0.0.1:${(server.address() as AddressInfo).port}`;
      await using source = watch(camera, `sercomms://admin:x@${place}?insecure&old-tls&mjpeg`);
      await source.pictures(3);
      await using refused = watch(camera, `sercomms://admin:x@${place}?insecure&mjpeg`);
      assert.ok(await refused.failure());
      await using strict = watch(camera, `sercomms://admin:x@${place}?old-tls&mjpeg`);
      assert.match((await strict.failure())?.message ?? "", /certificate/);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

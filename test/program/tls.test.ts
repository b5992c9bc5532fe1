import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { readFile, stat } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { describe, it } from "node:test";
import { needs } from "../peers.ts";
import { run as runPeer } from "../streams/watching.ts";
import { admin, emptyFolder, freePort, type Program, run, start, until } from "./program.ts";

const login = admin.join(":");
const tls = ["--https", "0", "--rtsps", "0"] as const;

/** What the banner says of TLS. */
function told({ written: { stdout } }: Program): {
  readonly https: string;
  readonly rtsps: string;
  readonly sha256: string;
} {
  const [, https = ""] = /HTTPS {2,}(https:\/\/\S+)\//.exec(stdout) ?? [];
  const [, rtsps = ""] = /RTSPS {2,}(rtsps:\/\/\S+)/.exec(stdout) ?? [];
  const [, sha256 = ""] = /SHA-256 {2,}((?:[0-9A-F]{2}:){31}[0-9A-F]{2})\n/.exec(stdout) ?? [];
  return { https, rtsps, sha256 };
}

/** Whether somebody listens on a port of this machine. */
async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

describe("TLS", () => {
  it("is spoken with a certificate that curl can trust", { skip: needs("curl", "openssl") }, async () => {
    await using folder = await emptyFolder();
    await using camera = await start(folder, tls);
    const { https, sha256 } = told(camera);
    const certificate = join(folder.path, "keys", "certificate.pem");
    assert.equal(new X509Certificate(await readFile(certificate)).fingerprint256, sha256);
    assert.equal((await stat(join(folder.path, "keys", "camera.pem"))).mode & 0o777, 0o600);
    const curl = (...args: string[]) =>
      runPeer("curl", ["-sS", "--noproxy", "*", "--max-time", "20", ...args]);
    const trusting = ["--cacert", certificate];
    for (const host of ["127.0.0.1", "localhost"]) {
      const page = await curl(...trusting, `${https.replace("127.0.0.1", host)}/util/query.cgi`);
      assert.match(page.out, /^hostname=MyCamera/, page.words);
    }
    const facts = await curl(...trusting, `${https}/util/query.cgi?extension=yes`);
    assert.match(facts.out, new RegExp(`^https_port=${https.split(":").at(-1)}\\r$`, "m"));
    assert.match((await curl(`${https}/`)).words, /self.signed certificate/);
    const picture = join(folder.path, "picture.jpg");
    for (const scheme of ["--basic", "--digest"]) {
      const got = await curl(
        ...trusting,
        scheme,
        "-u",
        login,
        "-o",
        picture,
        "-w",
        "%{http_code}",
        `${https}/img/snapshot.cgi`,
      );
      assert.equal(got.out, "200", got.words);
      assert.equal((await readFile(picture)).readUInt16BE(), 0xffd8);
    }
    const [, port = ""] = /:(\d+)$/.exec(https) ?? [];
    const versions = await Promise.all(
      ["-tls1_1", "-tls1_2", "-tls1_3"].map(async (version) => {
        const args = [
          "s_client",
          "-connect",
          `127.0.0.1:${port}`,
          version,
          "-cipher",
          "ALL:@SECLEVEL=0",
          "-CAfile",
          certificate,
        ];
        const { out } = await runPeer("sh", ["-c", 'exec openssl "$@" < /dev/null 2>&1', "sh", ...args]);
        return /Verify return code: 0 \(ok\)/.test(out) && /Cipher is [A-Z]+[-_]/.test(out);
      }),
    );
    assert.deepEqual(versions, [false, true, true]);
  });

  it("carries RTSP for ffmpeg and GStreamer", { skip: needs("ffmpeg", "gst-launch-1.0") }, async () => {
    await using folder = await emptyFolder();
    await using camera = await start(folder, tls);
    const address = told(camera).rtsps.replace("//", `//${login}@`);
    const played = await runPeer("ffmpeg", [
      ...["-v", "warning", "-i", address],
      ...["-t", "1", "-map", "0:v", "-map", "0:a", "-f", "null", "-"],
    ]);
    assert.deepEqual([played.status, played.words], [0, ""]);
    const line = `-q rtspsrc location=${address} tls-validation-flags=0 latency=100 name=s s. ! rtph264depay ! fakesink num-buffers=20`;
    const { words } = await runPeer("gst-launch-1.0", line.split(" "));
    assert.doesNotMatch(words.replace(/^.*gst_rtspsrc_pause.*$/gms, ""), /ERROR/);
  });

  it("is spoken with the user's own certificate", { skip: needs("openssl", "curl") }, async () => {
    await using folder = await emptyFolder();
    const [cert, key] = [join(folder.path, "own.crt"), join(folder.path, "own.key")];
    const make =
      "req -x509 -newkey rsa:2048 -nodes -subj /CN=own -addext subjectAltName=IP:127.0.0.1 -days 9";
    assert.equal((await runPeer("openssl", [...make.split(" "), "-keyout", key, "-out", cert])).status, 0);
    await using camera = await start(folder, [...tls, "--tls-cert", cert, "--tls-key", key]);
    const { https, sha256 } = told(camera);
    assert.equal(new X509Certificate(await readFile(cert)).fingerprint256, sha256);
    const page = await runPeer("curl", ["-sS", "--noproxy", "*", "--cacert", cert, `${https}/healthz`]);
    assert.equal(page.status, 0, page.words);
  });

  it("is refused in words where it can not be", async () => {
    await using folder = await emptyFolder();
    const place = ["serve", "--http", "0", "--rtsp", "0", "--bind", "127.0.0.1", "--state", folder.path];
    const half = await run(...place, "--tls-cert", "x.pem");
    assert.match(half.stderr, /--tls-cert and --tls-key go together/);
    const missing = await run(
      ...place,
      ...tls,
      "--tls-cert",
      "/nowhere/x.pem",
      "--tls-key",
      "/nowhere/x.key",
    );
    assert.deepEqual([missing.status, missing.stdout], [1, ""]);
    assert.match(missing.stderr, /can not read \/nowhere\/x\.pem/);
    assert.match((await run(...place, "--https", "on")).stderr, /--https.*must be a port/s);
    await using holder = await start(folder, ["--https", "0", "--rtsps", "off"]);
    const [, port = ""] = /:(\d+)$/.exec(told(holder).https) ?? [];
    await using other = await emptyFolder();
    const busy = await run(...place.slice(0, -1), other.path, "--https", port, "--rtsps", "off");
    assert.match(busy.stderr, new RegExp(`port ${port} is in use on 127\\.0\\.0\\.1.*with --https`));
  });
});

describe("the group HTTP", () => {
  it("opens and closes the second port, HTTPS and the RTSP port as they change", async () => {
    await using folder = await emptyFolder();
    await using camera = await start(folder, ["--https", String(await freePort()), "--rtsps", "off"]);
    const secure = Number(/:(\d+)$/.exec(told(camera).https)?.[1]);
    const [one, two, third] = [await freePort(), await freePort(), await freePort()];
    assert.ok(await isOpen(secure));
    await camera.set(`group=HTTP&http_port2=1&http_port2_num=${one}`);
    await until("the second port", () => isOpen(one));
    const page = await fetch(`http://127.0.0.1:${one}/util/query.cgi`);
    assert.match(await page.text(), /^hostname=/);
    const viewing = await fetch(`http://127.0.0.1:${one}/img/video.mjpeg`, {
      headers: { authorization: `Basic ${btoa(login)}` },
    });
    const reader = viewing.body!.getReader();
    await reader.read();
    await camera.set(`group=HTTP&http_port2_num=${two}`);
    await until("another second port", async () => (await isOpen(two)) && !(await isOpen(one)));
    await until("the end of the stream of the closed port", async () => {
      const next = await reader.read().catch(() => ({ done: true }));
      return next.done;
    });
    // The answer to the request that closes the very port that it came by.
    const last = await fetch(
      `http://127.0.0.1:${two}/adm/set_group.cgi?group=HTTP&http_port2=0&https_mode=0`,
      {
        headers: { authorization: `Basic ${btoa(login)}` },
      },
    );
    assert.equal(await last.text(), "OK");
    await until("both to be closed", async () => !(await isOpen(two)) && !(await isOpen(secure)));
    assert.match((await camera.get("/util/query.cgi?extension=yes")).text, /^https_port=0\r$/m);
    await camera.set(`group=HTTP&https_mode=1&ssport_enable=1&ssport_number=${third}`);
    await until("HTTPS again", async () => (await isOpen(secure)) && (await isOpen(third)));
    await camera.set(`group=HTTP&http_port2=1&http_port2_num=${third}`);
    await until("words of a port in use", () => camera.written.stderr.includes(`port ${third} is in use`));
    assert.match(camera.written.stderr, /the second HTTP port is not open: .* with HTTP\.http_port2_num/);
    const fourth = await freePort();
    await camera.set(`group=RTSP_RTP&rtsp_port=${fourth}`);
    await until("the RTSP port that was set", () => isOpen(fourth));
    const rtspPort = async () =>
      /^rtsp_port=(\d+)\r$/m.exec((await camera.get("/util/query.cgi?extension=yes")).text)?.[1];
    assert.equal(await rtspPort(), String(fourth));
    await camera.set("group=RTSP_RTP&rtsp_port=554");
    await until("its end", async () => !(await isOpen(fourth)));
    assert.notEqual(await rtspPort(), String(fourth));
    assert.equal((await camera.end("SIGTERM")).status, 0);
  });
});

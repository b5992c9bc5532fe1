import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { after, afterEach, before, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { basic, get, talk } from "./clients.ts";
import { admin, emptyFolder, type Folder, type Program, start, until } from "./program.ts";

describe("hostile input", () => {
  let folder: Folder;
  let camera: Program;
  let everything: readonly string[];
  let honest: Honest;

  /** Every group, one line of "key=value" after the other. */
  const dump = async (): Promise<readonly string[]> => {
    const names = (await camera.get("/adm/get_group.cgi")).text.match(/(?<=\[)\w+(?=\])/g) ?? [];
    const { text } = await camera.get(`/adm/get_group.cgi?${names.map((name) => `group=${name}`).join("&")}`);
    return text.split("\r\n");
  };
  const authorized = (request: string, more = ""): string =>
    `${request} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: ${basic(admin)}\r\n${more}\r\n`;

  before(async () => {
    folder = await emptyFolder();
    camera = await start(folder);
    everything = await dump();
    honest = visit(camera);
  });
  after(async () => {
    const { asked, slowestMs, failures } = await honest.leave();
    await camera[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
    assert.deepEqual(failures, [], "an honest client is served all the while");
    assert.ok(asked > 20 && slowestMs < 3000, `${asked} requests, the slowest ${slowestMs} ms`);
    assert.doesNotMatch(camera.written.stderr, /bug:|request failed/);
  });
  afterEach(async () => {
    const now = await dump();
    assert.deepEqual(
      now.filter((line, n) => line !== everything[n]),
      [],
      "nothing is stored",
    );
  });

  /** A GET whose target goes out as bytes; the status line and the body that come back. */
  const send = async (target: string): Promise<readonly [status: number, body: string]> =>
    split(await talk(camera.port, Buffer.from(authorized(`GET ${target}`), "latin1")));

  const set = "/adm/set_group.cgi?group=";
  const refused: readonly (readonly [target: string, words: RegExp])[] = [
    ["/adm/set_group.cgi", /^group: is missing; name one/],
    ["/adm/set_group.cgi?event_trigger=1", /^group: is missing; name one/],
    [`${set}&event_trigger=1`, /^Invalid Group ;/],
    [`${set}NO_SUCH&a=1`, /^Invalid Group NO_SUCH; \/adm\/get_group\.cgi lists the groups/],
    [`${set}EVENT`, /^EVENT: no key to set; write group=EVENT&key=value/],
    [`${set}EVENT&no_such=1`, /^EVENT\.no_such: is not a key of EVENT; .* lists them/],
    [`${set}EVENT&__proto__=1`, /^EVENT\.__proto__: is not a key/],
    [`${set}constructor&a=1`, /^Invalid Group constructor/],
    [`${set}EVENT&event_trigger`, /^EVENT\.event_trigger: has no value/],
    [`${set}EVENT&event_trigger=2`, /^EVENT\.event_trigger: must be 0 or 1/],
    [`${set}EVENT&event_trigger=on`, /^EVENT\.event_trigger: must be 0 or 1/],
    [`${set}EVENT&event_trigger=`, /^EVENT\.event_trigger: must be 0 or 1/],
    [`${set}EVENT&event_trigger=1&event_trigger=0`, /^EVENT\.event_trigger: is given more than once/],
    [
      `${set}EVENT&event_trigger=1&group=EVENT&event_trigger=0`,
      /^EVENT\.event_trigger: is given more than once/,
    ],
    [`${set}EVENT&event_trigger=1&group=H264&resolution=9`, /^H264\.resolution: must be one of 1, 2, 3, 4/],
    [`${set}EVENT&event_mt=email:2`, /^EVENT\.event_mt: must /],
    [`${set}EVENT&event_mt=|;=`, /^EVENT\.event_mt: must /],
    [`${set}EVENT&event_attach=mp4;rm,1,5,10`, /^EVENT\.event_attach: must /],
    [`${set}H264&frame_rate=0`, /^H264\.frame_rate: must be 1 to 30/],
    [`${set}H264&frame_rate=31`, /^H264\.frame_rate: must be 1 to 30/],
    [`${set}H264&frame_rate=1e1`, /^H264\.frame_rate: must be 1 to 30/],
    [`${set}H264&frame_rate=99999999999999999999`, /^H264\.frame_rate: must be 1 to 30/],
    [`${set}H264&sp_uri=../../etc/passwd`, /^H264\.sp_uri: must be /],
    [`${set}Manufacture&max_user=21`, /^Manufacture\.max_user: is read only/],
    [`${set}STREAMS&channel1=JPEG,1`, /^STREAMS\.channel1: is read only/],
    [`${set}SYSTEM&cfg_ver=x`, /^SYSTEM\.cfg_ver: is read only/],
    [`${set}SYSTEM&host_name=a_b`, /^SYSTEM\.host_name: must be at most 16 letters, digits or spaces/],
    [`${set}SYSTEM&host_name=${"a".repeat(17)}`, /^SYSTEM\.host_name: must be at most 16/],
    [`${set}SYSTEM&comment=${"a".repeat(33)}`, /^SYSTEM\.comment: must be at most 32/],
    [`${set}SYSTEM&comment=a%00b`, /^SYSTEM\.comment: .*control character/],
    [`${set}SYSTEM&comment=a%0d%0ahost_name=b`, /^SYSTEM\.comment: .*control character/],
    [`${set}SYSTEM&comment=a%1bb`, /^SYSTEM\.comment: .*control character/],
    [`${set}SYSTEM&comment=%C3%A4`, /^SYSTEM\.comment: must be at most 32 printable ASCII/],
    [`${set}SYSTEM&comment=%FF%FE`, /^comment: a "%" must be followed by two hexadecimal digits of UTF-8/],
    [`${set}SYSTEM&comment=%C0%AF`, /^comment: a "%" must be followed/],
    [`${set}SYSTEM&comment=%zz`, /^comment: a "%" must be followed/],
    [`${set}SYSTEM&comment=100%`, /^comment: a "%" must be followed/],
    [`${set}SYSTEM&comment%0d%0a=1`, /^SYSTEM\.comment%0D%0A: is not a key/],
    [`${set}SYSTEM&=1`, /^parameters: a "=" has no name before it/],
    [`${set}SYSTEM&time_zone=76`, /^SYSTEM\.time_zone: must be 0 to 75/],
    [`${set}SYSTEM&ntp_server=a;b|c=d`, /^SYSTEM\.ntp_server: must be /],
    [`${set}SYSTEM&ntp_server=$(reboot)`, /^SYSTEM\.ntp_server: must be /],
    [`${set}MOTION&md_window1=0,0,640,479`, /^MOTION\.md_window1: must be /],
    [`${set}MOTION&md_window1=0,0,639`, /^MOTION\.md_window1: must be /],
    [`${set}MOTION&md_window1=9,9,0,0`, /^MOTION\.md_window1: must be /],
    [`${set}MOTION&md_name1=1234567890123`, /^MOTION\.md_name1: must be at most 12/],
    [`${set}VIDEO&mask_color1=red`, /^VIDEO\.mask_color1: must be a colour RRGGBB/],
    [`${set}RTSP_RTP&mcast_video_port=2241`, /^RTSP_RTP\.mcast_video_port: must be /],
    [`${set}RTSP_RTP&mcast_video_addr=192.168.0.1`, /^RTSP_RTP\.mcast_video_addr: must be /],
    [`${set}NETWORK&ip_addr=1.2.3`, /^NETWORK\.ip_addr: must be /],
    [`${set}HTTP_NOTIFY&http_url=file:///etc/passwd`, /^HTTP_NOTIFY\.http_url: must be /],
    [`${set}FTP&ftp1_path=../..`, /^FTP\.ftp1_path: must be /],
    [`${set}USER&user1=,secret`, /^USER\.user1: must be name,password/],
    [`${set}USER&user1=a/b,secret`, /^USER\.user1: name must be at most 32/],
    [`${set}USER&pt_ctrl=1,1`, /^USER\.pt_ctrl: must be /],
    ["/adm/get_group.cgi?group=NO_SUCH", /^Invalid Group NO_SUCH/],
    ["/adm/get_group.cgi?group=EVENT.no_such", /^EVENT\.no_such: is not a key/],
    ["/adm/get_group.cgi?group=", /^Invalid Group/],
    ["/adm/date.cgi", /^action: must be get or set/],
    ["/adm/date.cgi?action=set", /^date: nothing to set/],
    ["/adm/date.cgi?action=set&month=13", /^month: must be 1 to 12, not 13/],
    ["/adm/date.cgi?action=set&year=2015&month=2&day=30", /^day: must be 1 to 28/],
    ["/adm/date.cgi?action=set&hour=-1", /^hour: must be 0 to 23/],
    ["/img/snapshot.cgi?size=9", /^size: must be one of 1, 2, 3, 4, not 9/],
    ["/img/snapshot.cgi?size=", /^size: must be one of/],
    ["/img/snapshot.cgi?quality=0", /^quality: must be one of 1, 2, 3, 4, 5, not 0/],
    ["/img/snapshot.cgi?size=1&size=2", /^size: is given more than once/],
    ["/img/snapshot.cgi?newer_than=soon", /^newer_than: must be Unix seconds/],
    ["/adm/privacy_ctl.cgi", /^privacy: must be start or stop/],
  ];

  it("is refused with the key and what is allowed", async () => {
    for (const [target, words] of refused) {
      const [status, body] = await send(target);
      assert.deepEqual([target, status], [target, 400]);
      assert.match(body, words, target);
      assert.match(body, /\r\n$/);
    }
  });

  it("is refused by number and size", async () => {
    const many = Array.from({ length: 10_000 }, (_, n) => `k${n}=1`).join("&");
    const post = async (body: string): Promise<readonly [number, string]> => {
      const type = "Content-Type: application/x-www-form-urlencoded\r\n";
      const head = authorized("POST /adm/set_group.cgi", `${type}Content-Length: ${body.length}\r\n`);
      return split(await talk(camera.port, head + body));
    };
    assert.deepEqual(await post(`group=SYSTEM&${many.slice(0, 60_000)}`).then(([status]) => status), 400);
    const [manyStatus, manyWords] = await post(`group=SYSTEM&${many}`);
    assert.ok([400, 413].includes(manyStatus), `${manyStatus}`);
    assert.match(manyWords, /at most \d+ (?:are taken|parameters)|at most \d+/);
    const [longStatus, longWords] = await send(`${set}SYSTEM&comment=${"a".repeat(100_000)}`);
    assert.ok([414, 431].includes(longStatus), `${longStatus}`);
    assert.match(longWords, /at most \d+ (?:bytes|characters)|at most \d+/);
    const [bodyStatus, bodyWords] = await post(`group=SYSTEM&comment=${"a".repeat(100_000)}`);
    assert.deepEqual([bodyStatus, /at most \d+/.test(bodyWords)], [413, true]);
    const huge = authorized("POST /adm/set_group.cgi", "Content-Length: 99999999999\r\n");
    assert.equal(split(await talk(camera.port, huge))[0], 413);
  });

  it("raw signs in a value are that value, or refused, and never more", async () => {
    const [status, body] = await send(`${set}SYSTEM&comment=a;b|c=d`);
    assert.deepEqual([status, body], [200, "OK"]);
    assert.equal(
      (await camera.get("/adm/get_group.cgi?group=SYSTEM.comment")).text,
      "[SYSTEM]\r\ncomment=a;b|c=d\r\n",
    );
    await camera.set("group=SYSTEM&comment=");
  });

  const malformed: readonly (readonly [name: string, bytes: string])[] = [
    ["no HTTP", "hello\r\n\r\n"],
    ["another version", "GET /util/query.cgi HTTP/9.9\r\nHost: x\r\n\r\n"],
    ["a NUL in the target", authorized("GET /util/query.cgi?\0")],
    ["a blank in the target", authorized(`GET ${set}SYSTEM&comment=a b`)],
    ["a raw byte in the target", authorized(`GET ${set}SYSTEM&comment=\xff`)],
    ["a control character in a header", "GET / HTTP/1.1\r\nHost: x\r\nA: \x01\r\n\r\n"],
    ["a header without a name", "GET / HTTP/1.1\r\nHost: x\r\n: b\r\n\r\n"],
    [
      "lengths that disagree",
      authorized("POST /adm/set_group.cgi", "Content-Length: 1\r\nContent-Length: 2\r\n"),
    ],
    ["length and chunks", authorized("POST /x", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n")],
    [
      "a chunk that is none",
      `${authorized("POST /adm/set_group.cgi", "Transfer-Encoding: chunked\r\n")}zz\r\n`,
    ],
    ["headers without end", `GET / HTTP/1.1\r\n${"A: b\r\n".repeat(20_000)}`],
    ["TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"],
    ["an escape that hides a NUL in the path", authorized("GET /adm%00/set_group.cgi")],
    ["an escape that is no UTF-8 in the path", authorized("GET /%ff")],
  ];

  it("that is no HTTP is answered in words", async () => {
    for (const [name, bytes] of malformed) {
      const answer = await talk(camera.port, Buffer.from(bytes, "latin1"));
      assert.match(answer, /^HTTP\/1\.1 4\d\d [\s\S]*\r\n\r\n[\s\S]*\w/, name);
    }
  });

  it("paths that lead out of their folder are no paths here", async () => {
    for (const path of [
      "/../../etc/passwd",
      "/..%2f..%2fetc/passwd",
      "/%2e%2e/package.json",
      "//adm/get_group.cgi",
    ])
      assert.deepEqual([path, (await send(path))[0]], [path, 404]);
  });

  it("that is pipelined is answered in turn", async () => {
    const one = `GET /util/query.cgi HTTP/1.1\r\nHost: x\r\n\r\n`;
    const answer = await talk(camera.port, one.repeat(20) + authorized("GET /io/query_filter.cgi"));
    assert.equal(answer.match(/HTTP\/1\.1 200 OK/g)?.length, 21);
    assert.match(answer, /filter=0\r\n$/);
    const behind = one + authorized("GET /img/video.mjpeg").replace("Connection: close\r\n", "");
    const socket = connect(camera.port, "127.0.0.1", () => socket.write(behind + one.repeat(50)));
    let got = 0;
    socket.on("data", (data) => {
      got += data.length;
    });
    await until("the stream", () => got > 200_000, 3);
    socket.destroy();
  });

  it("that is pipelined behind a change finds it made, and who says no more still hears the answers", async () => {
    const long = (line: string): string => authorized(line).replace("Connection: close\r\n", "");
    for (const comment of ["one", "two", ""]) {
      const socket = connect({ port: camera.port, host: "127.0.0.1", allowHalfOpen: true });
      socket.end(
        long(`GET /adm/set_group.cgi?group=SYSTEM&comment=${comment}`) +
          authorized("GET /adm/get_group.cgi?group=SYSTEM.comment"),
      );
      let answer = "";
      for await (const bytes of socket) answer += bytes;
      assert.match(answer, new RegExp(`200 OK[\\s\\S]*OK[\\s\\S]*200 OK[\\s\\S]*comment=${comment}\r\n$`));
    }
  });

  it("that arrives byte by byte is cut off, and idle connections keep nobody out", {
    timeout: 60_000,
  }, async () => {
    const idle: Socket[] = [];
    for (let n = 0; n < 300; n++) {
      const socket = connect(camera.port, "127.0.0.1").on("error", () => {});
      await once(socket, "connect");
      idle.push(socket);
    }
    try {
      const began = performance.now();
      const slow = connect(camera.port, "127.0.0.1").on("error", () => {});
      const drip = setInterval(() => slow.write("a"), 100);
      slow.write("GET /util/query.cgi HTTP/1.1\r\nX: ");
      slow.resume();
      assert.equal((await get(camera.base, "/img/snapshot.cgi?size=2", admin)).status, 200);
      await once(slow, "close");
      clearInterval(drip);
      assert.ok(performance.now() - began < 16_000);
      assert.equal((await get(camera.base, "/util/query.cgi")).status, 200);
    } finally {
      for (const socket of idle) socket.destroy();
    }
  });
});

function split(answer: string): readonly [status: number, body: string] {
  const [head = "", ...body] = answer.split("\r\n\r\n");
  return [Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]), body.join("\r\n\r\n")];
}

interface Honest {
  leave(): Promise<{
    readonly asked: number;
    readonly slowestMs: number;
    readonly failures: readonly string[];
  }>;
}

/** Somebody who asks for pictures all the while. */
function visit(camera: Program): Honest {
  const failures: string[] = [];
  let asked = 0;
  let slowestMs = 0;
  let staying = true;
  const going = (async () => {
    while (staying) {
      const began = performance.now();
      const { status } = await camera.get("/img/snapshot.cgi?size=2&quality=5").catch(() => ({ status: 0 }));
      if (status !== 200) failures.push(`status ${status}`);
      asked++;
      slowestMs = Math.max(slowestMs, performance.now() - began);
      await pause(100);
    }
  })();
  return {
    leave: async () => {
      staying = false;
      await going;
      return { asked, slowestMs, failures };
    },
  };
}

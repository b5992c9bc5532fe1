import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { zoneClock } from "@pinhole/kit/model";
import {
  documented,
  documentedChanges,
} from "../../packages/kit/src/dialects/sercomm/fixtures/documented.ts";
import { needs } from "../peers.ts";
import { curl, output, probe } from "./clients.ts";
import { decode, libjpegTable, quantisation } from "./pictures.ts";
import { emptyFolder, type Folder, type Program, start } from "./program.ts";

// What the public documentation of these cameras prints, asked of the whole program by curl. What it names beside this is
// asked elsewhere: /pt/ptctrl.cgi in aim.test.ts, /adm/admcfg.cfg and /adm/upload.cgi in config.test.ts, what is of the
// network in test/network/keys.test.ts.

const head = "%{stderr}%{http_code} %{content_type}";
const moment = String.raw`(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)`;
const address = String.raw`(?:\d{1,3}(?:\.\d{1,3}){3})?`;

describe("the documented requests", { skip: needs("curl") }, () => {
  let folder: Folder;
  let camera: Program;

  before(async () => {
    folder = await emptyFolder();
    camera = await start(folder, ["--name", "Camera", "--mac", "00:0e:8f:92:ff:f7"]);
  });
  after(async () => {
    await camera[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  const ask = (target: string, ...args: readonly string[]): Promise<string> =>
    curl("-u", "admin:secret", "-g", ...args, camera.base + target);

  /** Whole groups whose values are the camera's own in part: lines as they are, or a pattern. */
  const groups: Readonly<Record<string, readonly (string | RegExp)[]>> = {
    SYSTEM: [
      "cfg_ver=RC8230_XANBOO_0001",
      "host_name=Camera",
      "comment=",
      "time_format=24",
      "date_format=1",
      "time_zone=26",
      "daylight_saving=1",
      "ntp_mode=1",
      /ntp_server=\S+/,
      "ntp_date=0",
      "ntp_hour=6",
      "ntp_min=1",
      "led_mode=1",
      new RegExp(`reboot_time=${moment}`),
      new RegExp(`boot_up_time=${moment}`),
      /reboot_reason=.*/,
      "wd_timer_wifi=20",
      "wd_timer_idled=300",
      "wd_timer_acted=180",
      "wd_reboot_num=0",
      "wd_reboot_time=",
    ],
    LOG: [
      "log_mode=1",
      "log_level=3",
      "syslog_mode=0",
      "syslog_server=",
      "syslog_port=514",
      "im_mode=0",
      "im_server=",
      "im_account=",
      "im_password=",
      "im_sendto=",
      "im_message=",
      "ftplog_mode=1",
      "smtplog_mode=1",
      "systemlog_mode=1",
      "imlog_mode=1",
    ],
    NETWORK: [
      new RegExp(`ip_addr=${address}`),
      new RegExp(`netmask=${address}`),
      new RegExp(`gateway=${address}`),
      "dhcp=1",
      /dns_type=[01]/,
      /dns_server1=.*/,
      /dns_server2=.*/,
      "wins_type=0",
      "wins_ip=",
    ],
    WIRELESS: [
      "wlan_type=1",
      /wlan_essid=.*/,
      "wlan_channel=0",
      "wlan_domain=5",
      "wlan_security=2",
      "wep_authtype=2",
      "wep_mode=1",
      "wep_index=1",
      "wep_ascii=",
      "wep_kep1=",
      "wep_kep2=",
      "wep_kep3=",
      "wep_kep4=",
      "wpa_ascii=",
      "wmm=0",
    ],
    DDNS: [
      "ddns_mode=0",
      "ddns_service=",
      "ddns_account=",
      "ddns_password=",
      "ddns_host_name=",
      "ddns_hour=12",
      "ddns_minute=",
      "ddns_update_unit=3",
      "ddns_update_period=10",
    ],
    RTSP_RTP: [
      "rtsp_port=554",
      "rtp_port=5000",
      "rtp_size=1400",
      "mcast_enable=0",
      "mcast_video_enable=0",
      "mcast_video_addr=224.2.0.1",
      "mcast_video_port=2240",
      "mcast_h264_enable=0",
      "mcast_h264_addr=224.2.0.1",
      "mcast_h264_port=2242",
      "mcast_audio_enable=0",
      "mcast_audio_addr=224.2.0.1",
      "mcast_audio_port=2244",
      "mcast_hops=16",
    ],
    UPNP: ["upnp_mode=0", "upnp_traversal=", "upnp_camera="],
  };

  it("print the groups line by line", async () => {
    for (const [name, lines] of Object.entries(groups)) {
      const target = `/adm/get_group.cgi?group=${name}`;
      const got = (await ask(target)).split("\r\n");
      assert.deepEqual([got[0], got.at(-1), got.length], [`[${name}]`, "", lines.length + 2], name);
      for (const [n, line] of lines.entries()) {
        const shown = got[n + 1] ?? "";
        if (typeof line === "string") assert.equal(shown, line, name);
        else assert.match(shown, new RegExp(`^${line.source}$`), name);
      }
    }
  });

  it("print the rest byte for byte", async () => {
    for (const [target, lines] of Object.entries(documented)) {
      const got = await ask(target);
      const own = got
        .replace(/(?<=^wps_pin_code=)\d{7,8}/m, "1234567")
        .replace(/(?<=^Serial Number:)\d+/m, "12345");
      assert.equal(own, lines.map((line) => `${line}\r\n`).join(""), target);
    }
    assert.equal(await ask("/img/query.cgi"), "mic_in=on\r\nspeaker_out=off\r\nptctrl=on\r\nioctrl=off\r\n");
  });

  it("answer 200 and text/plain, with a length and no blank line at the end", async () => {
    const told = await ask("/adm/get_group.cgi?group=MOTION", "-o", "/dev/null", "-w", head);
    assert.equal(told, "200 text/plain");
    const headers = await ask("/adm/set_group.cgi?group=EVENT&event_trigger=0", "-i");
    assert.match(headers, /^HTTP\/1\.1 200 OK\r\n/);
    assert.match(headers, /\r\nContent-Length: 2\r\n/i);
    assert.match(headers, /\r\n\r\nOK$/);
    const list = await ask("/adm/get_group.cgi");
    assert.match(list, /^(?:\[[A-Za-z_0-9]+\]\r\n){20,}$/);
    for (const name of ["EVENT", "MOTION", "HTTP_NOTIFY", "H264", "JPEG", ...Object.keys(groups)])
      assert.ok(list.includes(`[${name}]\r\n`), name);
  });

  it("make changes that are read back", async () => {
    for (const target of documentedChanges) {
      assert.equal(await ask(target), "OK", target);
      const [, group = "", key = "", value = ""] = /group=(\w+)&(\w+)=(.*)$/.exec(target) ?? [];
      // The documentation sets keys of WIRELESS under the name NETWORK.
      const home = key.startsWith("wlan_") ? "WIRELESS" : group;
      assert.equal(await ask(`/adm/get_group.cgi?group=${home}.${key}`), `[${home}]\r\n${key}=${value}\r\n`);
    }
    assert.equal(await ask("/adm/set_group.cgi?group=EVENT&event_mt=httpn:1"), "OK");
    assert.equal(
      await ask("/adm/get_group.cgi?group=EVENT.event_mt"),
      "[EVENT]\r\nevent_mt=email:0;ftpu:1;httpn:1;httppost:0;smbc:0\r\n",
    );
    const form = [
      "-H",
      "Content-Type: application/x-www-form-urlencoded",
      "-d",
      "group=SYSTEM&comment=a b=c",
    ];
    assert.equal(await ask("/adm/set_group.cgi", ...form), "OK");
    assert.equal(await ask("/adm/get_group.cgi?group=SYSTEM.comment"), "[SYSTEM]\r\ncomment=a b=c\r\n");
  });

  it("never show a password that was set", async () => {
    const set =
      "group=HTTP_NOTIFY&http_password=Zk7Zk7&group=WIRELESS&wpa_ascii=Zk7Zk7Zk7&group=USER&user1=eve,Zk7Zk7";
    assert.equal(await ask(`/adm/set_group.cgi?${set}`), "OK");
    const all = await ask("/adm/get_group.cgi?group=HTTP_NOTIFY&group=WIRELESS&group=USER");
    assert.match(all, /\r\nhttp_password=\r\n/);
    assert.match(all, /\r\nwpa_ascii=\r\n/);
    assert.match(all, /\r\nuser1=eve,\r\n/);
    assert.doesNotMatch(all, /Zk7/);
    assert.doesNotMatch(await ask("/adm/log.cgi"), /Zk7/);
  });

  it("tell more of the camera on demand", async () => {
    const lines = (await ask("/util/query.cgi?extension=yes")).split("\r\n");
    const more = new RegExp(
      `^fw_ver=V1\\.0\\.15R00\nip_addr=${address}\nnetmask=${address}\ngateway=${address}\ntimezone=26\n` +
        `current_time=\\d\\d/\\d\\d/\\d{4} \\d\\d:\\d\\d:\\d\\d\nhttp_port=\\d+\nrtsp_port=\\d+\nhttps_port=\\d+\n$`,
    );
    assert.match(lines.slice(24).join("\n"), more);
    assert.match(lines[0] ?? "", /^hostname=Camera$/);
    // Nobody has to log in for this one.
    assert.match(await curl(`${camera.base}/util/query.cgi`), /^hostname=Camera\r\n/);
  });

  it("tell and set the date", async () => {
    const shape =
      /^timezone=26\r\nyear=(\d{4})\r\nmonth=(\d\d)\r\nday=(\d\d)\r\nhour=(\d\d)\r\nminute=(\d\d)\r\nsecond=(\d\d)\r\n$/;
    const told = async (): Promise<readonly number[]> => {
      const text = await ask("/adm/date.cgi?action=get");
      assert.match(text, shape);
      return (shape.exec(text) ?? []).slice(1).map(Number);
    };
    const unix = ([
      year = 0,
      month = 0,
      day = 0,
      hour = 0,
      minute = 0,
      second = 0,
    ]: readonly number[]): number => zoneClock(26, true).unix({ year, month, day, hour, minute, second });
    assert.ok(Math.abs(unix(await told()) - Date.now() / 1000) < 3);
    assert.equal(
      await ask("/adm/date.cgi?action=set&year=2015&month=10&day=13&hour=8&minute=19&second=57"),
      "OK",
    );
    const [year, month, day, hour, minute, second = 0] = await told();
    assert.deepEqual([year, month, day, hour, minute], [2015, 10, 13, 8, minute === 20 ? 20 : 19]);
    assert.ok(second >= 57 || second < 5);
    assert.equal(await ask("/adm/date.cgi?action=set&year=2016"), "OK");
    assert.deepEqual((await told()).slice(0, 4), [2016, 10, 13, 8]);
  });

  it("print the log, the newest line first", async () => {
    await ask("/adm/set_group.cgi?group=SYSTEM&comment=logged");
    const lines = (await ask("/adm/log.cgi")).split("\r\n");
    assert.equal(lines.pop(), "");
    assert.ok(lines.length > 3);
    for (const line of lines) assert.match(line, new RegExp(`^${moment} \\S+: .+$`));
    assert.match(
      lines[0] ?? "",
      /CONFIG: admin at 127\.0\.0\.1 changed identity\.comment from ".*" to "logged"$/,
    );
    assert.match(lines.at(-1) ?? "", /^\S+ \S+ \S+: .*$/);
  });

  it("ask for a login where one is needed", async () => {
    const page = await curl("-i", `${camera.base}/adm/get_group.cgi`);
    assert.match(page, /^HTTP\/1\.1 401 /);
    assert.match(page, /\r\nWWW-Authenticate: Basic realm="/i);
    assert.match(page, /<title>.*<\/title>/);
    assert.match(page, /401 Unauthorized/);
    assert.match(await curl("-i", `${camera.base}/no/such.cgi`), /^HTTP\/1\.1 404 /);
  });

  describe("for pictures", { skip: needs("curl", "ffmpeg", "ffprobe") }, () => {
    const sizes = { "1": [1280, 720], "2": [320, 240], "3": [640, 480], "4": [1280, 720] } as const;
    const qualities = { "1": 85, "2": 70, "3": 55, "4": 40, "5": 25 } as const;
    const snapshot = (query = ""): Promise<Buffer> =>
      output("curl", [
        "-sSf",
        "--noproxy",
        "*",
        "-u",
        "admin:secret",
        `${camera.base}/img/snapshot.cgi${query}`,
      ]);

    it("give snapshots of the sizes that ffmpeg sees too", async () => {
      for (const [size, [width, height]] of Object.entries(sizes)) {
        const picture = await decode(await snapshot(`?size=${size}&quality=3`));
        assert.deepEqual([size, picture.width, picture.height], [size, width, height]);
      }
      const plain = await decode(await snapshot());
      assert.deepEqual([plain.width, plain.height], [1280, 720]);
    });

    it("give snapshots of exactly the qualities", async () => {
      for (const [quality, percent] of Object.entries(qualities)) {
        const table = quantisation(await snapshot(`?size=2&quality=${quality}`));
        assert.deepEqual([quality, table], [quality, libjpegTable(percent)]);
      }
    });

    it("say when a snapshot was captured, and wait for a newer one", async () => {
      const asked = ["-o", "/dev/null", "-D", "-"];
      const first = await ask("/img/snapshot.cgi?size=2", ...asked);
      assert.match(first, /\r\ncontent-type: image\/jpeg\r\n/i);
      const [, time = ""] = /\r\nx-capture-time: (\S+)\r\n/i.exec(first) ?? [];
      assert.ok(Math.abs(Date.parse(time) - Date.now()) < 2000, time);
      const next = await ask(`/img/snapshot.cgi?size=2&newer_than=${time}`, ...asked);
      const [, later = ""] = /\r\nx-capture-time: (\S+)\r\n/i.exec(next) ?? [];
      assert.ok(later > time, `${later} after ${time}`);
    });

    it("push Motion JPEG with a length before every picture", async () => {
      const pushed = await output("sh", [
        "-c",
        'curl -sS --noproxy "*" -i -u admin:secret "$1" | head -c 400000',
        "sh",
        `${camera.base}/img/video.mjpeg`,
      ]);
      const text = pushed.toString("latin1");
      const [, boundary = ""] =
        /^content-type: multipart\/x-mixed-replace; ?boundary=(\S+)\r$/im.exec(text) ?? [];
      assert.notEqual(boundary, "");
      const parts = text.split(`--${boundary}\r\n`).slice(1, -1);
      assert.ok(parts.length >= 2);
      for (const part of parts) {
        const [head = "", ...rest] = part.split("\r\n\r\n");
        const body = rest.join("\r\n\r\n");
        assert.match(head, /^content-type: ?image\/jpeg$/im);
        const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1]);
        assert.equal(body.length, length + 2);
        assert.ok(body.startsWith("\xff\xd8\xff") && body.endsWith("\xff\xd9\r\n"));
      }
    });

    it("describe the streams and bring a player", async () => {
      const sdp = await ask("/img/media.sdp", "-i");
      assert.match(sdp, /^HTTP\/1\.1 200 [\s\S]*\r\ncontent-type: application\/sdp\r\n/i);
      assert.match(sdp, /\r\n\r\nv=0\r\n[\s\S]*\r\nm=video [\s\S]*H264\/90000\r\n/);
      const movie = await output("curl", ["-sSf", "-u", "admin:secret", `${camera.base}/img/media.swf`]);
      assert.match(movie.subarray(0, 3).toString(), /^[FC]WS$/);
    });

    it("play as Flash video", async () => {
      assert.match(
        await probe(`${camera.base.replace("//", "//admin:secret@")}/img/media.flv`),
        /^h264 1280x720 /,
      );
    });

    it("play over RTSP", async () => {
      const [, at = ""] = /rtsp:\/\/(\S+)\/img\/media\.sav/.exec(camera.written.stdout) ?? [];
      const codecs = async (path: string): Promise<string> => {
        const url = `rtsp://admin:secret@${at}/img/${path}`;
        const shown = ["-show_entries", "stream=codec_type", "-of", "csv=p=0", url];
        return (await output("ffprobe", ["-v", "error", "-rtsp_transport", "tcp", ...shown])).toString();
      };
      assert.equal(await codecs("media.sav"), "video\naudio\n");
      assert.equal(await codecs("video.sav"), "video\n");
      assert.equal(await codecs("audio.sav"), "audio\n");
    });

    it("play in ffmpeg as Motion JPEG", async () => {
      const url = `${camera.base.replace("//", "//admin:secret@")}/img/video.mjpeg`;
      const frames = ["-f", "null", "-frames:v", "10", "-"];
      await output("ffmpeg", ["-v", "error", "-xerror", "-i", url, ...frames]);
    });
  });
});

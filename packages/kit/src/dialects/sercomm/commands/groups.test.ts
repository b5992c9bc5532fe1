import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeCamera } from "../../../model/fake-camera.ts";
import { documented, documentedChanges } from "../fixtures/documented.ts";
import { asking, lines, post, viewer } from "../fixtures/requests.ts";
import { models, sercomm, tables } from "../index.ts";

function open() {
  const camera = new FakeCamera(models.RC8230);
  return { camera, ask: asking(sercomm(models.RC8230), camera) };
}

const get = "/adm/get_group.cgi";
const set = "/adm/set_group.cgi";

describe("get_group.cgi", () => {
  it("answers the documented requests byte for byte", async () => {
    const { ask } = open();
    for (const [target, text] of Object.entries(documented)) {
      if (target.startsWith(get)) assert.equal(await ask(target), lines(...text), target);
    }
  });

  it("lists all groups without an argument", async () => {
    const { ask } = open();
    const names = tables(models.RC8230).map(({ name }) => `[${name}]`);
    assert.equal(await ask(get), lines(...names));
    assert.equal(await ask(`${get}?_=1444723002`), lines(...names));
    assert.ok(names.includes("[EVENT]") && names.includes("[PTZ]"));
  });

  it("answers several groups and keys one after the other, in either form", async () => {
    const { ask } = open();
    const both = lines("[MOTION]", "md_mode=1", "[HTTP_NOTIFY]", "http_notify=1");
    assert.equal(await ask(`${get}?group=MOTION.md_mode&group=HTTP_NOTIFY.http_notify`), both);
    assert.equal(await ask(`${get}?group=MOTION.md_mode&HTTP_NOTIFY.http_notify`), both);
    const whole = [await ask(`${get}?group=MOTION`), await ask(`${get}?group=UPNP`)].map((text) =>
      text.slice(4),
    );
    assert.equal(await ask(`${get}?group=MOTION&UPNP`), `200 ${whole.join("")}`);
    assert.equal(await ask(`${get}?group=MOTION&UPNP&group=MOTION`), `200 ${whole.join("")}`);
  });

  it("takes any spelling of a group, but keys as they are", async () => {
    const { ask } = open();
    assert.match(await ask(`${get}?group=manufacture`), /^200 \[Manufacture\]\r\n/);
    assert.equal(await ask(`${get}?group=motion.md_mode`), lines("[MOTION]", "md_mode=1"));
    assert.match(await ask(`${get}?group=MOTION.MD_MODE`), /^400 MOTION\.MD_MODE: is not a key of MOTION/);
  });

  it("answers the pages' own form of the question", async () => {
    const { ask } = open();
    const asked = post("/adm/get_ui_group.cgi", "group=MOTION.md_mode&UPNP.upnp_mode", "text/plain");
    assert.equal(await ask(asked), lines("[MOTION]", "md_mode=1", "[UPNP]", "upnp_mode=0"));
  });

  it("names unknown groups and keys, and answers nothing else then", async () => {
    const { ask } = open();
    assert.match(await ask(`${get}?group=NOPE`), /^400 Invalid Group NOPE;.*\r\n$/);
    assert.match(await ask(`${get}?group=`), /^400 Invalid Group ;/);
    assert.match(
      await ask(`${get}?group=MOTION&group=NOPE.x&group=MOTION.nope`),
      /^400 Invalid Group NOPE.*\r\nMOTION\.nope: .*\r\n$/,
    );
    assert.match(await ask(`${get}?group=__proto__`), /^400 Invalid Group __proto__/);
    assert.match(await ask(`${get}?group=MOTION.constructor`), /^400 MOTION\.constructor: is not a key/);
  });

  it("leaves hidden keys out of a listing and answers them when named", async () => {
    const { ask } = open();
    const hidden = tables(models.RC8230).flatMap((table) =>
      table.rows.filter((row) => row.hidden).map((row) => ({ table, row })),
    );
    assert.ok(hidden.length > 0);
    for (const { table, row } of hidden) {
      assert.ok(!(await ask(`${get}?group=${table.name}`)).includes(`\r\n${row.key}=`), row.key);
      assert.match(await ask(`${get}?group=${table.name}.${row.key}`), /^200 \[/);
    }
  });

  it("answers every key it lists, each on a line of its own, and no secret", async () => {
    const { ask, camera } = open();
    assert.equal(await ask(`${set}?group=HTTP_NOTIFY&http_password=s3cret&http_user=u`), "200 OK");
    assert.equal(await ask(`${set}?group=USER&user1=anna,s3cret`), "200 OK");
    assert.ok(JSON.stringify([...camera.stored]).includes("s3cret"));
    for (const { name, rows } of tables(models.RC8230)) {
      const text = await ask(`${get}?group=${name}`);
      assert.ok(!text.includes("s3cret"), name);
      const keys = text
        .split("\r\n")
        .slice(1, -1)
        .map((line) => line.slice(0, line.indexOf("=")));
      assert.deepEqual(
        keys,
        rows.filter((row) => !row.hidden).map((row) => row.key),
      );
      for (const key of keys)
        assert.match(await ask(`${get}?group=${name}.${key}`), /^200 \[.*\]\r\n[^\r\n]*\r\n$/);
    }
  });
});

describe("set_group.cgi", () => {
  it("answers the documented changes with OK and shows them", async () => {
    const { ask } = open();
    for (const target of documentedChanges) assert.equal(await ask(target), "200 OK", target);
    assert.equal(await ask(`${get}?group=MOTION.md_window2`), lines("[MOTION]", "md_window2=30,60,100,120"));
    assert.equal(await ask(`${get}?group=H264.resolution`), lines("[H264]", "resolution=4"));
    assert.equal(await ask(`${get}?group=WIRELESS.wlan_channel`), lines("[WIRELESS]", "wlan_channel=13"));
    assert.equal(
      await ask(`${get}?group=HTTP_NOTIFY.http_url`),
      lines("[HTTP_NOTIFY]", "http_url=http://example.com"),
    );
  });

  it("leaves what is not named as it was, down to single switches", async () => {
    const { ask } = open();
    assert.equal(await ask(`${set}?group=EVENT&event_trigger=1&event_mt=email:1;httpn:1`), "200 OK");
    assert.equal(
      await ask(`${get}?group=EVENT.event_mt`),
      lines("[EVENT]", "event_mt=email:1;ftpu:1;httpn:1;httppost:0;smbc:0"),
    );
    assert.equal(await ask(`${get}?group=EVENT.event_attach`), lines("[EVENT]", "event_attach=mp4,1,5,10"));
  });

  it("finds a single group wherever it stands, in any spelling", async () => {
    const { ask } = open();
    assert.equal(await ask(`${set}?md_mode=0&md_name1=Front+door&group=motion`), "200 OK");
    assert.equal(await ask(`${get}?group=MOTION.md_name1`), lines("[MOTION]", "md_name1=Front door"));
  });

  it("gives each key to the group before it when there are several", async () => {
    const { ask } = open();
    assert.equal(
      await ask(`${set}?group=H264&resolution=2&group=JPEG&resolution=3&group=H264&frame_rate=5`),
      "200 OK",
    );
    assert.equal(
      await ask(`${get}?group=H264.resolution&group=JPEG.resolution&group=H264.frame_rate`),
      lines("[H264]", "resolution=2", "[JPEG]", "resolution=3", "[H264]", "frame_rate=5"),
    );
    assert.match(
      await ask(`${set}?resolution=1&group=H264&group=JPEG`),
      /^400 resolution: stands before the first/,
    );
  });

  it("takes a form and plain text, with the group in the query or not", async () => {
    const { ask } = open();
    assert.equal(await ask(post(set, "group=MOTION&md_name1=a%26b+c")), "200 OK");
    assert.equal(await ask(post(`${set}?group=MOTION`, "md_mode=0\r\n")), "200 OK");
    assert.equal(
      await ask(post(set, "group=UPNP&upnp_mode=1&group=EVENT&event_interval=5", "text/plain;charset=utf-8")),
      "200 OK",
    );
    assert.equal(
      await ask(`${get}?group=MOTION.md_name1&MOTION.md_mode&UPNP.upnp_mode&EVENT.event_interval`),
      lines(
        "[MOTION]",
        "md_name1=a&b c",
        "[MOTION]",
        "md_mode=0",
        "[UPNP]",
        "upnp_mode=1",
        "[EVENT]",
        "event_interval=5",
      ),
    );
  });

  it("stores nothing when one key of one group is refused, and names every problem", async () => {
    const { ask, camera } = open();
    const answer = await ask(
      `${set}?group=MOTION&md_mode=0&md_threshold3=256&nope=1&group=SYSTEM&cfg_ver=x&time_zone=76&group=NOPE&a=1`,
    );
    assert.match(answer, /^400 /);
    for (const words of [
      /MOTION\.md_threshold3: must be 0 to 255\r\n/,
      /MOTION\.nope: is not a key of MOTION; .*\r\n/,
      /SYSTEM\.cfg_ver: is read only\r\n/,
      /SYSTEM\.time_zone: must be 0 to 75\r\n/,
      /Invalid Group NOPE;.*\r\n/,
    ]) {
      assert.match(answer, words);
    }
    assert.equal(camera.changes.length, 0);
    assert.equal(await ask(`${get}?group=MOTION.md_mode`), lines("[MOTION]", "md_mode=1"));
  });

  it("refuses what has no group, no key, no value, or comes twice", async () => {
    const { ask, camera } = open();
    assert.match(await ask(`${set}?event_trigger=1`), /^400 group: is missing/);
    assert.match(await ask(set), /^400 group: is missing/);
    assert.match(await ask(`${set}?group=EVENT`), /^400 EVENT: no key to set/);
    assert.match(await ask(`${set}?group=EVENT&event_trigger`), /^400 EVENT\.event_trigger: has no value/);
    assert.match(
      await ask(`${set}?group=EVENT&event_trigger=1&event_trigger=0`),
      /^400 EVENT\.event_trigger: is given more than once/,
    );
    assert.match(
      await ask(`${set}?group=EVENT&event_trigger=1&group=event&event_trigger=0`),
      /more than once/,
    );
    assert.match(
      await ask(`${set}?group=EVENT.event_trigger&event_trigger=1`),
      /^400 Invalid Group EVENT\.event_trigger/,
    );
    assert.equal(camera.changes.length, 0);
  });

  it("refuses wrong types, lengths and line breaks", async () => {
    const { ask, camera } = open();
    for (const [group, pair] of [
      ["MOTION", "md_mode=yes"],
      ["MOTION", "md_mode="],
      ["MOTION", "md_threshold1=1.5"],
      ["MOTION", "md_threshold1=-1"],
      ["MOTION", "md_window1=0,0,639"],
      ["MOTION", "md_window1=10,0,5,479"],
      ["MOTION", "md_name1=1234567890123"],
      ["MOTION", "md_name1=a%0D%0Amd_mode=0"],
      ["MOTION", "md_name1=a%00"],
      ["SYSTEM", "host_name=a%0Ab"],
      ["SYSTEM", `ntp_server=${"a".repeat(65)}`],
      ["RTSP_RTP", "mcast_video_port=2241"],
      ["H264", "resolution=5"],
      ["EVENT", "event_mt=nope:1"],
      ["WIRELESS", "wpa_ascii=short"],
    ] as const) {
      const [key = ""] = pair.split("=", 1);
      assert.match(
        await ask(`${set}?group=${group}&${pair}`),
        new RegExp(`^400 ${group}\\.${key}: [^\\r\\n]+\\r\\n$`),
        pair,
      );
    }
    for (const code of ["%00", "%0A", "%7F", "%C2%85", "%E2%80%A8"]) {
      const answer = await ask(`${set}?group=MOTION&md_name1=a${code}b`);
      assert.match(answer, /^400 MOTION\.md_name1: holds a control character; only printable text/, code);
    }
    assert.match(await ask(`${set}?group=MOTION&md_name1=%zz`), /^400 md_name1: a "%" must be followed/);
    assert.equal(camera.changes.length, 0);
  });

  it("takes WIRELESS keys under NETWORK when setting only", async () => {
    const { ask } = open();
    assert.equal(await ask(`${set}?group=network&wlan_essid=MyNetwork&dhcp=0`), "200 OK");
    assert.equal(await ask(`${get}?group=WIRELESS.wlan_essid`), lines("[WIRELESS]", "wlan_essid=MyNetwork"));
    assert.match(await ask(`${get}?group=NETWORK.wlan_essid`), /^400 NETWORK\.wlan_essid: is not a key/);
    assert.match(
      await ask(`${set}?group=NETWORK&wlan_essid=a&group=WIRELESS&wlan_essid=b`),
      /more than once/,
    );
    assert.match(await ask(`${set}?group=WIRELESS&dhcp=0`), /^400 WIRELESS\.dhcp: is not a key/);
  });

  it("puts the camera's own objections into the vendor's words", async () => {
    const { ask, camera } = open();
    camera.refusal = [{ key: "motionWindow.3.threshold", problem: "is taken" }];
    assert.equal(
      await ask(`${set}?group=MOTION&md_threshold2=1&md_threshold3=2`),
      "400 MOTION.md_threshold3: is taken\r\n",
    );
    camera.refusal = [{ key: "userSlot.2.name", problem: "is the administrator" }];
    assert.equal(
      await ask(`${set}?group=USER&user1=a,b&user2=c,d`),
      "400 USER.user2: is the administrator\r\n",
    );
  });

  it("sends one change for each record, by the caller", async () => {
    const { ask, camera } = open();
    assert.equal(await ask(`${set}?group=USER&user1=anna,pw&pt_ctrl=1${",0".repeat(19)}`), "200 OK");
    const first = camera.changes.filter(
      ({ change }) => change.group.name === "userSlot" && change.index === 0,
    );
    assert.deepEqual(
      first.map(({ change }) => change.values),
      [{ name: "anna", password: "pw", panTilt: true }],
    );
    assert.deepEqual(new Set(camera.changes.map(({ by }) => by.name)), new Set(["administrator"]));
  });

  it("echoes nothing as it came and keeps replies short", async () => {
    const { ask } = open();
    const answer = await ask(`${set}?group=<script>alert(1)</script>%0d%0aX-Evil:1&a=1`);
    assert.match(answer, /^400 Invalid Group %3Cscript%3E[^<>]*\r\n$/);
    assert.ok((await ask(`${set}?group=MOTION&${"x".repeat(5000)}=1`)).length < 200);
    const many = Array.from({ length: 1000 }, (_, n) => `k${n}=1`).join("&");
    assert.match(await ask(`${set}?group=MOTION&${many}`), /and 950 more problems\r\n$/);
  });

  it("answers a query of 100 kB with 414 and a form of that size with 413", async () => {
    const { ask, camera } = open();
    assert.match(
      await ask(`${set}?group=MOTION&md_name1=${"a".repeat(100_000)}`),
      /^414 100\d\d\d characters/,
    );
    assert.match(
      await ask(post(set, `group=MOTION&md_name1=${"a".repeat(100_000)}`)),
      /^413 a body of 100\d\d\d bytes/,
    );
    assert.equal(camera.changes.length, 0);
  });

  it("is for administrators", async () => {
    const { ask } = open();
    const asked = { ...post(set, "group=EVENT&event_trigger=1"), caller: viewer("io", "panTilt") };
    assert.match(await ask(asked), /^403 /);
  });
});

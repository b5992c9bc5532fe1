import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeConfiguration, encodeConfiguration } from "@pinhole/kit/dialects/sercomm";
import { CameraError, openCamera } from "../node.ts";
import { type Cassette, linesIn, parseCassette } from "./cassette.ts";
import { openPlayer } from "./player.ts";
import { configurationWithoutSecrets, withoutSecrets } from "./secrets.ts";
import { playCassette } from "./serve.ts";

const reply = (target: string, text: string, status = 200) => ({
  target,
  status,
  type: "text/plain",
  lines: linesIn(text),
});

const jpeg = "/9j/2Q==";

const sercomm: Cassette = {
  pinhole: "cassette 1",
  dialect: "sercomm",
  model: "RC8221",
  firmware: "V1",
  open: ["/util/query.cgi"],
  challenge: 'Digest realm="Old", nonce="1", qop="auth"',
  replies: [
    reply("/util/query.cgi", "hostname=Old\r\nmodel_number=RC8221\r\n"),
    reply("/util/query.cgi?extension=yes", "hostname=Old\r\nmodel_number=RC8221\r\nrtsp_port=554\r\n"),
    reply("/adm/get_group.cgi", "[MOTION]\nmd_mode=1\nmd_switch1=0\n\n[VIDEO]\ntext=Gate\n"),
    reply("/adm/get_group.cgi?group=MOTION", "[MOTION]\nmd_mode=1\nmd_switch1=0\n"),
    reply("/adm/get_group.cgi?group=VIDEO", "[VIDEO]\ntext=Gate\n"),
    reply("/adm/get_group.cgi?group=USER", "[USER]\nadmin_password=\nuser1=anna,\n"),
    reply("/adm/get_group.cgi?group=NO_SUCH_GROUP", "ERROR: no group\n"),
    { target: "/img/snapshot.cgi", status: 200, type: "image/jpeg", base64: jpeg },
  ],
  pictures: [jpeg],
};

const instar: Cassette = {
  ...sercomm,
  dialect: "instar",
  open: [],
  replies: [
    reply("/param.cgi?cmd=getserverinfo", 'cmd="getserverinfo";\nmodel="IN-9408";\nresponse="200";\n'),
    reply(
      "/param.cgi?cmd=getmdattr",
      'cmd="getmdattr";\nenable[1]="0";\nx[1]="1";\nenable[2]="1";\nx[2]="2";\nresponse="200";\n',
    ),
    reply(
      "/param.cgi?cmd=getftpattr",
      'cmd="getftpattr";\nft_server="nas";\nft_port="21";\nresponse="200";\n',
    ),
    reply("/param.cgi?cmd=getnosuchcommand", 'cmd="getnosuchcommand";\nresponse="204";\n'),
  ],
};

test("secrets are left out, whatever vendor and key", () => {
  const text = [
    "ftp1_password=hunter2",
    "wlan_key=hunter2",
    "user1=anna,hunter2",
    "http_url=http://u:hunter2@host/x",
    "md_name1=Window 1",
    "ftp1_passive=1",
    'ft_password="hun\\"ter2";',
    "wf_key['1']=\"hunter2\";",
    'publickey="ssh-rsa AAAA";',
    'note="my hunter2 is here";',
  ].join("\r\n");
  const kept = withoutSecrets(text, "hunter2");
  assert.ok(!/hunter2|hun/.test(kept), kept);
  assert.match(kept, /^user1=anna,\r$/m);
  assert.match(kept, /^http_url=http:\/\/u@host\/x\r$/m);
  assert.match(kept, /md_name1=Window 1\r\nftp1_passive=1\r\n/);
  assert.match(kept, /publickey="ssh-rsa AAAA";/);
  const file = encodeConfiguration({
    version: 1,
    groups: { USER: { admin_password: "hunter2" }, VIDEO: { text: "Gate" } },
    blocks: [],
  });
  const { groups } = decodeConfiguration(configurationWithoutSecrets(file, "hunter2"));
  assert.deepEqual({ ...groups.USER, ...groups.VIDEO }, { admin_password: "", text: "Gate" });
});

test("a Sercomm cassette answers as recorded, and keeps changes in memory", () => {
  const player = openPlayer(sercomm);
  const said = (path: string, query = ""): string =>
    new TextDecoder().decode(player.answer(path, query).body);
  const group = (query: string): string => said("/adm/get_group.cgi", query);
  const set = (query: string): string => said("/adm/set_group.cgi", query);
  for (const { target, lines } of sercomm.replies) {
    const [path = "", query = ""] = target.split("?");
    if (lines) assert.equal(said(path, query), lines.join(""), target);
  }
  assert.equal(group("group=VIDEO.text"), "[VIDEO]\ntext=Gate\n");
  assert.equal(set("group=MOTION&md_switch1=1&group=VIDEO&text=My%20door"), "OK");
  assert.equal(said("/adm/get_group.cgi"), "[MOTION]\nmd_mode=1\nmd_switch1=1\n\n[VIDEO]\ntext=My door\n");
  assert.equal(set("md_switch1=0&group=MOTION"), "OK");
  assert.equal(group("group=MOTION"), "[MOTION]\nmd_mode=1\nmd_switch1=0\n");
  assert.match(set("group=VIDEO&text=new&nonsense=1"), /nonsense/);
  assert.match(group("group=VIDEO"), /My door/, "all or nothing");
  assert.equal(set("group=X&y=1"), "ERROR: no group\n");
  assert.equal(set("group=USER&admin_password=hunter2"), "OK");
  assert.ok(!group("group=USER").includes("hunter2"));
  assert.equal(player.answer("/img/snapshot.cgi", "size=3").type, "image/jpeg");
  assert.equal(player.answer("/adm/reboot.cgi", "").status, 404);
});

test("an INSTAR cassette answers several commands, and by places", () => {
  const player = openPlayer(instar);
  const said = (query: string): string => new TextDecoder().decode(player.answer("/param.cgi", query).body);
  assert.equal(said("cmd=getmdattr&area=2"), 'cmd="getmdattr";\nenable="1";\nx="2";\nresponse="200";\n');
  assert.equal(
    said("cmd=setmdattr&area=2&enable=0&cmd=setftpattr&-ft_server=other&ft_password=hunter2"),
    'cmd="setmdattr";\nresponse="200";\ncmd="setftpattr";\nresponse="200";\n',
  );
  assert.match(said("cmd=getmdattr"), /enable\[1\]="0";[\s\S]*enable\[2\]="0";/);
  assert.match(said("cmd=getftpattr"), /ft_server="other";\nft_port="21";/);
  assert.match(said("cmd=setftpattr&nonsense=1"), /response="201"/);
  assert.equal(said("cmd=getother"), 'cmd="getother";\nresponse="204";\n');
});

test("it is a camera to the SDK, with a login and pictures", async () => {
  await using playing = await playCassette(sercomm, { port: 0, login: { user: "a", password: "b" } });
  const at = `127.0.0.1:${playing.port}`;
  const camera = await openCamera(`http://a:b@${at}`);
  assert.equal(camera.model.name, "RC8221");
  await camera.set("video", { text: "Garden" });
  assert.equal((await camera.get("video")).text, "Garden");
  let count = 0;
  for await (const picture of camera.pictures()) {
    assert.equal(Buffer.from(picture).toString("base64"), jpeg);
    count += 1;
    if (count === 2) break;
  }
  const wrong = await openCamera(`http://a:wrong@${at}`);
  await assert.rejects(
    wrong.get("video"),
    (error) => error instanceof CameraError && error.code === "login-refused",
  );
  const { status, headers } = await fetch(`http://${at}/adm/get_group.cgi?group=VIDEO`);
  assert.deepEqual([status, headers.get("www-authenticate")], [401, 'Basic realm="Old"']);
  await assert.rejects(playCassette(sercomm, { port: playing.port }), /port/);
  await using other = await playCassette(instar, { port: 0 });
  assert.equal((await openCamera(`instar://x:y@127.0.0.1:${other.port}`)).model.name, "IN-9408");
});

test("what is no cassette is refused with the reason", () => {
  assert.deepEqual(parseCassette(JSON.stringify(sercomm)), sercomm);
  for (const [text, words] of [
    ["no", /no JSON/],
    ["{}", /cassette 1/],
    [JSON.stringify({ ...sercomm, dialect: "x" }), /dialect/],
    [JSON.stringify({ ...sercomm, replies: [{ target: "/" }] }), /replies/],
    [JSON.stringify({ ...sercomm, challenge: "a\nb" }), /challenge/],
    [JSON.stringify({ ...sercomm, pictures: [1] }), /pictures/],
  ] as const)
    assert.throws(() => parseCassette(text), words);
});

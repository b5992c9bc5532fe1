import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { it } from "node:test";
import { setTimeout as passes } from "node:timers/promises";
import { openWebReceiver } from "../deliveries/web-receiver.ts";
import { needs } from "../peers.ts";
import { startVsftpd } from "../uploads/ftp-servers.ts";
import { scratch } from "../uploads/running.ts";
import { output } from "./clients.ts";
import { emptyFolder, type Program, run, start, until } from "./program.ts";

const skip = needs("ffmpeg", "ffprobe");
const mac = "00:0e:8f:92:ff:f7";

/** Armed for motion in window 2, where the walker passes; window 1 is off. */
async function arm(camera: Program): Promise<void> {
  await camera.set(
    "group=MOTION&md_mode=1&md_switch1=0&md_switch2=1&md_window2=0,200,639,479&md_name2=Street",
  );
  await camera.set("group=MOTION&md_threshold2=60&md_sensitivity2=8");
  await camera.set("group=EVENT&event_trigger=1&event_attach=mp4,1,2,3");
}

async function ask(camera: Program, query: string): Promise<string> {
  const { status, text } = await camera.get(`/param.cgi?${query}`);
  assert.equal(status, 200);
  assert.match(text, /response="200";\n$/, `${query}: ${text}`);
  return text;
}

async function durationOf(path: string): Promise<number> {
  const shown = ["-show_entries", "format=duration", "-of", "csv=p=0"];
  return Number(await output("ffprobe", ["-v", "error", ...shown, path]));
}

it("the walker in window 2 is a line, a clip, a request and a pulse of output 1", { skip }, async () => {
  await using web = await openWebReceiver();
  await using folder = await emptyFolder();
  await using camera = await start(folder, ["scene:walker", "--mac", mac, "--model", "RC8221"]);
  const text = async (target: string): Promise<string> => (await camera.get(target)).text;
  const output1 = async (): Promise<string> => await text("/io/query_pc.cgi?output_1");
  await camera.set(`group=HTTP_NOTIFY&http_url=http://127.0.0.1:${web.port}/door&event_data_flag=1`);
  await camera.set("group=EVENT&event_mt=ftpu:0;httpn:1");
  await camera.set("group=IO&out1_pulse_duration=2");
  const initial = await output1();
  await camera.set("group=EVENT&event1_entry=is=1|es=0,|et=10|acts=op1:1|ei=60|ea=jpg,0,1,1|en=Siren");
  await arm(camera);
  await until("output 1 is switched", async () => (await output1()) !== initial, 30);
  const switched = performance.now();
  await until("the request", () => web.got.length > 0);
  const { method, url } = web.got[0]!;
  assert.equal(method, "GET");
  assert.match(url, /^\/door\?event=motion,1,md_window2&mac=000E8F92FFF7&event_time=\d{14}&/);
  await until("the pulse to end", async () => (await output1()) === initial, 5);
  assert.ok(performance.now() - switched > 1500, "it lasts as long as it is set");
  await until("the clip", async () => /\.mp4 /.test(await text("/pinhole/recordings")));
  // One thing alone switches it: once there and once back.
  const log = await text("/adm/log.cgi");
  assert.equal(log.match(/switched output 1|output 1 is \w+ again/g)?.length, 2, log);
  assert.match(
    log,
    /EVENT: alarm \S+: motion in window 2 \(Street\) at \d+ of 60 \(event_mt sets off notify/,
  );
  const [, clip = ""] = /(clips\/\S+\.mp4)/.exec(await text("/pinhole/recordings")) ?? [];
  const path = join(folder.path, clip);
  const seconds = await durationOf(path);
  assert.ok(seconds > 2.9 && seconds < 5.1, `${seconds} s`);
  const decoded = ["-v", "error", "-xerror", "-i", path, "-f", "null", "-"];
  assert.equal((await output("ffmpeg", decoded)).length, 0);
  const told = web.got.length;
  const drill = ["drill", "--login", "admin:secret", "--url", camera.base];
  const { status, stdout, stderr } = await run(...drill, "--target", "notify");
  assert.equal(status, 0, stdout + stderr);
  assert.ok(web.got.length > told);
});

const ftpSkip = needs("ffmpeg", "ffprobe", "vsftpd");

it("INSTAR's menus upload a clip and pictures, and tell a server", { skip: ftpSkip }, async () => {
  await using place = await scratch();
  await using ftp = await startVsftpd({ folder: place.path });
  await using web = await openWebReceiver();
  await using folder = await emptyFolder();
  await using camera = await start(folder, ["scene:empty"]);
  await camera.set("group=EVENT&event_attach=mp4,1,1,2&event_mt=ftpu:0");
  const login = `ft_username=${ftp.user}&ft_password=${ftp.password}`;
  await ask(camera, `cmd=setftpattr&ft_server=127.0.0.1&ft_port=${ftp.port}&${login}&ft_dirname=alarms`);
  await ask(camera, "cmd=setftpaction&type=rec&enable=1&interval=60");
  await ask(camera, "cmd=setftpaction&type=snap&enable=1&interval=0&cmd=setftpactionattr&snapcount=3");
  await ask(camera, "cmd=setasaction&-server=1&enable=1&-interval=1");
  await ask(camera, `cmd=setasattr&-as_index=1&-as_server=127.0.0.1&-as_port=${web.port}&-as_path=/told`);
  assert.match(await ask(camera, "cmd=testas&index=1&active=7&object=1"), /result="0";/);
  assert.equal(web.got.pop()?.url, "/told?active=7&object=1");
  const uploaded = async (): Promise<readonly string[]> => {
    const found = await readdir(join(ftp.root, "alarms")).catch(() => []);
    return found.filter((name) => !name.endsWith(".part")).sort();
  };
  await ask(camera, "cmd=pushhostalarm");
  assert.equal(web.got.length, 0, "it is not armed");
  await ask(camera, "cmd=setalarmattr&armed=1");
  // The second before the alarm has to have passed.
  await passes(3000);
  await ask(camera, "cmd=pushhostalarm");
  const ending = (type: string) => async (): Promise<string[]> =>
    (await uploaded()).filter((name) => name.endsWith(type));
  const [clips, pictures] = [ending(".mp4"), ending(".jpg")];
  await until("a clip and three pictures", async () => (await uploaded()).length === 4, 20);
  assert.deepEqual([(await clips()).length, (await pictures()).length], [1, 3]);
  assert.ok((await durationOf(join(ftp.root, "alarms", (await clips())[0]!))) > 2.9);
  await until("the report", () => web.got.length > 0);
  assert.deepEqual(
    web.got.map(({ url }) => url),
    ["/told?active=99&object=0"],
  );
  // Pictures do not rest, the clip does.
  await ask(camera, "cmd=pushhostalarm");
  await until("three more pictures", async () => (await pictures()).length === 6, 15);
  assert.equal((await clips()).length, 1);
});

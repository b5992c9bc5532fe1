import assert from "node:assert/strict";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { admin, emptyFolder, type Folder, type Program, start } from "../program/program.ts";
import { cameraAddress, type Lab, needsLab, openLab, peersAddress } from "./lab.ts";
import { avahiConfig, sambaConfig } from "./peers.ts";

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

describe("the survey of shares", {
  skip: needsLab("curl", "nmbd", "smbd", "smbclient", "wsdd", "avahi-daemon"),
}, () => {
  let lab: Lab;
  let folder: Folder;
  let camera: Program;

  const ask = async (query: string) => {
    const url = `http://${cameraAddress}:${camera.port}/adm/smb_survey.cgi${query}`;
    const began = performance.now();
    const { stdout } = await lab.run(
      "camera",
      ["curl", "-s", "-i", "-m", "60", "-u", admin.join(":"), url],
      70_000,
    );
    return { text: stdout, seconds: (performance.now() - began) / 1000 };
  };

  before(async () => {
    lab = await openLab();
    folder = await emptyFolder();
    const smb = await sambaConfig(folder.path, { interfaces: `${peersAddress}/24` });
    await lab.start("peers", ["smbd", "--foreground", "-s", smb], () =>
      exists(join(folder.path, "pid/smbd.pid")),
    );
    await lab.start("peers", ["nmbd", "--foreground", "-s", smb], () =>
      exists(join(folder.path, "pid/nmbd.pid")),
    );
    await lab.start(
      "peers",
      ["wsdd", "-i", "e0", "-4", "-n", "WINBOX", "-w", "TESTGROUP", "-vv"],
      /WINBOX|Hello|joined/i,
    );
    const { bus, avahi } = await avahiConfig(folder.path, "e0");
    const socket = join(folder.path, "bus");
    await lab.start("peers", ["dbus-daemon", `--config-file=${bus}`, "--nofork", "--nopidfile"], () =>
      exists(socket),
    );
    const within = [
      "unshare",
      "-m",
      "sh",
      "-c",
      'mount -t tmpfs none /run && exec "$@"',
      "sh",
      "env",
      `DBUS_SYSTEM_BUS_ADDRESS=unix:path=${socket}`,
    ];
    await lab.start(
      "peers",
      [...within, "avahi-daemon", "-f", avahi, "--no-drop-root", "--no-chroot", "--no-rlimits"],
      /Server startup complete/,
    );
    await lab.start(
      "peers",
      [
        "env",
        `DBUS_SYSTEM_BUS_ADDRESS=unix:path=${socket}`,
        "avahi-publish-service",
        "Family Mac",
        "_smb._tcp",
        "445",
      ],
      /Established/,
    );
    camera = await start(folder, ["--bind", cameraAddress], { within: lab.within("camera") });
  });

  after(async () => {
    await camera?.[Symbol.asyncDispose]();
    await lab?.[Symbol.asyncDispose]();
    await folder?.[Symbol.asyncDispose]();
  });

  it("finds computers by NetBIOS, by WS-Discovery and by mDNS, and ends when all is quiet", async () => {
    const { text, seconds } = await ask("");
    assert.match(text, /^content-type: text\/xml/im);
    assert.ok(!/x-simulated/i.test(text));
    const group = /<WorkGroup>\s*<Name>TESTGROUP<\/Name>[\s\S]*?<\/WorkGroup>/.exec(text)?.[0] ?? "";
    assert.match(group, /<Name>TESTNAS<\/Name>\s*<Comment>Test NAS &lt;1&gt;<\/Comment>/, text);
    assert.match(group, /<Name>WINBOX<\/Name>/, text);
    assert.match(text, /<Name>peerhost<\/Name>/, text);
    assert.ok(seconds < 20, `${seconds} s`);
  });

  it("two at once share one survey, and stop ends it with what was found", async () => {
    const both = [ask("?timeout=60"), ask("?timeout=60")];
    // The first answers are in after a second.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.match((await ask("?action=stop")).text, /\r\n\r\nOK$/);
    for (const { text, seconds } of await Promise.all(both)) {
      assert.match(text, /TESTNAS/);
      assert.ok(seconds < 4, `${seconds} s`);
    }
  });

  it("ends at its timeout while new computers keep coming", async () => {
    const { text, seconds } = await ask("?timeout=5");
    assert.match(text, /TESTNAS/);
    assert.ok(seconds < 8, `${seconds} s`);
  });
});

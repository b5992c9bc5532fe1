import assert from "node:assert/strict";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { admin, emptyFolder, type Folder, type Program, start, until } from "../program/program.ts";
import { cameraAddress, type Lab, needsLab, openLab, peersAddress } from "./lab.ts";
import { avahiConfig, routerConfig } from "./peers.ts";

const skip = needsLab("curl", "avahi-daemon", "avahi-browse", "gssdp-discover", "miniupnpd", "upnpc");

describe("a camera on a network", { skip }, () => {
  let lab: Lab;
  let folder: Folder;
  let camera: Program;

  const set = async (query: string): Promise<void> => {
    const url = `http://${cameraAddress}:${camera.port}/adm/set_group.cgi?${query}`;
    const { stdout } = await lab.run("camera", ["curl", "-s", "-u", admin.join(":"), url]);
    assert.equal(stdout, "OK", query);
  };
  const browse = async (): Promise<string> => {
    const bus = `DBUS_SYSTEM_BUS_ADDRESS=unix:path=${join(folder.path, "bus")}`;
    const { stdout } = await lab.run("peers", ["env", bus, "avahi-browse", "-a", "-r", "-p", "-t"]);
    return stdout;
  };
  const search = async (): Promise<string> => {
    const target = "--target=urn:schemas-upnp-org:device:Basic:1";
    const { stdout } = await lab.run("peers", ["gssdp-discover", "-i", "e0", "--timeout=3", target]);
    return stdout;
  };
  const mappings = async (): Promise<string> => {
    const { stdout } = await lab.run("camera", [
      "upnpc",
      "-u",
      `http://${peersAddress}:5000/rootDesc.xml`,
      "-l",
    ]);
    return stdout;
  };

  before(async () => {
    lab = await openLab();
    folder = await emptyFolder();
    const { bus, avahi } = await avahiConfig(folder.path, "e0");
    const socket = join(folder.path, "bus");
    await lab.start("peers", ["dbus-daemon", `--config-file=${bus}`, "--nofork", "--nopidfile"], () =>
      access(socket).then(
        () => true,
        () => false,
      ),
    );
    const own = ["unshare", "-m", "sh", "-c", 'mount -t tmpfs none /run && exec "$@"', "sh", "env"];
    const daemon = ["avahi-daemon", "-f", avahi, "--no-drop-root", "--no-chroot", "--no-rlimits"];
    await lab.start(
      "peers",
      [...own, `DBUS_SYSTEM_BUS_ADDRESS=unix:path=${socket}`, ...daemon],
      /Server startup complete/,
    );
    const { tables, router } = await routerConfig(folder.path);
    assert.equal((await lab.run("peers", ["nft", "-f", tables])).status, 0);
    await lab.run("peers", ["sysctl", "-q", "-w", "net.ipv4.ip_forward=1"]);
    await lab.start(
      "peers",
      ["miniupnpd", "-d", "-f", router, "-P", join(folder.path, "router.pid")],
      /HTTP listening on port 5000/,
    );
    const place = ["--bind", cameraAddress, "--mac", "00:0e:8f:92:ff:f7", "--name", "Garden"];
    camera = await start(folder, place, { within: lab.within("camera") });
  });

  after(async () => {
    await camera?.[Symbol.asyncDispose]();
    await lab?.[Symbol.asyncDispose]();
    await folder?.[Symbol.asyncDispose]();
  });

  it("is silent until it is told to announce itself", async () => {
    assert.ok(!(await search()).includes("70696e68"));
    assert.ok(!(await browse()).includes("92fff7"));
    assert.ok(!(await mappings()).includes("Garden"));
    const url = `http://${cameraAddress}:${camera.port}/upnp/description.xml`;
    assert.equal(
      (await lab.run("peers", ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", url])).stdout,
      "404",
    );
  });

  it("is found by UPnP, and describes itself to who finds it", async () => {
    await set("group=UPNP&upnp_mode=1");
    await until("it is announced", () => /announced by UPnP on 10\.77\.0\.1/.test(camera.written.stderr));
    const found = await search();
    assert.match(
      found,
      /USN: {6}uuid:70696e68-6f6c-5e00-8000-000e8f92fff7::urn:schemas-upnp-org:device:Basic:1/,
    );
    const location = /Location: (\S+)/.exec(found)?.[1] ?? "";
    const { stdout } = await lab.run("peers", ["curl", "-s", location]);
    assert.match(stdout, /<friendlyName>Garden<\/friendlyName>/);
    assert.match(stdout, /<UDN>uuid:70696e68-6f6c-5e00-8000-000e8f92fff7<\/UDN>/);
    await set("group=UPNP&upnp_mode=0");
    assert.ok(!(await search()).includes("70696e68"));
  });

  it("is found by Bonjour with its servers, and leaves with a goodbye", async () => {
    await set("group=BONJOUR&bonjour_mode=1");
    const line = (type: string, txt: string): RegExp =>
      new RegExp(
        `^=;e0;IPv4;RC8230-92fff7;${type};local;sc92fff7\\.local;10\\.77\\.0\\.1;(\\d+);.*${txt}`,
        "m",
      );
    const http = line("[^;]*(?:Web Site|_http)[^;]*", 'path=/"');
    await until("avahi resolves it", async () => http.test(await browse()), 20);
    const found = await browse();
    assert.equal(http.exec(found)?.[1], String(camera.port));
    assert.match(found, line("[^;]*(?:RTSP|_rtsp)[^;]*", "path=/img/media\\.sav"));
    await set("group=BONJOUR&bonjour_name=Front%20door");
    await until("its new name is there", async () => (await browse()).includes("Front\\032door"), 20);
    await set("group=BONJOUR&bonjour_mode=0");
    await until("it is gone", async () => !(await browse()).includes("sc92fff7"), 20);
  });

  it("has the router forward its ports, so that the outside reaches it, and takes them back", async () => {
    await set("group=UPNP&upnp_traversal=1");
    await until("the router forwards", () =>
      /forwards http \d+, rtsp \d+ of 8\.255\.0\.2/.test(camera.written.stderr),
    );
    assert.match(
      await mappings(),
      new RegExp(`TCP +${camera.port}->10\\.77\\.0\\.1:${camera.port} +'RC8230 Garden http'`),
    );
    const url = `http://203.0.113.2:${camera.port}/util/query.cgi`;
    const { stdout } = await lab.run("outside", ["curl", "-s", "-m", "5", url]);
    assert.match(stdout, /^hostname=Garden\r\n/);
    await set("group=UPNP&upnp_traversal=0");
    await until("the router has forgotten", async () => !(await mappings()).includes("Garden"));
  });

  it("takes the next port when its own is somebody else's", async () => {
    const taken = [
      "upnpc",
      "-u",
      `http://${peersAddress}:5000/rootDesc.xml`,
      "-a",
      peersAddress,
      "1",
      String(camera.port),
      "TCP",
    ];
    await lab.run("peers", taken);
    await set("group=UPNP&upnp_traversal=1");
    const next = camera.port + 1;
    await until("the router forwards", () => camera.written.stderr.includes(`forwards http ${next}, rtsp`));
    assert.match(await mappings(), new RegExp(`TCP +${next}->10\\.77\\.0\\.1:${camera.port} `));
    await camera.end("SIGTERM");
    assert.ok(!(await mappings()).includes("Garden"), "its ports are given back at the end");
  });
});

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { admin, command, emptyFolder, type Folder, type Program, start, until } from "../program/program.ts";
import { cameraAddress, type Lab, needsLab, openLab } from "./lab.ts";

const mac = "00:0e:8f:92:ff:f7";

describe("cameras are discovered", { skip: needsLab("curl") }, () => {
  let lab: Lab;
  let folder: Folder;
  let camera: Program;

  const discovered = async (...flags: readonly string[]): Promise<readonly Record<string, unknown>[]> => {
    const { status, stdout, stderr } = await lab.run("peers", [
      ...[...command, "discover", "--json", "--from", "10.77.0.2"],
      ...flags,
    ]);
    assert.equal(status, 0, stderr);
    return JSON.parse(stdout);
  };

  before(async () => {
    lab = await openLab();
    folder = await emptyFolder();
    assert.equal((await lab.run("camera", ["ip", "link", "set", "e0", "address", mac])).status, 0);
    const place = ["--bind", cameraAddress, "--mac", mac, "--name", "Garden", "--http", "80"];
    camera = await start(folder, place, { within: lab.within("camera") });
  });
  after(async () => {
    await camera?.[Symbol.asyncDispose]();
    await lab?.[Symbol.asyncDispose]();
    await folder?.[Symbol.asyncDispose]();
  });

  it("one that announces nothing only by a scan for its vendor's MAC address", async () => {
    assert.deepEqual(await discovered("--for", "1"), []);
    const [found, ...more] = await discovered("--for", "1", "--scan", "10.77.0.0/28");
    assert.deepEqual(more, []);
    assert.deepEqual(found, {
      address: `http://${cameraAddress}`,
      dialect: "sercomm",
      name: "Garden",
      model: "RC8230",
      mac,
      by: ["scan"],
    });
    assert.deepEqual(await discovered("--for", "1", "--scan", "10.77.0.8/29"), []);
  });

  it("one that announces itself by SSDP and Bonjour", async () => {
    const url = `http://${cameraAddress}/adm/set_group.cgi?group=UPNP&upnp_mode=1&group=BONJOUR&bonjour_mode=1`;
    assert.equal((await lab.run("camera", ["curl", "-s", "-u", admin.join(":"), url])).stdout, "OK");
    await until("both find it", async () => {
      const [found] = await discovered("--for", "3");
      return JSON.stringify([...((found?.by as string[]) ?? [])].sort()) === '["bonjour","ssdp"]';
    });
  });
});

import assert from "node:assert/strict";
import { access, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { admin, emptyFolder, type Folder, type Program, start, until } from "../program/program.ts";
import { cameraAddress, type Lab, openLab } from "./lab.ts";
import { avahiConfig, managerConfig } from "./peers.ts";

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** What a change of the machine's addresses has to hold, whichever of the two programs configures it. */
export function addressesBy(name: "ip" | "NetworkManager", skip: string | false): void {
  describe(`the machine's addresses by ${name}`, { skip }, () => {
    let lab: Lab;
    let folder: Folder;
    let camera: Program;
    let within: readonly string[];

    const ask = async (address: string, target: string): Promise<string> => {
      const url = `http://${address}:${camera.port}${target}`;
      const curl = ["curl", "-s", "-m", "3", "-u", admin.join(":"), url];
      return (await lab.run("peers", curl)).stdout;
    };
    const change = async (at: string, query: string): Promise<void> => {
      assert.equal(await ask(at, `/adm/set_group.cgi?group=NETWORK&${query}`), "OK");
    };
    const stored = async (at: string): Promise<string> => ask(at, "/adm/get_group.cgi?group=NETWORK");
    const log = (): string => camera.written.stderr;
    const lastTrial = (): string =>
      /e0 has .*(?=, on trial)/g.exec(
        log()
          .split("\n")
          .findLast((line) => /on trial/.test(line)) ?? "",
      )?.[0] ?? "";

    before(async () => {
      lab = await openLab();
      folder = await emptyFolder();
      const bus = `unix:path=${join(folder.path, "bus")}`;
      within = [...lab.within("camera"), "env", `DBUS_SYSTEM_BUS_ADDRESS=${bus}`];
      if (name === "NetworkManager") {
        const { bus: config } = await avahiConfig(folder.path, "e0");
        await lab.start("camera", ["dbus-daemon", `--config-file=${config}`, "--nofork", "--nopidfile"], () =>
          exists(join(folder.path, "bus")),
        );
        await mkdir(join(folder.path, "connections"), { mode: 0o700 });
        const manager = await managerConfig(folder.path, "e0");
        await lab.start("camera", ["env", `DBUS_SYSTEM_BUS_ADDRESS=${bus}`, ...manager], /startup complete/);
      } else {
        await writeFile(join(folder.path, "nothing"), "");
      }
      camera = await start(folder, ["--bind", "0.0.0.0", "--manage-network", "--trial-seconds", "3"], {
        within,
      });
    });

    after(async () => {
      await camera?.[Symbol.asyncDispose]();
      await lab?.[Symbol.asyncDispose]();
      await folder?.[Symbol.asyncDispose]();
    });

    const query = (address: string): string =>
      `dhcp=0&ip_addr=${address}&netmask=255.255.255.0&gateway=10.77.0.2`;

    it("on trial at a power cut are taken back by the next start, also those that DHCP gave", async () => {
      await change(cameraAddress, query("10.77.0.49"));
      await until("the trial begins", () => lastTrial() === `e0 has 10.77.0.49/24 by ${name}`);
      await camera.end("SIGKILL");
      camera = await start(folder, ["--bind", "0.0.0.0", "--manage-network", "--trial-seconds", "3"], {
        within,
      });
      assert.match(log(), /nobody had confirmed before the last stop/);
      if (name === "NetworkManager") {
        await until("DHCP is asked", () => log().includes("e0 has an address by DHCP"));
        // Nobody answers here, so the address is given by hand again.
        const given = [
          "connection",
          "modify",
          "e0",
          "ipv4.method",
          "manual",
          "ipv4.addresses",
          `${cameraAddress}/24`,
          "ipv4.gateway",
          "10.77.0.2",
        ];
        await lab.run("camera", [...within.slice(4), "nmcli", ...given]);
        await lab.run("camera", [...within.slice(4), "nmcli", "device", "reapply", "e0"]);
      }
      await until("the address is there", async () => /dhcp=1\r/.test(await stored(cameraAddress)), 15);
    });

    it("change on trial, and come back when nobody logs in", async () => {
      const before = await stored(cameraAddress);
      await change(cameraAddress, query("10.77.0.50"));
      await until("the trial begins", () => lastTrial() === `e0 has 10.77.0.50/24 by ${name}`);
      const { stdout } = await lab.run("camera", ["ip", "-4", "-o", "address", "show", "dev", "e0"]);
      assert.ok(stdout.includes("10.77.0.50/24") && !stdout.includes(cameraAddress), stdout);
      await until("it is over", () => log().includes("taken back: nobody logged in within 3 s"));
      assert.equal(await stored(cameraAddress), before);
      const routes = await lab.run("camera", ["ip", "route", "show", "default"]);
      assert.match(routes.stdout, /^default via 10\.77\.0\.2 dev e0/);
    });

    it("stay when an administrator logs in at the new address", async () => {
      await change(cameraAddress, query("10.77.0.51"));
      await until("the trial begins", () => lastTrial() === `e0 has 10.77.0.51/24 by ${name}`);
      // A login from the machine itself is no proof that others get there.
      const own = ["curl", "-s", "-u", admin.join(":"), `http://127.0.0.1:${camera.port}/adm/sysinfo.cgi`];
      await lab.run("camera", own);
      assert.ok(!log().includes("settings confirmed"));
      assert.match(await stored("10.77.0.51"), /ip_addr=10\.77\.0\.51\r\n/);
      await until("it is confirmed", () => log().includes("network settings confirmed"));
      await until(
        "the camera knows it",
        async () => /ip_addr=10\.77\.0\.51\r/.test(await ask("10.77.0.51", "/util/query.cgi?extension=yes")),
        15,
      );
    });

    it("that can not be applied leave everything as it was", async () => {
      const before = await stored("10.77.0.51");
      await change("10.77.0.51", "ip_addr=10.99.0.5&netmask=255.255.255.0&gateway=10.98.0.1");
      const isRefused = () => /network settings are not applied/.test(log());
      const isBack = () => /taken back: nobody logged in within 3 s[\s\S]*taken back/.test(log());
      await until("it has come back", () => isRefused() || isBack(), 15);
      await until("the address is there again", async () => (await stored("10.77.0.51")) === before, 15);
    });

    it("on trial at a power cut are taken back by the next start", async () => {
      const before = await stored("10.77.0.51");
      await change("10.77.0.51", query("10.77.0.52"));
      await until("the trial begins", () => lastTrial() === `e0 has 10.77.0.52/24 by ${name}`);
      await camera.end("SIGKILL");
      camera = await start(folder, ["--bind", "0.0.0.0", "--manage-network"], { within });
      assert.match(log(), /nobody had confirmed before the last stop/);
      await until("the confirmed address is there", async () => (await stored("10.77.0.51")) === before, 15);
    });
  });
}

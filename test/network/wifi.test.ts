import assert from "node:assert/strict";
import { access, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { joinWifi, profileOf } from "../../packages/daemon/src/host/wifi/join.ts";
import { type RunProgram, runProgram } from "../../packages/daemon/src/programs/run-program.ts";
import { defaults, wireless } from "../../packages/kit/src/model/index.ts";
import { emptyFolder, type Folder } from "../program/program.ts";
import { type Lab, needsLab, openLab } from "./lab.ts";
import { avahiConfig, managerConfig } from "./peers.ts";

const set = defaults(wireless)[0]!;
type Wireless = typeof set;

describe("a profile of NetworkManager", { skip: needsLab("nmcli", "avahi-daemon") }, () => {
  let lab: Lab;
  let folder: Folder;
  let run: RunProgram;
  const asked: string[] = [];

  before(async () => {
    lab = await openLab();
    folder = await emptyFolder();
    const socket = join(folder.path, "bus");
    const bus = `DBUS_SYSTEM_BUS_ADDRESS=unix:path=${socket}`;
    const { bus: config } = await avahiConfig(folder.path, "e0");
    await lab.start("camera", ["dbus-daemon", `--config-file=${config}`, "--nofork", "--nopidfile"], () =>
      access(socket).then(
        () => true,
        () => false,
      ),
    );
    await mkdir(join(folder.path, "connections"), { mode: 0o700 });
    await lab.start("camera", ["env", bus, ...(await managerConfig(folder.path, "e0"))], /startup complete/);
    run = (program, args, options) => {
      asked.push(args.join(" "));
      return runProgram(program, args, {
        ...options,
        env: { DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${socket}` },
      });
    };
  });
  after(async () => {
    await lab?.[Symbol.asyncDispose]();
    await folder?.[Symbol.asyncDispose]();
  });

  const nmcli = async (...args: readonly string[]): Promise<string> => {
    const ended = await run({ command: "nmcli", package: "network-manager" }, args, { timeoutMs: 20_000 });
    assert.equal(ended.status, 0, `${args.join(" ")}: ${ended.stderr}`);
    return ended.stdout;
  };

  /** What NetworkManager understood of the properties that are named. */
  const understood = async (changes: Partial<Wireless>, ...names: readonly string[]): Promise<string[]> => {
    const { properties } = profileOf({ ...set, ssid: "My; Net", ...changes });
    await nmcli("connection", "add", "type", "wifi", "con-name", "try", "ifname", "wlan0", ...properties);
    const text = await nmcli("--escape", "no", "--get-values", names.join(","), "connection", "show", "try");
    await nmcli("connection", "delete", "try");
    return text.trimEnd().split("\n");
  };
  const security = (...names: readonly string[]): string[] =>
    names.map((name) => `802-11-wireless-security.${name}`);

  it("says for every kind of security what the settings say", async () => {
    const wifi = ["802-11-wireless.ssid", "802-11-wireless.mode", "802-11-wireless.channel"];
    assert.deepEqual(await understood({ security: "none", channel: 6 }, ...wifi), [
      "My; Net",
      "infrastructure",
      "6",
    ]);
    assert.deepEqual(await understood({ security: "none", type: "adHoc" }, ...wifi), [
      "My; Net",
      "adhoc",
      "0",
    ]);
    const psk = security("key-mgmt", "proto", "pairwise");
    const kinds: readonly (readonly [Wireless["security"], readonly string[]])[] = [
      ["wpa-wpa2-psk", ["wpa-psk"]],
      ["wpa-psk", ["wpa-psk", "wpa"]],
      ["wpa2-psk", ["wpa-psk", "rsn"]],
      ["wpa-psk-tkip", ["wpa-psk", "wpa", "tkip"]],
      ["wpa-psk-aes", ["wpa-psk", "wpa", "ccmp"]],
      ["wpa2-psk-tkip", ["wpa-psk", "rsn", "tkip"]],
      ["wpa2-psk-aes", ["wpa-psk", "rsn", "ccmp"]],
    ];
    for (const [kind, expected] of kinds)
      assert.deepEqual(await understood({ security: kind }, ...psk), expected, kind);
    assert.deepEqual(
      await understood(
        { security: "wep", wepIndex: 2, wepKey2: "abcde" },
        ...security("key-mgmt", "auth-alg", "wep-tx-keyidx"),
      ),
      ["none", "shared", "1"],
    );
    const eap = [
      "802-1x.eap",
      "802-1x.phase2-auth",
      "802-1x.phase2-autheap",
      "802-1x.identity",
      "802-1x.anonymous-identity",
    ];
    const ttls = {
      security: "wpa-enterprise",
      enterpriseMethod: "ttls",
      ttlsUser: "u",
      anonymousName: "a",
    } as const;
    assert.deepEqual(await understood({ ...ttls, ttlsMethod: "mschapv2" }, ...eap), [
      "ttls",
      "mschapv2",
      "",
      "u",
      "a",
    ]);
    for (const ttlsMethod of ["md5", "gtc"] as const)
      assert.deepEqual(await understood({ ...ttls, ttlsMethod }, ...eap), ["ttls", "", ttlsMethod, "u", "a"]);
    for (const ttlsMethod of ["mschap", "pap"] as const)
      assert.deepEqual(await understood({ ...ttls, ttlsMethod }, ...eap), ["ttls", ttlsMethod, "", "u", "a"]);
  });

  it("that can not be joined is told, and not left behind; no secret is an argument", async () => {
    asked.length = 0;
    const settings = { ...set, ssid: "Home", passphrase: "very secret" };
    await assert.rejects(
      joinWifi("wlan0", { settings, wpsPin: "12345670" }, run),
      /nmcli failed: .*[Nn]o suitable device/,
    );
    assert.ok(!(await nmcli("connection", "show")).includes("pinhole-wifi"));
    assert.ok(asked.some((line) => line.startsWith("connection up pinhole-wifi passwd-file ")));
    assert.ok(!asked.join("\n").includes("very secret"));
  });
});

describe("joining without a profile", () => {
  it("is by WPS where the settings say so", async () => {
    const asked: string[] = [];
    const run: RunProgram = async ({ command }, args) => {
      asked.push([command, ...args].join(" "));
      return { status: 0, stdout: "OK\n", stderr: "" };
    };
    for (const connection of ["wpsButton", "wpsPin"] as const)
      await joinWifi("wlan0", { settings: { ...set, connection }, wpsPin: "12345670" }, run);
    assert.deepEqual(asked, ["wpa_cli -i wlan0 wps_pbc", "wpa_cli -i wlan0 wps_pin any 12345670"]);
  });
});

import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { CameraError, defaults, wireless } from "@pinhole/kit/model";
import type { RunProgram } from "../../programs/run-program.ts";
import { seeded } from "../seeded.ts";
import { realRadio, wifiDevice } from "./index.ts";
import { parseLink, parseScan, unescapeSsid } from "./iw.ts";
import { parseNmcli } from "./nmcli.ts";
import { channelAt, percentOf } from "./radio.ts";
import { simulatedRadio } from "./simulated.ts";
import { parseResults, parseStatus } from "./wpa.ts";

const signal = new AbortController().signal;

const nmcliText = String.raw`*:Home\: 1:34\:44\:11\:A9\:C2\:D4:Infra:11:87:WPA2:(none):pair_ccmp group_ccmp psk
 ::C0\:00\:00\:00\:00\:01:Infra:36:40:WPA1 WPA2:pair_tkip group_tkip psk:pair_ccmp group_tkip psk
 :Cafe:C0\:00\:00\:00\:00\:02:Ad-Hoc:6:12::(none):(none)
 :Corp:C0\:00\:00\:00\:00\:03:Infra:1:99:WPA2 802.1X:(none):pair_ccmp group_ccmp 802_1X
 :New:C0\:00\:00\:00\:00\:04:Infra:1:500:WPA3:(none):pair_ccmp group_ccmp sae
 :Old:C0\:00\:00\:00\:00\:05:Infra:x:20:WEP:(none):(none)
rubbish
`;

const scanText = `BSS 34:44:11:a9:c2:d4(on wlan0) -- associated
\tTSF: 1 usec (0d, 00:00:00)
\tfreq: 2462
\tbeacon interval: 100 TUs
\tcapability: ESS Privacy ShortSlotTime (0x0411)
\tsignal: -57.00 dBm
\tSSID: Caf\\xc3\\xa9
\tDS Parameter set: channel 11
\tRSN:\t * Version: 1
\t\t * Group cipher: CCMP
\t\t * Pairwise ciphers: CCMP
\t\t * Authentication suites: PSK
\tWPS:\t * Version: 1.0
\t\t * Wi-Fi Protected Setup State: 2 (Configured)
BSS c0:00:00:00:00:02(on wlan0)
\tfreq: 5180.0
\tcapability: IBSS (0x0002)
\tsignal: -101.00 dBm
\tSSID:${" "}
BSS c0:00:00:00:00:03(on wlan0)
\tfreq: 2412
\tcapability: ESS Privacy (0x0411)
\tsignal: -50.00 dBm
\tSSID: Old
\tWPA:\t * Version: 1
\t\t * Group cipher: TKIP
\t\t * Pairwise ciphers: TKIP
\t\t * Authentication suites: PSK
`;

describe("programs that know of Wi-Fi", () => {
  it("nmcli is understood", () => {
    const found = parseNmcli(nmcliText);
    assert.equal(found.length, 6);
    assert.deepEqual(found[0], {
      isInUse: true,
      site: {
        ssid: "Home: 1",
        bssid: "34:44:11:A9:C2:D4",
        mode: "infrastructure",
        channel: 11,
        signal: 87,
        security: "wpa2-psk",
        encryption: "aes",
      },
    });
    assert.deepEqual(
      found.slice(1).map(({ site }) => [site.ssid, site.mode, site.security, site.encryption, site.signal]),
      [
        ["", "infrastructure", "wpa-wpa2-psk", "tkip-aes", 40],
        ["Cafe", "adHoc", "none", "none", 12],
        ["Corp", "infrastructure", "enterprise", "aes", 99],
        ["New", "infrastructure", "wpa3", "aes", 100],
        ["Old", "infrastructure", "wep", "wep", 20],
      ],
    );
  });

  it("iw is understood", () => {
    const found = parseScan(scanText);
    assert.deepEqual(found[0], {
      ssid: "Café",
      bssid: "34:44:11:A9:C2:D4",
      mode: "infrastructure",
      channel: 11,
      signal: 86,
      security: "wpa2-psk",
      encryption: "aes",
      wps: true,
    });
    assert.deepEqual(
      found.slice(1).map(({ ssid, mode, channel, security, wps }) => [ssid, mode, channel, security, wps]),
      [
        ["", "adHoc", 36, "none", false],
        ["Old", "infrastructure", 1, "wpa-psk", false],
      ],
    );
    const link = "Connected to 34:44:11:a9:c2:d4 (on wlan0)\n\tSSID: Home\n\tfreq: 2437\n\tsignal: -70 dBm\n";
    assert.deepEqual(parseLink(link), { bssid: "34:44:11:A9:C2:D4", ssid: "Home", channel: 6, signal: 60 });
    assert.deepEqual(parseLink("Not connected.\n"), { bssid: "", ssid: "", channel: 0, signal: 0 });
    assert.equal(unescapeSsid(String.raw`a\\b\x41\"`), 'a\\bA"');
  });

  it("wpa_cli is understood", () => {
    const text =
      "bssid / frequency / signal level / flags / ssid\n34:44:11:a9:c2:d4\t2437\t-60\t[WPA2-PSK-CCMP][WPS][ESS]\tHome\nc0:00:00:00:00:01\t5180\t-90\t[WPA2-EAP-CCMP][ESS]\tCorp\nc0:00:00:00:00:02\t2412\t-90\t[WEP][IBSS]\t\n";
    assert.deepEqual(
      parseResults(text).map((site) => [
        site.ssid,
        site.channel,
        site.signal,
        site.security,
        site.mode,
        site.wps,
      ]),
      [
        ["Home", 6, 80, "wpa2-psk", "infrastructure", true],
        ["Corp", 36, 20, "enterprise", "infrastructure", false],
        ["", 1, 20, "wep", "adHoc", false],
      ],
    );
    const status = "bssid=34:44:11:a9:c2:d4\nfreq=2437\nssid=Home\nwpa_state=COMPLETED\n";
    assert.deepEqual(parseStatus(status, "RSSI=-55\n"), {
      bssid: "34:44:11:A9:C2:D4",
      ssid: "Home",
      channel: 6,
      signal: 90,
    });
    assert.equal(parseStatus("wpa_state=SCANNING\n", "").ssid, "");
  });

  it("and what they say when it is damaged gives sites that make sense, or none", () => {
    const dice = seeded(5);
    const parsers = [
      [nmcliText, (text: string) => parseNmcli(text).map(({ site }) => site)],
      [scanText, parseScan],
      ["34:44:11:a9:c2:d4\t2437\t-60\t[WPA2-PSK-CCMP][WPS][ESS]\tHome\n", parseResults],
    ] as const;
    for (const [text, parse] of parsers) {
      for (let n = 0; n < 3000; n++) {
        const at = dice(text.length);
        const damage = String.fromCharCode(dice(128)).repeat(dice(5));
        const sites = parse(text.slice(0, at) + damage + text.slice(at + dice(4)));
        for (const { bssid, channel, signal: level } of sites) {
          assert.match(bssid, /^(?:[0-9A-F]{2}:){5}[0-9A-F]{2}$/);
          assert.ok(Number.isInteger(channel) && channel >= 0 && channel <= 233, String(channel));
          assert.ok(Number.isInteger(level) && level >= 0 && level <= 100, String(level));
        }
      }
    }
  });

  it("one that is missing or fails gives way to the next, and when none is left all are named", async () => {
    const asked: string[] = [];
    const only =
      (able: string): RunProgram =>
      async ({ command, package: name }, args) => {
        asked.push([command, ...args].join(" "));
        if (command !== able) throw new CameraError("program-missing", `${command}: install ${name}`);
        return { status: 0, stdout: scanText, stderr: "" };
      };
    assert.equal((await realRadio("wlan0", only("iw")).sites(signal)).length, 3);
    assert.match(asked[0]!, /^nmcli --terse .* ifname wlan0 --rescan yes$/);
    assert.equal(asked.at(-1), "iw dev wlan0 scan");
    await assert.rejects(
      realRadio("wlan0", only("none")).status(signal),
      /install network-manager.*install wpasupplicant.*install iw/,
    );
  });
});

it("frequencies and levels have their numbers", () => {
  assert.deepEqual([2412, 2472, 2484, 5180, 5825, 5955, 900].map(channelAt), [1, 13, 14, 36, 165, 1, 0]);
  assert.deepEqual([-110, -100, -75, -50, -10].map(percentOf), [0, 0, 50, 100, 100]);
});

it("the Wi-Fi device is the one that the kernel calls wireless", async () => {
  const folder = await mkdtemp(join(tmpdir(), "pinhole-net-"));
  await mkdir(join(folder, "eth0"));
  assert.equal(await wifiDevice(folder), undefined);
  await mkdir(join(folder, "wlp2s0", "wireless"), { recursive: true });
  assert.equal(await wifiDevice(folder), "wlp2s0");
  await rm(folder, { recursive: true });
});

describe("the simulated neighbourhood", () => {
  const set = defaults(wireless)[0]!;

  it("is the same for the same seed, and no network's address is anybody's", async () => {
    const sites = await simulatedRadio(1, () => set).sites(signal);
    assert.deepEqual(sites, await simulatedRadio(1, () => set).sites(signal));
    assert.notDeepEqual(sites, await simulatedRadio(2, () => set).sites(signal));
    for (const site of sites) {
      assert.match(site.bssid, /^02(?::[0-9A-F]{2}){5}$/);
      assert.ok(site.channel >= 1 && site.channel <= 13 && site.signal > 0 && site.signal <= 100);
    }
    assert.ok(sites.length >= 4 && sites.length <= 30);
  });

  it("has the network that the camera is set to, and the camera is in it", async () => {
    const radio = simulatedRadio(1, () => ({ ...set, ssid: "Mine", channel: 5, security: "wpa2-psk-tkip" }));
    const mine = (await radio.sites(signal)).find(({ ssid }) => ssid === "Mine")!;
    assert.deepEqual([mine.channel, mine.security, mine.encryption], [5, "wpa2-psk", "tkip"]);
    const { ssid, bssid, channel, signal: level } = await radio.status(signal);
    assert.deepEqual([ssid, bssid, channel, level], ["Mine", mine.bssid, 5, mine.signal]);
  });

  it("is joined without a name by WPS, and not at all without either", async () => {
    const pushed = simulatedRadio(1, () => ({ ...set, connection: "wpsButton" }));
    const { ssid } = await pushed.status(signal);
    assert.equal((await pushed.sites(signal)).find((site) => site.ssid === ssid)?.wps, true);
    assert.equal((await simulatedRadio(1, () => set).status(signal)).ssid, "");
  });
});

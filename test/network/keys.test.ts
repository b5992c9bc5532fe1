import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { needs } from "../peers.ts";
import { curl } from "../program/clients.ts";
import { emptyFolder, type Folder, type Program, start } from "../program/program.ts";

const on = { good: ["0", "1"], bad: ["2", "on", "", "-1", "01"] };
const address = {
  good: ["192.168.0.42", "10.0.0.1", ""],
  bad: ["192.168.0.256", "1.2.3", "camera", "::1", "1.2.3.4;id"],
};
const number = (low: number, high: number, ...more: readonly string[]) => ({
  good: [String(low), String(high)],
  bad: [String(low - 1), String(high + 1), "x", "", "1.5", ...more],
});
const words = (most: number) => ({
  good: ["", "a b", "~".repeat(most)],
  bad: ["~".repeat(most + 1), "%C3%A4", "a%0Ab"],
});
const multicast = { good: ["224.2.0.1", "239.255.255.255"], bad: ["192.168.0.1", "", "240.0.0.1", "x"] };
const even = { good: ["1024", "65534"], bad: ["1023", "1025", "65535", "65536", ""] };
/** What is set and reads as empty. */
const secret = (good: readonly string[], bad: readonly string[]) => ({ good, bad, secret: true });

interface Key {
  readonly good: readonly string[];
  readonly bad: readonly string[];
  readonly secret?: boolean;
}

/** Every key that the documentation of these cameras names for the network, with what it takes and what not. */
const groups: Readonly<Record<string, Readonly<Record<string, Key>>>> = {
  NETWORK: {
    ip_addr: address,
    netmask: { good: ["255.255.255.0", "255.255.0.0"], bad: ["255.0.255.0", "24", "255.255.255.256"] },
    gateway: address,
    dhcp: { ...on, good: ["1", "0"] },
    dns_type: { ...on, good: ["0", "1"] },
    dns_server1: address,
    dns_server2: address,
    wins_type: on,
    wins_ip: address,
  },
  WIRELESS: {
    wlan_type: on,
    wlan_essid: words(32),
    wlan_channel: number(0, 13),
    wlan_domain: number(1, 12),
    wlan_security: number(0, 9),
    wep_authtype: number(1, 2),
    wep_mode: number(1, 4),
    wep_index: number(1, 4),
    wep_ascii: secret(["", "words"], ["x".repeat(64)]),
    wep_kep1: secret(["0123456789"], ["0".repeat(27)]),
    wep_kep2: secret(["abcde"], ["0".repeat(27)]),
    wep_kep3: secret([""], ["0".repeat(27)]),
    wep_kep4: secret([""], ["0".repeat(27)]),
    wpa_ascii: secret(["12345678", "x".repeat(63), ""], ["1234567", "x".repeat(64)]),
    wmm: on,
    connection_mode: number(0, 3),
    wpa_ep_auth_type: number(1, 2),
    wpa_tls_user: words(64),
    wpa_tls_priv_keypass: secret(["x".repeat(64), ""], ["x".repeat(65)]),
    wpa_ttls_auth_type: number(1, 5),
    wpa_ttls_user: words(64),
    wpa_ttls_pass: secret(["x".repeat(64), ""], ["x".repeat(65)]),
    wpa_ttls_anony_name: words(64),
  },
  DDNS: {
    ddns_service: { good: ["1", "2", "4", "5", "duckdns", ""], bad: ["3", "6", "dyn"] },
    ddns_account: { good: ["anna@example.org", ""], bad: ["x".repeat(65), "a%0Ab"] },
    ddns_password: secret(["x".repeat(64), ""], ["x".repeat(65)]),
    ddns_host_name: { good: ["cam.example.org", ""], bad: ["a%20b", "-x", "http://a/", "x".repeat(65)] },
    ddns_hour: number(0, 23),
    ddns_minute: { good: ["0", "59", ""], bad: ["60", "-1", "x"] },
    ddns_update_unit: number(1, 3),
    ddns_update_period: number(1, 999),
    ddns_server: {
      good: ["https://dyn.example.org/nic/update", ""],
      bad: ["dyn.example.org", "ftp://a/", "https://u:p@a/"],
    },
    ddns_mode: { ...on, good: ["1", "0"] },
  },
  RTSP_RTP: {
    rtsp_port: { good: ["1024", "65535", "554"], bad: ["553", "80", "1023", "65536", ""] },
    rtp_port: number(1024, 65535),
    rtp_size: number(400, 1400),
    mcast_enable: on,
    mcast_video_enable: on,
    mcast_video_addr: multicast,
    mcast_video_port: even,
    mcast_h264_enable: on,
    mcast_h264_addr: multicast,
    // Two streams at one address are refused.
    mcast_h264_port: { ...even, good: ["1024", "65532"] },
    mcast_audio_enable: on,
    mcast_audio_addr: multicast,
    mcast_audio_port: { ...even, good: ["1024", "65530"] },
    mcast_hops: number(1, 255),
  },
  UPNP: {
    upnp_mode: { ...on, good: ["1", "0"] },
    upnp_traversal: { good: ["1", "0", ""], bad: ["2", "on"] },
    upnp_camera: { good: ["1", "0", ""], bad: ["2", "on"] },
  },
  BONJOUR: {
    bonjour_mode: { ...on, good: ["1", "0"] },
    bonjour_name: { good: ["Front door"], bad: ["x".repeat(64), "%C3%A4"] },
  },
  QOS: { qos_enable: { ...on, good: ["1", "0"] }, qos_dscp: number(0, 63), qos_av_switch: on },
  PPPOE: {
    pppoe_enable: { ...on, good: ["1", "0"] },
    pppoe_username: { good: ["u"], bad: ["x".repeat(65)] },
    pppoe_password: secret(["p"], ["x".repeat(65)]),
    pppoe_dod: on,
    pppoe_idle_time: number(0, 86400),
    pppoe_redial_time: number(0, 86400),
    pppoe_hostname: words(64),
    pppoe_mtu_type: on,
    pppoe_mtu: number(576, 1492),
  },
};

describe("the settings of the network", { skip: needs("curl") }, () => {
  let folder: Folder;
  let camera: Program;
  const ask = async (target: string): Promise<string> => (await camera.get(target)).text;

  before(async () => {
    folder = await emptyFolder();
    camera = await start(folder);
  });
  after(async () => {
    await camera?.[Symbol.asyncDispose]();
    await folder?.[Symbol.asyncDispose]();
  });

  for (const [group, keys] of Object.entries(groups)) {
    it(`${group} takes what it should and reads it back`, async () => {
      for (const [key, { good, secret: isSecret }] of Object.entries(keys)) {
        for (const value of good) {
          const query = `group=${group}&${key}=${encodeURIComponent(value)}`;
          assert.equal(await ask(`/adm/set_group.cgi?${query}`), "OK", query);
          const isLive = group === "NETWORK" && /addr|netmask|gateway|dns_server/.test(key);
          if (isLive) continue;
          const shown = await ask(`/adm/get_group.cgi?group=${group}.${key}`);
          assert.equal(shown, `[${group}]\r\n${key}=${isSecret ? "" : value}\r\n`);
        }
      }
    });

    it(`${group} refuses the rest with the key and what is allowed`, async () => {
      for (const [key, { bad }] of Object.entries(keys)) {
        for (const value of bad) {
          const query = `group=${group}&${key}=${value}`;
          const told = await ask(`/adm/set_group.cgi?${query}`);
          assert.match(
            told,
            new RegExp(`^${group}\\.${key}: (?:must be |holds a control character; only )\\S+`),
            query,
          );
        }
      }
    });
  }

  it("surveys answer in the documented form", async () => {
    const sites = await ask("/adm/site_survey.cgi");
    const lines = ["SSID", "BSSID", "Mode", "Security", "AUTH", "Encryption", "Channel", "Signal", "WPS"];
    const site = lines.map((name) => `\\s*<${name}>[^<]*</${name}>`).join("");
    assert.match(
      sites,
      new RegExp(
        `^<\\?xml version="1.0" encoding="utf-8"\\?>\\s*<SiteList>(?:\\s*<Site>${site}\\s*</Site>)*\\s*</SiteList>\\s*$`,
      ),
    );
    await ask("/adm/set_group.cgi?group=WIRELESS&wlan_essid=MyNetwork&connection_mode=0");
    const status = await ask("/adm/wireless_status.cgi");
    const shape =
      /^signal_strength=\d{1,3}\r\nsignal_strength-A=0\r\nsignal_strength-B=0\r\nessid=(.*)\r\ndomain=.+\r\nchannel=\d+\r\nbssid=(?:[0-9A-F]{2}:){5}[0-9A-F]{2}\r\nwps_pin_code=\d+\r\n$/;
    assert.match(status, shape);
    const headers = await curl("-u", "admin:secret", "-i", `${camera.base}/adm/site_survey.cgi`);
    if (/^x-simulated: yes/im.test(headers)) {
      assert.equal(shape.exec(status)?.[1], "MyNetwork");
      assert.match(headers, /<SSID>MyNetwork<\/SSID>/);
      assert.match(await ask("/adm/log.cgi"), /Network: Wi-Fi survey found \d+ networks, simulated\r\n/);
    }
    const shares = await ask("/adm/smb_survey.cgi?timeout=5");
    assert.match(shares, /^<\?xml version="1.0" encoding="utf-8"\?>\s*<List>[\s\S]*<\/List>\s*$/);
    assert.equal(await ask("/adm/smb_survey.cgi?action=stop"), "OK");
    assert.match(await ask("/adm/smb_survey.cgi?timeout=4"), /^timeout: must be 5 to 120/);
  });

  it("what can not be applied says so in the log", async () => {
    assert.match(camera.written.stderr, /network settings are stored; --manage-network would apply them/);
    assert.match(camera.written.stderr, /Wi-Fi settings are stored; --manage-network would apply them/);
  });
});

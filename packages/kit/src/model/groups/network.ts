import { bool, choice, int, secret, text } from "../field.ts";
import { group } from "../group.ts";
import { ascii, host, httpUrl, ipv4, netmask, openInt } from "./shapes.ts";

const noWins = "no program of today asks a WINS server";

export const network = group(
  "network",
  "Addresses of the camera. They are stored; with `--manage-network` they are given to the machine as well, on trial until somebody logs in at the new address.",
  {
    address: ipv4({ default: "192.168.0.99", doc: "The camera's address." }),
    netmask: netmask({ default: "255.255.255.0", doc: "Netmask of the network." }),
    gateway: ipv4({ default: "", doc: "Router of the network." }),
    dhcp: bool({ default: true, doc: "Takes the addresses from a DHCP server." }),
    dns: choice({
      values: ["dhcp", "manual"],
      default: "manual",
      doc: "Where the addresses of the name servers come from.",
    }),
    dnsServer1: ipv4({ default: "", doc: "First name server." }),
    dnsServer2: ipv4({ default: "", doc: "Second name server." }),
    wins: bool({ default: false, doc: "Uses a WINS server.", noEffect: noWins }),
    winsServer: ipv4({ default: "", doc: "The WINS server.", noEffect: noWins }),
  },
);

const noCertificate = "a certificate can not be given to the camera";
const alwaysWmm = "every Wi-Fi of today has it on";
const wepKey = (n: number) => secret({ max: 26, doc: `WEP key ${n}.` });

export const wireless = group(
  "wireless",
  "The Wi-Fi that the camera joins. The settings are stored; with `--manage-network` and NetworkManager the machine joins it as well. Where the Wi-Fi is simulated the camera is in it at once.",
  {
    type: choice({
      values: ["adHoc", "infrastructure"],
      default: "infrastructure",
      doc: "Joins other stations directly, or an access point.",
    }),
    ssid: ascii({ default: "", max: 32, doc: "Name of the network; case matters." }),
    channel: int({ default: 0, min: 0, max: 13, doc: "Channel; 0 finds it." }),
    region: choice({
      values: [
        "Africa",
        "Asia",
        "Australia",
        "Canada",
        "Europe",
        "Spain",
        "France",
        "Israel",
        "Japan",
        "Mexico",
        "South America",
        "USA",
      ],
      default: "Europe",
      doc: "Where the camera stands; it decides which channels are allowed.",
    }),
    security: choice({
      values: [
        "none",
        "wep",
        "wpa-wpa2-psk",
        "wpa-psk-tkip",
        "wpa-psk-aes",
        "wpa2-psk-tkip",
        "wpa2-psk-aes",
        "wpa-enterprise",
        "wpa-psk",
        "wpa2-psk",
      ],
      default: "wpa-wpa2-psk",
      doc: "How the network is secured.",
    }),
    wepAuth: choice({
      values: ["open", "shared"],
      default: "shared",
      doc: "How a WEP network lets stations in.",
    }),
    wepFormat: choice({
      values: ["hex-64", "hex-128", "ascii-64", "ascii-128"],
      default: "hex-64",
      doc: "How the WEP keys are written.",
      noEffect: "the letters and the length of a WEP key say how it is written",
    }),
    wepIndex: int({ default: 1, min: 1, max: 4, doc: "The WEP key in use." }),
    wepPassphrase: secret({ max: 63, doc: "Words that the WEP keys are made from." }),
    wepKey1: wepKey(1),
    wepKey2: wepKey(2),
    wepKey3: wepKey(3),
    wepKey4: wepKey(4),
    passphrase: secret({ min: 8, max: 63, doc: "Password of a WPA network." }),
    wmm: bool({ default: false, doc: "Wi-Fi Multimedia: sound and video go first.", noEffect: alwaysWmm }),
    connection: choice({
      values: ["preferEthernet", "wifi", "wpsButton", "wpsPin"],
      default: "preferEthernet",
      doc: "Which network is used, or how Wi-Fi is set up by WPS.",
    }),
    enterpriseMethod: choice({
      values: ["tls", "ttls"],
      default: "tls",
      doc: "EAP method of WPA enterprise.",
    }),
    tlsUser: ascii({ default: "", max: 64, doc: "User name for EAP-TLS.", noEffect: noCertificate }),
    tlsKeyPassword: secret({
      max: 64,
      doc: "Password of the private key for EAP-TLS.",
      noEffect: noCertificate,
    }),
    ttlsMethod: choice({
      values: ["mschap", "mschapv2", "pap", "md5", "gtc"],
      default: "mschapv2",
      doc: "Inner method of EAP-TTLS.",
    }),
    ttlsUser: ascii({ default: "", max: 64, doc: "User name for EAP-TTLS." }),
    ttlsPassword: secret({ max: 64, doc: "Password for EAP-TTLS." }),
    anonymousName: ascii({
      default: "",
      max: 64,
      doc: "Name shown outside the EAP tunnel.",
    }),
  },
);

export const ddns = group("ddns", "A name on the internet that follows the camera's address.", {
  enabled: bool({ default: false, doc: "Keeps the name up to date." }),
  service: choice({
    values: ["none", "dyndns", "tzo", "freedns", "3322", "noip", "dynu", "desec", "duckdns", "custom"],
    default: "none",
    doc: "Service that keeps the name: custom is the server below; tzo has ended and nothing is sent.",
  }),
  server: httpUrl({
    default: "",
    max: 256,
    doc: "Server that speaks dyndns2 (or DuckDNS, where that is the service) instead of the service's own.",
  }),
  user: text({ default: "", max: 64, doc: "Login at the service; DuckDNS needs none." }),
  password: secret({ max: 64, doc: "Password at the service, or DuckDNS's token." }),
  hostName: host({ default: "", doc: "The name." }),
  hour: int({
    default: 12,
    min: 0,
    max: 23,
    doc: "Hour at which the name is updated, where the period is in days.",
  }),
  minute: openInt({
    default: "",
    min: 0,
    max: 59,
    doc: "Minute at which the name is updated, unless the period is in minutes; empty is 0.",
  }),
  periodUnit: choice({ values: ["minute", "hour", "day"], default: "day", doc: "Unit of the period." }),
  period: int({
    default: 10,
    min: 1,
    max: 999,
    doc: "Time from one update to the next while the address stays the same; at least ten minutes.",
  }),
});

export const upnp = group("upnp", "Being found, and being reached from the internet, by UPnP.", {
  enabled: bool({ default: false, doc: "Announces the camera on the local network." }),
  portMapping: choice({
    values: ["unset", "off", "on"],
    default: "unset",
    doc: "Asks the router to forward the camera's HTTP and RTSP ports.",
  }),
  cameraMapping: choice({
    values: ["unset", "off", "on"],
    default: "unset",
    doc: "Kept for the cameras' own pages.",
    noEffect: "the meaning is not public",
  }),
  portIncrement: int({
    default: 0,
    min: 0,
    max: 65535,
    readOnly: true,
    doc: "What is added to a port number that the router has given away already: the next free one is found.",
  }),
});

export const bonjour = group("bonjour", "Being found by Bonjour (mDNS).", {
  name: ascii({
    default: "",
    max: 63,
    doc: "Name that is announced; empty is the model and the end of the MAC address.",
  }),
  enabled: bool({ default: false, doc: "Announces the camera on the local network." }),
});

export const qos = group(
  "qos",
  "Marks on packets that tell routers what to send first: on those of every TCP connection, and with `--manage-network` on what RTP sends by UDP, which Node can not mark.",
  {
    enabled: bool({ default: false, doc: "Marks the packets." }),
    dscp: int({ default: 32, min: 0, max: 63, doc: "Differentiated services code point (RFC 2474)." }),
    mediaOnly: bool({ default: false, doc: "Marks only connections that carry video and sound." }),
  },
);

const noPppoe = "dialling in is the business of the computer or its router";

export const pppoe = group("pppoe", "Dialling in by PPPoE.", {
  enabled: bool({ default: false, doc: "Dials in.", noEffect: noPppoe }),
  user: text({ default: "", max: 64, doc: "Login at the provider.", noEffect: noPppoe }),
  password: secret({ max: 64, doc: "Password at the provider.", noEffect: noPppoe }),
  onDemand: bool({ default: false, doc: "Dials in only when needed.", noEffect: noPppoe }),
  idleSeconds: int({
    default: 300,
    min: 0,
    max: 86400,
    doc: "Silence after which it hangs up.",
    noEffect: noPppoe,
  }),
  redialSeconds: int({
    default: 30,
    min: 0,
    max: 86400,
    doc: "Wait before dialling again.",
    noEffect: noPppoe,
  }),
  hostName: ascii({ default: "", max: 64, doc: "Name given to the provider.", noEffect: noPppoe }),
  manualMtu: bool({ default: false, doc: "Uses the MTU below.", noEffect: noPppoe }),
  mtu: int({ default: 1492, min: 576, max: 1492, doc: "Largest packet in bytes.", noEffect: noPppoe }),
});

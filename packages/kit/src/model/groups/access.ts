import { bool, choice, int, list } from "../field.ts";
import { group } from "../group.ts";
import { addressRange, multicast, port } from "./shapes.ts";

export const ipFilter = group("ipFilter", "Which network addresses may reach the camera.", {
  enabled: bool({ default: false, doc: "Filters by address." }),
  rule: choice({
    values: ["allow", "deny"],
    default: "allow",
    doc: "Whether only the listed addresses get in (allow) or all but them (deny).",
  }),
  addresses: list(addressRange({ default: "", doc: "An address, a network or a range." }), 20, {
    doc: "Addresses, networks in CIDR notation, or ranges first-last; empty places are skipped.",
  }),
});

export const http = group("http", "Ports of the web server.", {
  enabled: bool({
    default: true,
    readOnly: true,
    doc: "Serves HTTP on the main port.",
  }),
  secondPortEnabled: bool({ default: true, doc: "Serves HTTP on a second port as well." }),
  secondPort: port({ default: 8080, doc: "The second HTTP port." }),
  httpsEnabled: bool({ default: true, doc: "Serves HTTPS with the camera's own certificate." }),
  securePortEnabled: bool({ default: false, doc: "Serves HTTPS on a second port as well." }),
  securePort: int({ default: 1025, min: 1025, max: 65535, doc: "The second HTTPS port." }),
});

const multicastPort = (value: number, doc: string) =>
  int({ default: value, min: 1024, max: 65534, step: 2, doc });

export const rtsp = group("rtsp", "Streaming over RTSP and RTP, to one viewer or to a multicast address.", {
  port: int({ default: 554, min: 1024, max: 65535, also: [554], doc: "TCP port of the RTSP server." }),
  rtpPort: int({ default: 5000, min: 1024, max: 65535, doc: "First UDP port that RTP is sent from." }),
  packetSize: int({ default: 1400, min: 400, max: 1400, doc: "Largest RTP packet in bytes." }),
  multicast: bool({ default: false, doc: "Sends to multicast addresses; off, the switches below rest." }),
  mpeg4Multicast: bool({ default: false, doc: "Sends the MPEG-4 video to a multicast address." }),
  mpeg4Address: multicast({ default: "224.2.0.1", doc: "Multicast address of the MPEG-4 video." }),
  mpeg4Port: multicastPort(2240, "UDP port of the MPEG-4 video; the next one up carries its RTCP."),
  h264Multicast: bool({ default: false, doc: "Sends the H.264 video to a multicast address." }),
  h264Address: multicast({ default: "224.2.0.1", doc: "Multicast address of the H.264 video." }),
  h264Port: multicastPort(2242, "UDP port of the H.264 video; the next one up carries its RTCP."),
  audioMulticast: bool({ default: false, doc: "Sends the sound to a multicast address." }),
  audioAddress: multicast({ default: "224.2.0.1", doc: "Multicast address of the sound." }),
  audioPort: multicastPort(2244, "UDP port of the sound; the next one up carries its RTCP."),
  hops: int({ default: 16, min: 1, max: 255, doc: "Time to live of a multicast packet." }),
});

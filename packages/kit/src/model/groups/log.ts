import { bool, choice, int, secret, text } from "../field.ts";
import { group } from "../group.ts";
import { host, port } from "./shapes.ts";

export const logging = group("logging", "What the camera notes down and where it sends it.", {
  enabled: bool({ default: true, doc: "Keeps a log." }),
  level: int({
    default: 3,
    min: 0,
    max: 7,
    doc: "Least severe message that is sent to the syslog server, as syslog counts: 0 emergency to 7 debug.",
  }),
  syslogEnabled: bool({ default: false, doc: "Sends the log to a syslog server." }),
  syslogHost: host({ default: "", doc: "The syslog server." }),
  syslogPort: port({ default: 514, doc: "Port of the syslog server." }),
  syslogTransport: choice({
    values: ["udp", "tcp", "tls"],
    default: "udp",
    doc: "How lines travel: by UDP, or by TCP with or without TLS, each line with its length before it.",
  }),
  syslogFormat: choice({
    values: ["rfc3164", "rfc5424"],
    default: "rfc3164",
    doc: "Form of the lines: the old one that every server reads, or the new one with year, zone and fields.",
  }),
  syslogVerify: bool({ default: true, doc: "Refuses a syslog server whose certificate is not trusted." }),
  mailHours: int({
    default: 0,
    min: 0,
    max: 168,
    doc: "Every how many hours the log is sent by mail; 0 is never.",
  }),
  uploadHours: int({
    default: 0,
    min: 0,
    max: 168,
    doc: "Every how many hours the log is uploaded by FTP; 0 is never.",
  }),
  messengerEnabled: bool({ default: false, doc: "Sends alarms as instant messages (XMPP)." }),
  messengerPort: port({ default: 5222, doc: "Port of the XMPP server." }),
  messengerVerify: bool({ default: true, doc: "Refuses an XMPP server whose certificate is not trusted." }),
  messengerHost: host({
    default: "",
    doc: "XMPP server of the instant messages; empty is the domain of the login.",
  }),
  messengerUser: text({ default: "", max: 128, doc: "Login for instant messages, as name@domain." }),
  messengerPassword: secret({ max: 64, doc: "Password for instant messages." }),
  messengerTo: text({
    default: "",
    max: 128,
    doc: "Who gets the instant messages, as name@domain; several with commas between.",
  }),
  messengerText: text({
    default: "",
    max: 128,
    doc: "Text of the instant messages; empty says what happened and when.",
  }),
  logUploads: bool({ default: true, doc: "Notes FTP uploads." }),
  logMails: bool({ default: true, doc: "Notes mails." }),
  logSystem: bool({ default: true, doc: "Notes starts, network and time." }),
  logMessages: bool({ default: true, doc: "Notes instant messages." }),
});

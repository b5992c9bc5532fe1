import { bool, int, secret, text } from "../field.ts";
import { group } from "../group.ts";
import { host, port } from "./shapes.ts";

const messenger = "the messaging service that it was made for is gone";

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
  syslogPort: port({ default: 514, doc: "UDP port of the syslog server." }),
  messengerEnabled: bool({ default: false, doc: "Sends the log as instant messages.", noEffect: messenger }),
  messengerHost: host({ default: "", doc: "Server of the instant messages.", noEffect: messenger }),
  messengerUser: text({ default: "", max: 64, doc: "Login for instant messages.", noEffect: messenger }),
  messengerPassword: secret({ max: 64, doc: "Password for instant messages.", noEffect: messenger }),
  messengerTo: text({ default: "", max: 128, doc: "Who gets the instant messages.", noEffect: messenger }),
  messengerText: text({ default: "", max: 128, doc: "Text of the instant messages.", noEffect: messenger }),
  logUploads: bool({ default: true, doc: "Notes FTP uploads." }),
  logMails: bool({ default: true, doc: "Notes mails." }),
  logSystem: bool({ default: true, doc: "Notes starts, network and time." }),
  logMessages: bool({ default: true, doc: "Notes instant messages.", noEffect: messenger }),
});

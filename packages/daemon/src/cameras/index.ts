import type { Command } from "./command.ts";

export type { Call, Command, Flag, Terminal } from "./command.ts";

/** A command by its name; what it does is loaded when it is asked for. */
export interface Entry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<Command>;
}

/** Every command for cameras. */
export const commands: readonly Entry[] = [
  {
    name: "discover",
    summary: "the cameras on your networks",
    load: async () => (await import("./discover.ts")).discover,
  },
  {
    name: "camera",
    summary: "cameras by name: add, list, remove",
    load: async () => (await import("./camera.ts")).camera,
  },
  {
    name: "info",
    summary: "what camera this is, and what it has",
    load: async () => (await import("./info.ts")).info,
  },
  {
    name: "snapshot",
    summary: "one picture into a file",
    load: async () => (await import("./snapshot.ts")).snapshot,
  },
  {
    name: "watch",
    summary: "the camera in the terminal",
    load: async () => (await import("./watch.ts")).watch,
  },
  {
    name: "record",
    summary: "video into an AVI file",
    load: async () => (await import("./record.ts")).record,
  },
  {
    name: "groups",
    summary: "the settings that a camera has",
    load: async () => (await import("./groups.ts")).groups,
  },
  { name: "get", summary: "reads settings", load: async () => (await import("./get.ts")).get },
  { name: "set", summary: "changes settings", load: async () => (await import("./set.ts")).set },
  {
    name: "apply",
    summary: "settings from a YAML file to many cameras",
    load: async () => (await import("./apply.ts")).apply,
  },
  { name: "arm", summary: "arms alarms", load: async () => (await import("./arm.ts")).arm },
  { name: "disarm", summary: "disarms alarms", load: async () => (await import("./arm.ts")).disarm },
  {
    name: "ptz",
    summary: "pans and tilts, by words or keys",
    load: async () => (await import("./ptz.ts")).ptz,
  },
  {
    name: "talk",
    summary: "says a WAV file through the camera's speaker",
    load: async () => (await import("./talk.ts")).talk,
  },
  {
    name: "listen",
    summary: "prints what cameras send when something happens",
    load: async () => (await import("./listen.ts")).listen,
  },
  {
    name: "camera-log",
    summary: "a camera's own log",
    load: async () => (await import("./camera-log.ts")).cameraLog,
  },
  {
    name: "wifi",
    summary: "the Wi-Fi networks that a camera sees",
    load: async () => (await import("./surveys.ts")).wifi,
  },
  {
    name: "shares",
    summary: "the computers with shared folders that a camera sees",
    load: async () => (await import("./surveys.ts")).shares,
  },
  {
    name: "backup",
    summary: "all settings of a camera into a file",
    load: async () => (await import("./backup.ts")).backup,
  },
  {
    name: "restore",
    summary: "a backup back into a camera",
    load: async () => (await import("./backup.ts")).restore,
  },
  {
    name: "diff",
    summary: "how a camera differs from a backup or another camera",
    load: async () => (await import("./diff.ts")).diff,
  },
  {
    name: "ftp",
    summary: "an INSTAR's FTP menu: settings, test, keys",
    load: async () => (await import("./ftp.ts")).ftp,
  },
  {
    name: "probe",
    summary: "which calls and settings a camera knows",
    load: async () => (await import("./probe.ts")).probe,
  },
  {
    name: "cassette",
    summary: "records what a camera answers, and becomes it",
    load: async () => (await import("./cassette.ts")).cassette,
  },
  {
    name: "secure",
    summary: "what is unsafe about a camera",
    load: async () => (await import("./secure.ts")).secure,
  },
  { name: "reboot", summary: "restarts a camera", load: async () => (await import("./restart.ts")).reboot },
  {
    name: "camera-reset",
    summary: "a camera back to its factory settings",
    load: async () => (await import("./restart.ts")).cameraReset,
  },
];

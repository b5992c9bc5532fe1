import type { Catalogue } from "../words/index.ts";

export type SectionId = keyof Catalogue["admin"]["sections"];

/** The parts of the administration in their order, with the groups of settings that belong to each. */
export const sections: readonly { readonly id: SectionId; readonly groups: readonly string[] }[] = [
  { id: "overview", groups: [] },
  { id: "people", groups: ["users", "userSlot", "ipFilter"] },
  { id: "time", groups: ["clock"] },
  {
    id: "networks",
    groups: ["network", "wireless", "http", "rtsp", "ddns", "upnp", "bonjour", "qos", "pppoe"],
  },
  {
    id: "picture",
    groups: [
      ...["video", "privacyMask", "dayNight", "h264Channel", "mpeg4Channel", "jpegChannel"],
      ...["streams", "audio"],
    ],
  },
  { id: "movement", groups: ["ptz", "preset"] },
  { id: "detection", groups: ["motion", "motionWindow", "pir"] },
  {
    id: "reactions",
    groups: [
      ...["events", "eventEntry", "inputPin", "outputPin", "alarmClips", "alarmPictures", "alarmMails"],
      ...["timedPictures", "scheduledPictures"],
    ],
  },
  {
    id: "targets",
    groups: [
      ...["mailServer", "mail", "ftpServer", "share", "shareRecording", "sdcard", "notify"],
      ...["httpEvent", "cloudPost", "alarmServer", "outbox"],
    ],
  },
  { id: "journal", groups: ["logging"] },
  { id: "copies", groups: [] },
  { id: "system", groups: ["identity", "device", "watchdog", "factory"] },
];

/** The section of a place behind "settings/": its own name, or that of one of its groups. */
export function sectionOf(place: string | undefined): (typeof sections)[number] {
  return (
    sections.find(({ id, groups }) => id === place || (place !== undefined && groups.includes(place))) ??
    sections[0]!
  );
}

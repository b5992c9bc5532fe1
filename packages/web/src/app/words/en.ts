import { adminEn } from "./en-admin.ts";
import { alarmsEn, deliveriesEn } from "./en-alarms.ts";

/** Every word that the pages say, by place. German has the same keys. */
export const en = {
  language: "English",
  name: "Camera",
  nav: {
    label: "Pages",
    live: "Live",
    motion: "Motion",
    alarms: "Alarms",
    deliveries: "Deliveries",
    settings: "Settings",
    links: "Links",
  },
  login: {
    title: "Log in",
    hint: "The camera printed a name and a password at its first start. Use those, or your own.",
    user: "Name",
    password: "Password",
    show: "Show the password",
    submit: "Log in",
    out: "Log out",
    as: (name: string) => `Logged in as ${name}`,
    adminOnly: "Only an administrator sees this page.",
  },
  state: {
    connecting: "Connecting",
    live: "Live",
    stills: "Live, in single pictures",
    paused: "Paused",
    offline: "Offline: the camera does not answer",
    offlineDetail: "The picture comes back by itself when it does.",
    privacy: "Privacy is on",
    privacyDetail: "The camera shows nothing until privacy is switched off.",
    busy: "Too many viewers",
    busyDetail: "Waiting for a free place.",
    failed: "No picture",
    failedDetail: "The camera answers but sends no picture. Trying again.",
    noSignal: "No signal",
    noSignalSince: (time: string, reason: string) => `No signal since ${time}: ${reason}`,
    noSignalDetail: "The camera runs but gets no picture from its source. Trying again.",
    rate: (pictures: string) => `${pictures} pictures/s`,
  },
  live: {
    label: "Live picture",
    picture: "What the camera sees",
    pause: "Pause",
    play: "Play",
    snapshot: "Snapshot",
    full: "Full screen",
    leaveFull: "Leave full screen",
    saved: (name: string) => `Saved ${name}`,
    notSaved: "No snapshot: the camera does not answer",
  },
  links: {
    title: "Use it in",
    copy: "Copy",
    copied: "Copied",
    notCopied: "Select the text and copy it",
    foot: "Replace USER and PASSWORD with a login. In an address, signs like @ : / # in a password are written with a percent sign: @ is %40.",
  },
  settings: {
    title: "Settings",
    search: "Search",
    searchHint: "Part of a name or of its description",
    nothing: (text: string) => `Nothing is called "${text}".`,
    save: "Save",
    saved: "Saved",
    undo: "Discard",
    unsaved: "Not saved yet",
    refused: "Not saved: see what is marked",
    noEffect: (why: string) => `Has no effect on a software camera: ${why}.`,
    readOnly: "Set by the camera",
    record: (number: number) => `Number ${number}`,
    secretKept: "Unchanged while it is empty",
    clear: "Remove it",
    cleared: "Will be removed when saved",
    corners: ["Left", "Top", "Right", "Bottom"],
    place: ["Across", "Down"],
    item: (number: number) => `Place ${number}`,
  },
  log: {
    title: "Log",
    follow: "Follows by itself",
    empty: "Nothing has happened yet.",
    level: "Show",
    levels: { "3": "Errors", "4": "Warnings", "6": "All but details", "7": "Everything" },
  },
  alarms: alarmsEn,
  deliveries: deliveriesEn,
  admin: adminEn,
  trouble: {
    title: "That did not work",
    offline: "The camera does not answer.",
    again: "Try again",
    notAllowed: "This account may not do that.",
    reload: "Reload the page",
  },
  theme: { label: "Colours", light: "Light", dark: "Dark", system: "As the system" },
} as const;

type Words<T> = T extends string
  ? string
  : T extends (...args: infer A) => string
    ? (...args: A) => string
    : { readonly [K in keyof T]: Words<T[K]> };

/** A catalogue of words in one language. */
export type Catalogue = Words<typeof en>;

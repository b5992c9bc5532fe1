import { bool, int, secret } from "../field.ts";
import { group } from "../group.ts";
import { userName } from "./shapes.ts";

export const users = group("users", "Who may log in, and the two accounts that always exist.", {
  loginRequired: bool({ default: true, doc: "Viewers have to log in; off, anybody may look." }),
  adminTimeoutMinutes: int({
    default: 5,
    min: 0,
    max: 1440,
    doc: "Minutes without a request after which an administrator has to log in to the pages again; 0 is never.",
  }),
  adminName: userName({ default: "administrator", min: 1, doc: "Name of the administrator." }),
  adminPassword: secret({ max: 64, hashed: true, doc: "Password of the administrator." }),
  viewerName: userName({
    default: "demo",
    doc: "Name of the account that may only look; empty switches it off.",
  }),
  viewerPassword: secret({ max: 64, hashed: true, doc: "Password of the account that may only look." }),
  adminControl: bool({
    default: false,
    doc: "Only one administrator at a time.",
    noEffect: "changes are atomic, so administrators do not disturb each other",
  }),
});

export const userSlot = group(
  "userSlot",
  "A viewer and what this viewer may use; a slot without a name is free.",
  {
    name: userName({ default: "", doc: "Login name; empty frees the slot." }),
    password: secret({ max: 64, hashed: true, doc: "Password." }),
    audioIn: bool({ default: false, doc: "May listen to the microphone." }),
    audioOut: bool({ default: false, doc: "May talk through the speaker." }),
    panTilt: bool({ default: false, doc: "May move the camera." }),
    io: bool({ default: false, doc: "May read the inputs and switch outputs, lights and filters." }),
  },
  20,
);

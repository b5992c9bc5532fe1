/** Lower-case letters and digits of a name, joined by `joint`; "camera" when nothing is left. */
export function slug(name: string, joint: "-" | "_"): string {
  const words = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  return words?.join(joint).slice(0, 60) ?? "camera";
}

/** The name of a downloaded picture: "front-door_2026-01-31_08-05-09.jpg", in the viewer's own time. */
export function pictureName(name: string, when: Date): string {
  const local = new Date(when.getTime() - when.getTimezoneOffset() * 60000).toISOString().slice(0, 19);
  return `${slug(name, "-")}_${local.replace("T", "_").replaceAll(":", "-")}.jpg`;
}

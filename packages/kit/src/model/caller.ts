/** The parts of a camera that a user may be allowed to use. */
export type Privilege = "audioIn" | "audioOut" | "panTilt" | "io";

/** Levels of access, each including the ones before it. */
export type Level = "public" | "viewer" | "operator" | "admin";

/** Who asks. `name` is "" when nobody logged in. */
export interface Caller {
  readonly name: string;
  readonly level: Level;
  readonly privileges: ReadonlySet<Privilege>;
  /** Where the request came from. */
  readonly address?: string;
}

/** Whether a caller may use a part of the camera; operators and administrators may use all. */
export function mayUse({ level, privileges }: Caller, privilege: Privilege): boolean {
  return level === "operator" || level === "admin" || privileges.has(privilege);
}

/** A caller as the log names it: "anna at 10.0.0.7". */
export function nameOf({ name, address }: Caller): string {
  const who = name === "" ? "the camera" : name;
  return address === undefined ? who : `${who} at ${address}`;
}

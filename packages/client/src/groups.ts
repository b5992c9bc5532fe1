import type { Group } from "@pinhole/kit/model";
import * as model from "@pinhole/kit/model";

type Model = typeof model;

/** The groups of parameters by their names: `motionWindow`, `video`, `ftpServer` ... */
export type Groups = {
  [K in keyof Model as Model[K] extends Group ? K : never]: Model[K] extends Group ? Model[K] : never;
};

export type GroupName = keyof Groups & string;

const byName: ReadonlyMap<string, Group> = new Map(model.groups.map((group) => [group.name, group]));

/** The group of a name. Throws CameraError when there is none. */
export function groupNamed<N extends GroupName>(name: N): Groups[N] {
  const found = byName.get(name);
  if (found === undefined) {
    throw new model.CameraError("refused", `"${name}" is no group; one of ${[...byName.keys()].join(", ")}`);
  }
  return found as Groups[N];
}

import type { Caller, CameraPort, Level } from "../../model/index.ts";
import type { Param } from "./query.ts";
import type { Outcome } from "./reply.ts";

/** One call of a command. */
export interface Asked {
  readonly params: readonly Param[];
  readonly camera: CameraPort;
  readonly caller: Caller;
}

/** One command of param.cgi. */
export interface Command {
  /** In lower case: any case is understood. */
  readonly name: string;
  /** Who may call it: visitors see, operators also move, administrators do everything. */
  readonly level: Level;
  run(asked: Asked): Outcome | Promise<Outcome>;
}

/** Every command whose name does not say that it only reads changes something; one says so and moves the camera. */
export const changes = (name: string): boolean => !/^get(?!ptzpreset)/i.test(name);

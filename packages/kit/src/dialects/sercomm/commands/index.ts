import type { Command } from "../command.ts";
import { backupCommands } from "./backup.ts";
import { clockCommands } from "./clock.ts";
import { factCommands } from "./facts.ts";
import { groupCommands } from "./groups.ts";
import { logCommands } from "./log.ts";
import { maintenanceCommands } from "./maintenance.ts";
import { panTiltCommands } from "./pan-tilt.ts";
import { pictureCommands } from "./pictures.ts";
import { pinCommands } from "./pins.ts";
import { streamCommands } from "./streams.ts";
import { surroundingsCommands } from "./surroundings.ts";
import { talkCommands } from "./talk.ts";
import { triggerCommands } from "./trigger.ts";
import { withheldCommands } from "./withheld.ts";

/** Every path that the camera answers. */
export const commands: readonly Command[] = [
  ...groupCommands,
  ...factCommands,
  ...pictureCommands,
  ...streamCommands,
  ...talkCommands,
  ...panTiltCommands,
  ...pinCommands,
  ...clockCommands,
  ...logCommands,
  ...backupCommands,
  ...triggerCommands,
  ...maintenanceCommands,
  ...surroundingsCommands,
  ...withheldCommands,
];

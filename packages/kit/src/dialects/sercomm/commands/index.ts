import type { Command } from "../command.ts";
import { clockCommands } from "./clock.ts";
import { factCommands } from "./facts.ts";
import { groupCommands } from "./groups.ts";
import { logCommands } from "./log.ts";
import { maintenanceCommands } from "./maintenance.ts";
import { pictureCommands } from "./pictures.ts";
import { pinCommands } from "./pins.ts";
import { streamCommands } from "./streams.ts";
import { talkCommands } from "./talk.ts";
import { triggerCommands } from "./trigger.ts";

/** Every path that the camera answers. */
export const commands: readonly Command[] = [
  ...groupCommands,
  ...factCommands,
  ...pictureCommands,
  ...streamCommands,
  ...talkCommands,
  ...pinCommands,
  ...clockCommands,
  ...logCommands,
  ...triggerCommands,
  ...maintenanceCommands,
];

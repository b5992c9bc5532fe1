import type { Command } from "../command.ts";
import { menuCommands } from "../menu.ts";
import { menus } from "../tables.ts";
import { alarmCommands } from "./alarms.ts";
import { factCommands } from "./facts.ts";
import { movingCommands } from "./moving.ts";
import { uploadCommands } from "./uploads.ts";

/** Every command of param.cgi. */
export const commands: readonly Command[] = [
  ...menus.flatMap(menuCommands),
  ...uploadCommands,
  ...alarmCommands,
  ...factCommands,
  ...movingCommands,
];

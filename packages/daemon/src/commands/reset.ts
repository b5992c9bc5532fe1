import { join } from "node:path";
import { models } from "@pinhole/kit/dialects/sercomm";
import { groups, users } from "@pinhole/kit/model";
import type { Command } from "commander";
import { accountOf, newPassword } from "../accounts.ts";
import { hash } from "../http/credential.ts";
import { openSettings } from "../store/settings.ts";
import { modelOption, stateOption } from "./flags.ts";

interface ResetFlags {
  readonly model: keyof typeof models;
  readonly state: string;
  readonly keepSettings: boolean;
}

const examples = `
Stop the camera first. The settings before the reset stay in settings.json.previous.

Examples:
  pinhole reset                    everything back to the defaults, a new password
  pinhole reset --keep-settings    only a new password
`;

/** `pinhole reset`: the paper clip in the reset hole. */
export function addReset(program: Command): void {
  program
    .command("reset")
    .description("Puts a stopped camera back to its defaults and makes a new administrator password.")
    .addOption(modelOption)
    .addOption(stateOption)
    .option("--keep-settings", "changes nothing but the administrator's password", false)
    .addHelpText("after", examples)
    .action(reset);
}

async function reset({ model, state, keepSettings }: ResetFlags): Promise<void> {
  await using settings = await openSettings({
    folder: state,
    model: models[model],
    groups,
    hash: (value, { key, record }) => hash(value, accountOf(key, record)),
    log: (line) => process.stderr.write(`${line}\n`),
  });
  if (!keepSettings) await settings.reset();
  const adminPassword = newPassword();
  await settings.set([{ group: users, index: 0, values: { adminPassword } }]);
  const what = keepSettings
    ? "The settings stayed as they were."
    : "All settings are back to their defaults.";
  process.stdout.write(`${what}\nLogin: ${settings.get(users)[0]!.adminName} / ${adminPassword}\n`);
  process.stdout.write(`State: ${join(state, "settings.json")}\n`);
}

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { models } from "@pinhole/kit/dialects/sercomm";
import { errorsPage } from "./errors-page.ts";
import { fidelityPage } from "./fidelity-page.ts";
import { sercommPage } from "./sercomm-page.ts";
import { settingsPage } from "./settings-page.ts";

/** The reference pages by their paths from this folder. */
export async function referencePages(): Promise<Readonly<Record<string, string>>> {
  const all = Object.values(models);
  return {
    "reference/settings.md": settingsPage(all),
    "reference/sercomm.md": sercommPage(all),
    "reference/errors.md": errorsPage(),
    "reference/fidelity.md": await fidelityPage(),
  };
}

if (import.meta.main) {
  for (const [path, text] of Object.entries(await referencePages())) {
    await writeFile(join(import.meta.dirname, path), text);
  }
}

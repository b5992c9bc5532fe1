import { CameraError, type Change, merge, pathOf } from "@pinhole/kit/model";
import type { Call, Command } from "./command.ts";
import { fieldOf, parsePlace, vendorName } from "./place.ts";
import { sercommOnly } from "./run.ts";
import { parseValue } from "./values.ts";

export const set: Command = {
  usage: "GROUP[.N].FIELD=VALUE...",
  words: [1, 100],
  flags: [{ flags: "--secret-stdin <place>", doc: "reads the value of that place from the standard input" }],
  doc: "All values are checked before anything is sent. Takes the vendor's names too: MOTION.md_mode=1.",
  examples: [
    ["set door video.text=Garden video.textOverlay=on", "two settings at once"],
    ["set door motionWindow.1.area=0,0,319,239", "an area"],
    ["set door events.motion=+mail,-ftp", "some of several switches"],
    ["set door ftpServer.1.password= --secret-stdin ftpServer.1.password", "a password that nobody sees"],
  ],
  run: async (call) => {
    const given = await assignments(call);
    const ours = given.filter(({ name }) => !vendorName.test(name));
    const changes = changesOf(ours);
    const theirs = new Map<string, Record<string, string>>();
    for (const { name, text } of given.filter(({ name }) => vendorName.test(name))) {
      const [group = "", key] = name.split(".");
      if (key === undefined) throw new RangeError(`${name} names no key: ${name}.KEY=VALUE`);
      theirs.set(group, { ...theirs.get(group), [key]: text });
    }
    const camera = await call.camera();
    if (changes.length > 0) await camera.setAll(changes);
    for (const [group, texts] of theirs) await sercommOnly(camera).setTexts(group, texts);
    const names = given.map(({ name }) => name);
    call.show({ set: names }, () => `set: ${names.join(", ")}`);
  },
};

interface Assignment {
  readonly name: string;
  readonly text: string;
}

async function assignments({ words, flags, terminal }: Call): Promise<readonly Assignment[]> {
  const secret = typeof flags.secretStdin === "string" ? flags.secretStdin : undefined;
  const typed = secret === undefined ? "" : (await terminal.input()).replace(/\r?\n$/, "");
  return words.map((word) => {
    const cut = word.indexOf("=");
    if (cut < 1) throw new RangeError(`"${word}" must be GROUP.FIELD=VALUE`);
    const name = word.slice(0, cut);
    return { name, text: name === secret ? typed : word.slice(cut + 1) };
  });
}

function changesOf(given: readonly Assignment[]): readonly Change[] {
  const changes = new Map<string, Change>();
  for (const { name, text } of given) {
    const place = parsePlace(name);
    const { group, index, field } = place;
    if (field === undefined || index === undefined)
      throw new CameraError(
        "refused",
        `${name} must name one value: ${pathOf(group, index ?? 0, field ?? "FIELD")}`,
      );
    const at = `${group.name}.${index}`;
    const values = merge(group, changes.get(at)?.values ?? {}, { [field]: parsed(place, name, text) });
    changes.set(at, { group, index, values });
  }
  return [...changes.values()];
}

function parsed(place: ReturnType<typeof parsePlace>, name: string, text: string): unknown {
  const field = fieldOf(place);
  try {
    return parseValue(field, text);
  } catch (error) {
    if (!(error instanceof CameraError)) throw error;
    // A secret that does not fit is not repeated.
    const words = field.kind === "secret" ? `must be ${field.allowed}` : error.message;
    throw new CameraError("refused", `${name}: ${words}`);
  }
}

import { type AnyRecord, type Field, masked, pathOf } from "@pinhole/kit/model";
import type { Command } from "./command.ts";
import { parsePlace, vendorName } from "./place.ts";
import { sercommOnly } from "./run.ts";
import { columns, pairs } from "./shown.ts";
import { formatValue } from "./values.ts";

export const get: Command = {
  usage: "GROUP[.N][.FIELD]...",
  words: [1, 50],
  doc: "Takes our names (motionWindow.2.threshold) and, from Sercomm cameras, the vendor's (MOTION, MOTION.md_mode). What the camera has no key for is marked; passwords are never shown.",
  examples: [
    ["get door motionWindow.2", "one record"],
    ["get door video.text clock --json", "a value and a group, for scripts"],
    ["get door MOTION.md_mode", "in the vendor's words"],
  ],
  run: async ({ camera, words, show }) => {
    const places = words.map((word) => (vendorName.test(word) ? word : parsePlace(word)));
    const found = await camera();
    const data: Record<string, unknown> = {};
    const rows: string[][] = [];
    for (const place of places) {
      if (typeof place === "string") {
        const texts = await sercommOnly(found).texts(place);
        const [group = ""] = place.split(".");
        for (const [key, text] of Object.entries(texts)) {
          data[`${group}.${key}`] = text;
          rows.push([`${group}.${key}`, text]);
        }
        continue;
      }
      const { group, index, field } = place;
      const { records, odd } = await found.readGroup(group.name as "video");
      for (const [n, record] of records.entries()) {
        if (index !== undefined && n !== index) continue;
        for (const [key, value] of Object.entries(masked(group, record as AnyRecord))) {
          if (field !== undefined && key !== field) continue;
          const path = pathOf(group, n, key);
          const known = group.fields[key] as Field;
          if (known.kind !== "secret") data[path] = value;
          rows.push([path, formatValue(known, value)]);
        }
      }
      for (const { key, text, problem } of odd) rows.push([`! ${key}`, `${text} (${problem})`]);
    }
    show(data, () => (rows.length === 0 ? pairs(data as Record<string, string>) : columns(rows)));
  },
};

import { parseDocument } from "yaml";

/** What a YAML text holds. Throws a RangeError with the first thing that is wrong. */
export function parseYaml(text: string): unknown {
  const document = parseDocument(text, { prettyErrors: true, uniqueKeys: true });
  const [wrong] = document.errors;
  if (wrong !== undefined) throw new RangeError(wrong.message.split("\n")[0] ?? "");
  // References could make a short text a huge one.
  return document.toJS({ maxAliasCount: 0 });
}

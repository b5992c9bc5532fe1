/** An element: its name, and its text or the elements in it. */
export type Element = readonly [name: string, content: string | readonly Element[]];

// XML 1.0 (section 2.2) has no way to write these, escaped or not.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** Text as it may stand between tags; characters that XML can not hold become U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(unwritable, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\r", "&#13;");
}

/** A document: the declaration, and one element with four blanks for each step inwards. */
export function formatXml(root: Element): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n${lines(root, "")}`;
}

function lines([name, content]: Element, indent: string): string {
  if (typeof content === "string") return `${indent}<${name}>${escapeXml(content)}</${name}>\n`;
  const inner = content.map((element) => lines(element, `${indent}    `)).join("");
  const [tag = name] = name.split(" ");
  return `${indent}<${name}>\n${inner}${indent}</${tag}>\n`;
}

/** The text of the first element of a name, whatever its prefix; undefined when there is none, or it holds elements. */
export function textOf(xml: string, name: string): string | undefined {
  const found = new RegExp(`<(?:[\\w.-]+:)?${name}(?:\\s[^<>]*)?>([^<]*)</`).exec(xml)?.[1];
  return found === undefined ? undefined : unescapeXml(found).trim();
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(\w{2,4}));/g, (whole, dec, hex, name) => {
    if (name !== undefined) return entities[name] ?? whole;
    const point = dec === undefined ? Number.parseInt(hex, 16) : Number(dec);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}

import { posix } from "node:path";
import type { Source } from "./sources.ts";

/**
 * Absolute paths of somebody's home or working folder, which mean nothing on another machine. /home/ipcamera is that of
 * the user whom INSTAR's manual has people make.
 */
export function machinePaths({ path, text }: Source): string[] {
  const found =
    text.match(/(?<![\w.:/~-])\/(?:home|root|work|Users|workspace)\/(?!ipcamera\b)[\w.-]+/g) ?? [];
  return found.map((name) => `${path}: ${name}`);
}

/** Links between the pages that lead nowhere: no such file, or no such heading in it. */
export function brokenLinks(pages: readonly Source[], exists: (path: string) => boolean): string[] {
  const texts = new Map(pages.map(({ path, text }) => [path, text]));
  return pages.flatMap(({ path, text }) =>
    [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = ""]) => {
      if (/^[a-z][a-z+.-]*:/i.test(link)) return [];
      const [file = "", heading] = link.split("#");
      const target = file === "" ? path : posix.join(posix.dirname(path), file);
      if (!exists(target)) return [`${path}: ${link}`];
      const page = texts.get(target);
      return heading === undefined || page === undefined || headings(page).includes(heading)
        ? []
        : [`${path}: ${link} is not a heading of ${target}`];
    }),
  );
}

/** Scripts that a page tells people to run: "test" of `npm test`, "bench" of `npm run bench -- all`. */
export function scriptsIn(text: string): string[] {
  const runs = [...text.matchAll(/\bnpm run ([\w:-]+)/g)].map((match) => match[1] as string);
  const short = [...text.matchAll(/\bnpm (start|test)\b/g)].map((match) => match[1] as string);
  return [...new Set([...runs, ...short])];
}

/** Dependencies whose version is a range. */
export function unpinned(manifest: Readonly<Record<string, unknown>>): string[] {
  const kinds = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];
  return kinds.flatMap((kind) =>
    Object.entries((manifest[kind] ?? {}) as Record<string, string>)
      .filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))
      .map(([name, version]) => `${kind}: ${name} ${version}`),
  );
}

function prose(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```/gm, "").replaceAll(/`[^`\n]*`/g, "");
}

/** Headings as the anchors that a Markdown page gives them. */
function headings(text: string): string[] {
  return [...text.replaceAll(/^```[\s\S]*?^```/gm, "").matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] as string)
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

import { code } from "./layers.ts";
import type { Source } from "./sources.ts";

const mostLines = 400;
const tables = /\/groups\/|tables?\.ts$|\.data\.ts$/;
const kebabCase = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(?:test|d|data|worker))?\.tsx?$/;
const vagueFile = /(?:^|-)(?:manager|service|base|impl|utils?|helpers?)(?=[-.])/;
const vagueName =
  /\b(?:class|interface|type)\s+(\w*(?:Manager|Service|Base|Impl|Util|Helper)s?(?![a-z0-9])\w*)/;

/** What is wrong with a file's name, length or declarations, one line each. */
export function styleProblems({ path, text }: Source): string[] {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const lines = text.split("\n").length - 1;
  const body = code(text);
  const vague = vagueName.exec(body)?.[1];
  return [
    ...(kebabCase.test(name) ? [] : ["the file's name is not kebab-case"]),
    ...(vagueFile.test(name) ? ["the file's name says nothing about its content"] : []),
    ...(vague === undefined ? [] : [`the name ${vague} says nothing about its content`]),
    ...(lines > mostLines && !tables.test(path) ? [`${lines} lines; the most is ${mostLines}`] : []),
    ...(/^\s*export\s+(?:default\b|\{[^}]*\bas default\b)/m.test(body) ? ["has a default export"] : []),
    ...(/^\s*(?:export\s+)?(?:declare\s+)?(?:const\s+)?enum\s+\w/m.test(body) ? ["has an enum"] : []),
  ].map((problem) => `${path}: ${problem}`);
}

/** Folders without their sentence in a page ("- `daemon/bus` carries ..."), and sentences about folders that are gone. */
export function folderProblems(folders: readonly string[], page: string): string[] {
  const told = new Set(
    [...page.matchAll(/^[-|] `([a-z]+\/[a-z-]+)`[^\n]*?\w[^\n]*\w/gm)].map((match) => match[1] as string),
  );
  return [
    ...folders.filter((folder) => !told.has(folder)).map((folder) => `${folder} has no sentence`),
    ...[...told].filter((folder) => !folders.includes(folder)).map((folder) => `${folder} does not exist`),
  ];
}

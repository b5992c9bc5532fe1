import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { de } from "./de.ts";
import { tablesDe } from "./de-tables.ts";
import { type Catalogue, en } from "./en.ts";

import { type Tables, tablesOf } from "./tables.ts";

export type { Catalogue } from "./en.ts";

export const catalogues = { en, de } as const satisfies Record<string, Catalogue>;

export type Language = keyof typeof catalogues;

export const WordsContext = createContext<Catalogue>(en);

export function useWords(): Catalogue {
  return useContext(WordsContext);
}

const tables: ReadonlyMap<Catalogue, Tables> = new Map<Catalogue, Tables>([
  [en, tablesOf()],
  [de, tablesOf(tablesDe)],
]);

/** What the camera's groups and fields are called in the language of the page. */
export function useTables(): Tables {
  return tables.get(useWords())!;
}

const key = "pinhole-language";

/** The language that was chosen, or else the browser's own where we speak it. */
export function firstLanguage(): Language {
  const wanted = [stored(), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return wanted.find((tag): tag is Language => tag !== null && Object.hasOwn(catalogues, tag)) ?? "en";
}

export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(key, language);
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

function stored(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

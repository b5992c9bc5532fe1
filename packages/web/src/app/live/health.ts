import { useCallback } from "preact/hooks";
import { useLoaded } from "../loading.ts";
import { type Health, parseHealth } from "./state.ts";

const everyMs = 5000;

/** What the camera says of itself, again and again. */
export function useHealth(): Health | "unreachable" | undefined {
  const load = useCallback(async (signal: AbortSignal) => {
    const answer = await fetch("/healthz", {
      cache: "no-store",
      signal: AbortSignal.any([signal, AbortSignal.timeout(6000)]),
    });
    return parseHealth(await answer.json().catch(() => undefined));
  }, []);
  const { value, error } = useLoaded(load, everyMs);
  return error === undefined ? value : "unreachable";
}

/** A time for people: the day only where it is not today. */
export function timeText(ms: number): string {
  const when = new Date(ms);
  const { lang } = document.documentElement;
  return when.toDateString() === new Date().toDateString()
    ? when.toLocaleTimeString(lang, { timeStyle: "short" })
    : when.toLocaleString(lang, { dateStyle: "medium", timeStyle: "short" });
}

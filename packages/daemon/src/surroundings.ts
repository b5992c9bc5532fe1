import { type Surroundings, wireless } from "@pinhole/kit/model";
import type { EventLog } from "./events/log.ts";
import { lansOf } from "./host/lan/interfaces.ts";
import { openSurroundings, type SurroundingsMode } from "./host/surroundings.ts";
import type { Settings } from "./store/settings.ts";

interface Where {
  readonly bind: string;
  readonly surroundings: SurroundingsMode;
  readonly seed: number;
  readonly signal: AbortSignal;
}

/** What is around a camera with these settings. */
export function surroundingsOf(
  { bind, surroundings: mode, seed, signal }: Where,
  { settings, events }: { readonly settings: Settings; readonly events: EventLog },
): Surroundings {
  return openSurroundings({
    mode,
    seed,
    lans: () => lansOf(bind),
    wireless: () => settings.get(wireless)[0]!,
    log: (message) => events.add({ source: "network", severity: 6, message }),
    signal,
  });
}

import { type CameraPort, eventEntry, events } from "@pinhole/kit/model";
import type { JSX } from "preact";
import { useCallback } from "preact/hooks";
import { GroupForm } from "../forms/group-form.tsx";
import { useLoaded } from "../loading.ts";
import type { PageProps } from "../page-props.ts";
import { loadSettings } from "../settings.ts";
import { Trouble } from "../ui/notice.tsx";
import { useWords } from "../words/index.ts";
import type { AlarmSettings } from "./alarm-settings.ts";
import { Arm } from "./arm.tsx";
import { Rules } from "./rules.tsx";
import { ScheduleCard } from "./schedule-card.tsx";
import { Timeline } from "./timeline.tsx";
import { Why } from "./why.tsx";

const clipKeys = ["format", "stream", "preSeconds", "postSeconds", "prolong", "keepDays", "keepMb"];

/** Armed or not, what sets off what and when, and what there was. */
export function AlarmsPage({ camera }: PageProps): JSX.Element {
  const { alarms: words } = useWords();
  const load = useCallback(async (signal: AbortSignal): Promise<AlarmSettings> => {
    const found = await loadSettings([events, eventEntry], signal);
    const [rules] = found[events.name] as ReturnType<CameraPort["get"]>;
    return {
      rules: rules as AlarmSettings["rules"],
      entries: found[eventEntry.name] as unknown as AlarmSettings["entries"],
    };
  }, []);
  const { value, error, reload } = useLoaded(load, 10_000);
  return (
    <div class="alarms">
      <div class="column">
        {error && <Trouble error={error} again={reload} />}
        {value && <Arm armed={value.rules.armed} changed={reload} />}
        <Timeline />
        <Why camera={camera} />
      </div>
      <div class="column">
        {value && <Rules settings={value} has={camera?.model.has} changed={reload} />}
        {value && <ScheduleCard settings={value} changed={reload} />}
        {value && (
          <section class="card" aria-label={words.clip}>
            <details>
              <summary>
                <h2>{words.clip}</h2>
              </summary>
              <GroupForm group={events} number={1} record={value.rules} only={clipKeys} saved={reload} />
            </details>
          </section>
        )}
      </div>
    </div>
  );
}

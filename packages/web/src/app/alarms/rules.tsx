import { type Capabilities, eventActions, events, type Flags } from "@pinhole/kit/model";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { hrefOf } from "../router.ts";
import { saveSettings } from "../settings.ts";
import { Card, Trouble } from "../ui/notice.tsx";
import { useTask } from "../ui/task.ts";
import { useWords } from "../words/index.ts";
import type { AlarmSettings } from "./alarm-settings.ts";

type Trigger = "motion" | "audio" | "pir" | "input1" | "input2" | "http" | "login" | "tamper";

const needs: Partial<Record<Trigger, (has: Capabilities) => boolean>> = {
  audio: (has) => has.microphone,
  pir: (has) => has.pir,
  input1: (has) => has.io > 0,
  input2: (has) => has.io > 1,
};

const order: readonly Trigger[] = ["motion", "audio", "pir", "input1", "input2", "http", "tamper", "login"];

/** What sets off what, as sentences with boxes to tick. */
export function Rules({
  settings: { rules, entries },
  has,
  changed,
}: {
  readonly settings: AlarmSettings;
  readonly has: Capabilities | undefined;
  readonly changed: () => void;
}): JSX.Element {
  const { alarms: words } = useWords();
  const { run, error } = useTask();
  const [edits, setEdits] = useState<Partial<Record<Trigger, Flags>>>({});
  const [stored, setStored] = useState("");
  const change = (trigger: Trigger, next: Flags): void => {
    setEdits({ ...edits, [trigger]: next });
    setStored("");
    const change = { group: events.name, number: 1, values: { [trigger]: next } };
    void run(() => saveSettings([change])).then((done) => {
      if (done) setStored(words.stored);
      else setEdits({ ...edits, [trigger]: rules[trigger] });
      changed();
    });
  };
  const further = entries.filter(({ defined }) => defined).length;
  return (
    <Card title={words.rules}>
      <p class="soft">{words.rulesHint}</p>
      {error && <Trouble error={error} />}
      {order
        .filter((trigger) => has === undefined || (needs[trigger]?.(has) ?? true))
        .map((trigger) => {
          const flags: Flags = edits[trigger] ?? rules[trigger];
          const isIdle = !eventActions.some((action) => flags[action]);
          return (
            <fieldset class="rule" key={trigger} data-trigger={trigger}>
              <legend>
                {words.when[trigger]} {isIdle && <span class="soft">– {words.nothing}</span>}
              </legend>
              {eventActions.map((action) => (
                <label class="chip" key={action}>
                  <input
                    type="checkbox"
                    checked={flags[action] ?? false}
                    onChange={(event) => change(trigger, { ...flags, [action]: event.currentTarget.checked })}
                  />
                  {words.actions[action]}
                </label>
              ))}
            </fieldset>
          );
        })}
      {further > 0 && (
        <p class="foot">
          {words.entries(String(further))} ·{" "}
          <a href={hrefOf("settings", "eventEntry")}>{words.entriesLink}</a>
        </p>
      )}
      <p class="soft" role="status">
        {stored}
      </p>
    </Card>
  );
}

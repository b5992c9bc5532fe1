import { events } from "@pinhole/kit/model";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ask } from "../api.ts";
import { saveSettings } from "../settings.ts";
import { Icon } from "../ui/icon.tsx";
import { Trouble } from "../ui/notice.tsx";
import { useTask } from "../ui/task.ts";
import { useWords } from "../words/index.ts";

/** The switch that arms the camera, and a test alarm. */
export function Arm({
  armed,
  changed,
}: {
  readonly armed: boolean;
  readonly changed: () => void;
}): JSX.Element {
  const { alarms: words } = useWords();
  const [shown, setShown] = useState(armed);
  useEffect(() => setShown(armed), [armed]);
  const { run, busy, error } = useTask();
  const toggle = (): void => {
    const next = !shown;
    setShown(next);
    void run(async () => {
      await saveSettings([{ group: events.name, number: 1, values: { armed: next } }]);
    }).then((done) => (done ? changed() : setShown(!next)));
  };
  const test = (): void => void run(() => ask("/pinhole/alarm", { method: "POST" }));
  return (
    <section class={`card arm ${shown ? "armed" : ""}`} aria-label={words.arm}>
      <button type="button" role="switch" class="arm-switch" aria-checked={shown} onClick={toggle}>
        <span class="arm-mark">
          <Icon name="alarms" />
        </span>
        <span class="arm-words">
          <strong>{shown ? words.armed : words.disarmed}</strong>
          <span class="soft">{shown ? words.armedDetail : words.disarmedDetail}</span>
        </span>
        <span class="toggle" aria-hidden="true" />
      </button>
      {error && <Trouble error={error} />}
      <button type="button" onClick={test} disabled={busy}>
        {words.test}
      </button>
    </section>
  );
}

import type { ListedAlarm, ListedRecording } from "@pinhole/kit/model";
import type { JSX } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { ask } from "../api.ts";
import { useLoaded } from "../loading.ts";
import { sizeOf } from "../ui/amounts.ts";
import { Card, Trouble } from "../ui/notice.tsx";
import { useWords } from "../words/index.ts";

interface ShownAlarm extends ListedAlarm {
  /** By the camera's clock. */
  readonly when: string;
  readonly files: readonly ListedRecording[];
}

const everyMs = 2500;
const pageSize = 12;

/** The alarms that there were, newest first; new ones appear by themselves. */
export function Timeline(): JSX.Element {
  const { alarms: words } = useWords();
  const load = useCallback(
    (signal: AbortSignal) => ask<{ readonly alarms: readonly ShownAlarm[] }>("/pinhole/alarms", { signal }),
    [],
  );
  const { value, error, reload } = useLoaded(load, everyMs);
  const [count, setCount] = useState(pageSize);
  const [said, setSaid] = useState("");
  const known = useRef<string>(undefined);
  const newest = value?.alarms[0];
  useEffect(() => {
    if (value === undefined) return;
    const id = newest?.id ?? "";
    if (known.current !== undefined && known.current !== id && newest) {
      setSaid(words.arrived(words.kinds[newest.kind], newest.when));
    }
    known.current = id;
  }, [value, newest?.id]);
  return (
    <Card title={words.timeline} id="timeline">
      <p class="unseen" aria-live="polite">
        {said}
      </p>
      {error && <Trouble error={error} again={reload} />}
      {value?.alarms.length === 0 && (
        <div class="empty">
          <strong>{words.none}</strong>
          <p class="soft">{words.noneDetail}</p>
        </div>
      )}
      <ol class="timeline">
        {value?.alarms.slice(0, count).map((alarm) => (
          <li key={alarm.id} data-alarm={alarm.id}>
            <AlarmItem alarm={alarm} />
          </li>
        ))}
      </ol>
      {value && value.alarms.length > count && (
        <button type="button" onClick={() => setCount(count + pageSize)}>
          {words.more}
        </button>
      )}
    </Card>
  );
}

function AlarmItem({ alarm }: { readonly alarm: ShownAlarm }): JSX.Element {
  const { alarms: words } = useWords();
  const picture = alarm.files.find(({ type }) => type === "image/jpeg");
  const clip = alarm.files.find(({ type }) => type === "video/mp4");
  return (
    <article class="alarm">
      <div class="alarm-media">
        {clip ? (
          <video
            controls
            playsInline
            preload={picture ? "none" : "metadata"}
            src={hrefTo(clip)}
            aria-label={words.clipOf(alarm.when)}
            {...(picture ? { poster: hrefTo(picture) } : {})}
          />
        ) : picture ? (
          <img src={hrefTo(picture)} alt={words.pictureOf(alarm.when)} loading="lazy" />
        ) : (
          <p>{alarm.state === "running" ? words.running : words.noFiles}</p>
        )}
      </div>
      <div class="alarm-words">
        <h3>
          {words.kinds[alarm.kind]}
          {alarm.state === "running" && <span class="badge warn">{words.running}</span>}
        </h3>
        <p>
          <time>{alarm.when}</time>
        </p>
        <p class="soft">
          {alarm.detail} · {alarm.rule}
        </p>
        <p class="downloads">
          {alarm.files.map((file) => (
            <a key={file.path} href={hrefTo(file)} download={nameOf(file)}>
              {words.download} <span class="soft">({words.file(endingOf(file), sizeOf(file.bytes))})</span>
            </a>
          ))}
        </p>
      </div>
    </article>
  );
}

function hrefTo({ path }: ListedRecording): string {
  return `/pinhole/recording?${new URLSearchParams({ path })}`;
}

function nameOf({ path }: ListedRecording): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function endingOf({ path }: ListedRecording): string {
  return path.slice(path.lastIndexOf(".") + 1).toUpperCase();
}

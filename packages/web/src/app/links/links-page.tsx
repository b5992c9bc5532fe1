import type { JSX, TargetedKeyboardEvent } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { PageProps } from "../page-props.ts";
import { useSession } from "../session.ts";
import { Card } from "../ui/notice.tsx";
import { useWords } from "../words/index.ts";
import { copyText } from "./copy.ts";
import { PhoneCard } from "./phone-card.tsx";
import { type Line, recipes } from "./recipes.ts";

/** Ready lines for other programs. */
export function LinksPage({ camera }: PageProps): JSX.Element {
  const { links: words } = useWords();
  const { who } = useSession();
  const { device } = camera ?? {};
  const [chosen, setChosen] = useState(0);
  const { protocol, host, hostname } = location;
  const all = recipes(
    {
      ...{ protocol, host, hostname, name: camera?.name ?? "" },
      isAdmin: who?.level === "admin",
      rtspPort: device?.rtspPort,
      httpsPort: device?.httpsPort,
      rtspsPort: device?.rtspsPort,
    },
    words,
  );
  const shown = all[chosen];
  const onKey = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    const to = placeFor(event.key, chosen, all.length);
    if (to === undefined) return;
    event.preventDefault();
    setChosen(to);
    event.currentTarget.querySelectorAll<HTMLElement>("[role=tab]")[to]?.focus();
  };
  return (
    <div class="column">
      {device && <PhoneCard device={device} />}
      <Card title={words.title}>
        <div class="tabs" role="tablist" aria-label={words.title} onKeyDown={onKey}>
          {all.map(({ id, title }, n) => (
            <button
              key={id}
              id={`tab-${id}`}
              type="button"
              class="tab"
              role="tab"
              aria-selected={n === chosen}
              aria-controls="recipe"
              tabIndex={n === chosen ? 0 : -1}
              onClick={() => setChosen(n)}
            >
              {title}
            </button>
          ))}
        </div>
        {shown && (
          <div id="recipe" class="panel" role="tabpanel" aria-labelledby={`tab-${shown.id}`}>
            <p class="soft">{shown.hint}</p>
            {shown.lines.map((line) => (
              <LineToCopy key={`${shown.id} ${line.label}`} {...line} />
            ))}
          </div>
        )}
        <p class="foot soft">{words.foot}</p>
      </Card>
    </div>
  );
}

function LineToCopy({ label, text }: Line): JSX.Element {
  const { links: words } = useWords();
  const [done, setDone] = useState<boolean>();
  useEffect(() => {
    if (done === undefined) return;
    const timer = setTimeout(() => setDone(undefined), 2500);
    return () => clearTimeout(timer);
  }, [done]);
  return (
    <div class="line">
      <div class="line-head">
        <h3>{label}</h3>
        <button
          type="button"
          class="copy"
          data-done={done === true ? "" : undefined}
          aria-label={`${words.copy}: ${label}`}
          onClick={async () => setDone(await copyText(text))}
        >
          {done === undefined ? words.copy : done ? words.copied : words.notCopied}
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long line can be scrolled by keys */}
      <code tabIndex={0}>{text}</code>
    </div>
  );
}

function placeFor(key: string, from: number, count: number): number | undefined {
  if (key === "ArrowRight" || key === "ArrowDown") return (from + 1) % count;
  if (key === "ArrowLeft" || key === "ArrowUp") return (from + count - 1) % count;
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : undefined;
}

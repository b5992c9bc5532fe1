import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { CameraState } from "../camera.ts";
import { Icon } from "../ui/icon.tsx";
import { Card } from "../ui/notice.tsx";
import { useWords } from "../words/index.ts";
import { moveQuery, order, type Way, ways } from "./aim.ts";
import { thumbnail } from "./picture.tsx";

const most = 9;

/** The pad and the presets. `say` tells whoever looks what came of it. */
export function AimCard({
  aim,
  camera,
  say,
}: {
  readonly aim: NonNullable<CameraState["aim"]>;
  readonly camera: string;
  say(words: string): void;
}): JSX.Element {
  const { aim: words } = useWords();
  const [pictures, setPictures] = useState(() => keptPictures(camera));
  const [name, setName] = useState("");
  const [added, setAdded] = useState<CameraState["aim"]>();
  const presets = added?.presets ?? aim.presets;
  const free = Array.from({ length: most }, (_, n) => n + 1).find(
    (number) => !presets.some((preset) => preset.number === number),
  );
  const tell = async (query: string): Promise<boolean> => {
    const problem = await order(query);
    if (problem !== "") say(problem);
    return problem === "";
  };
  const refresh = async (): Promise<void> => {
    const answer = await fetch("/pinhole/state", { headers: { "x-pinhole-page": "1" } });
    if (answer.ok) setAdded(((await answer.json()) as CameraState).aim);
  };
  const store = async (): Promise<void> => {
    if (free === undefined || !(await tell(`preset=set,${free}`))) return;
    const picture = thumbnail();
    if (picture !== undefined) setPictures(keepPicture(camera, free, picture));
    if (name !== "") {
      const query = new URLSearchParams({ group: "PTZ", [`Preset${free}Name`]: name });
      await fetch(`/adm/set_group.cgi?${query}`, { headers: { "x-pinhole-page": "1" } }).catch(() => {});
    }
    setName("");
    say(words.stored(free));
    await refresh();
  };
  const forget = async (number: number): Promise<void> => {
    if (!(await tell(`preset=del,${number}`))) return;
    setPictures(keepPicture(camera, number, undefined));
    await refresh();
  };
  return (
    <Card title={words.title}>
      <div class="aim">
        <fieldset class="pad" aria-label={words.pad}>
          {ways.map((way: Way) => (
            <button
              key={way}
              type="button"
              data-way={way}
              aria-label={words.ways[way]}
              title={words.ways[way]}
              onClick={() => void tell(moveQuery(way))}
            >
              <Icon name={way === "H" ? "home" : "arrow"} />
            </button>
          ))}
        </fieldset>
        <p class="soft hint">{words.hint}</p>
      </div>
      <h3 class="presets-title">{words.presets}</h3>
      {presets.length === 0 && <p class="soft">{words.none}</p>}
      <ul class="presets">
        {presets.map((preset) => (
          <li key={preset.number}>
            <button type="button" class="preset" onClick={() => void tell(`preset=move,${preset.number}`)}>
              {pictures[preset.number] === undefined ? (
                <span class="no-picture">{preset.number}</span>
              ) : (
                <img src={pictures[preset.number]} alt="" />
              )}
              <span>{preset.name || words.preset(preset.number)}</span>
            </button>
            <button
              type="button"
              class="forget"
              aria-label={words.forget(preset.name || String(preset.number))}
              title={words.forget(preset.name || String(preset.number))}
              onClick={() => void forget(preset.number)}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
      {free !== undefined && (
        <form
          class="store"
          onSubmit={(event) => {
            event.preventDefault();
            void store();
          }}
        >
          <input
            aria-label={words.name}
            placeholder={words.name}
            maxLength={32}
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
          <button type="submit">{words.store}</button>
        </form>
      )}
    </Card>
  );
}

type Pictures = Readonly<Record<string, string>>;
const key = (camera: string): string => `pinhole-presets-${camera}`;

/** The pictures of presets are kept by the browser: the camera has no place for them. */
function keptPictures(camera: string): Pictures {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key(camera)) ?? "{}");
    return Object.fromEntries(
      Object.entries(Object(kept) as Record<string, unknown>).filter(
        (entry): entry is [string, string] =>
          typeof entry[1] === "string" && entry[1].startsWith("data:image/jpeg"),
      ),
    );
  } catch {
    return {};
  }
}

function keepPicture(camera: string, number: number, picture: string | undefined): Pictures {
  const { [number]: _, ...rest } = keptPictures(camera);
  const pictures = picture === undefined ? rest : { ...rest, [number]: picture };
  try {
    localStorage.setItem(key(camera), JSON.stringify(pictures));
  } catch {
    // A browser that keeps nothing shows numbers.
  }
  return pictures;
}

import type { JSX } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { pictureName } from "../links/slug.ts";
import { useLoaded } from "../loading.ts";
import type { PageProps } from "../pages.tsx";
import { Icon, type IconName } from "../ui/icon.tsx";
import { useWords } from "../words/index.ts";
import { type PlayerStatus, play } from "./mjpeg-player.ts";
import { screenOn } from "./screen.ts";
import { sleep } from "./sleep.ts";
import { type Health, parseHealth, stateOf } from "./state.ts";

const healthEveryMs = 5000;
const rateEveryMs = 2000;
const saidMs = 4000;

/** The live picture, with what one does while looking at it. */
export function LivePage({ camera }: PageProps): JSX.Element {
  const words = useWords();
  const stage = useRef<HTMLElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [paused, setPaused] = useState(false);
  const [said, setSaid] = useState("");
  const { player, rate } = usePlayer(canvas, paused);
  const health = useHealth();
  const state = stateOf({ health, player: paused ? "paused" : player }, words, timeText);
  const full = useFullScreen(stage);

  useEffect(() => {
    if (said === "") return;
    const timer = setTimeout(() => setSaid(""), saidMs);
    return () => clearTimeout(timer);
  }, [said]);
  const snapshot = async (): Promise<void> => {
    const name = await saveSnapshot(camera?.name ?? "").catch(() => undefined);
    setSaid(name === undefined ? words.live.notSaved : words.live.saved(name));
  };
  return (
    <section ref={stage} id="stage" class="stage" aria-label={words.live.label} data-kind={state.kind}>
      <div class="strip">
        <p class="state" role="status">
          <span class="dot" aria-hidden="true" />
          <span>{state.text}</span>
        </p>
        <p class="rate">{state.kind === "live" && rate !== "" ? words.state.rate(rate) : ""}</p>
      </div>
      <div class="frame">
        <canvas
          ref={canvas}
          id="picture"
          width={1280}
          height={720}
          role="img"
          aria-label={words.live.picture}
        />
        {state.notice && (
          <div class="notice">
            <Icon name={state.kind === "live" ? "wait" : state.kind} />
            <h2>{state.notice.title}</h2>
            <p>{state.notice.detail}</p>
          </div>
        )}
      </div>
      <div class="controls">
        <Control
          icon={paused ? "play" : "pause"}
          label={paused ? words.live.play : words.live.pause}
          act={() => setPaused(!paused)}
        />
        <Control icon="snapshot" label={words.live.snapshot} act={() => void snapshot()} />
        {full && (
          <Control icon="full" label={full.on ? words.live.leaveFull : words.live.full} act={full.toggle} />
        )}
      </div>
      <p class="said" role="status">
        {said}
      </p>
    </section>
  );
}

function Control({
  icon,
  label,
  act,
}: {
  readonly icon: IconName;
  readonly label: string;
  readonly act: () => void;
}): JSX.Element {
  return (
    <button type="button" onClick={act}>
      <Icon name={icon} />
      <span>{label}</span>
    </button>
  );
}

/** Plays onto the canvas while the page is seen and not paused. */
function usePlayer(
  canvas: { readonly current: HTMLCanvasElement | null },
  paused: boolean,
): { readonly player: PlayerStatus | undefined; readonly rate: string } {
  const [player, setPlayer] = useState<PlayerStatus>();
  const [rate, setRate] = useState("");
  const [visible, setVisible] = useState(!document.hidden);
  useEffect(() => {
    const change = (): void => setVisible(!document.hidden);
    document.addEventListener("visibilitychange", change);
    return () => document.removeEventListener("visibilitychange", change);
  }, []);
  useEffect(() => {
    if (paused || !visible || canvas.current === null) return;
    const stop = new AbortController();
    const screen = screenOn(canvas.current);
    const report = (status: PlayerStatus): void => {
      if (stop.signal.aborted) return;
      setPlayer(status);
      if (status === "privacy") screen.clear();
      if (status === "login") dispatchEvent(new Event("pinhole-logged-out"));
    };
    const request = (path: string, init: RequestInit): Promise<Response> =>
      fetch(path, { ...init, headers: { "x-pinhole-page": "1" } });
    const nowMs = (): number => performance.now();
    void play({ fetch: request, show: screen.show, report, nowMs, sleep }, stop.signal);
    let before = 0;
    const measuring = setInterval(() => {
      const perSecond = ((screen.drawn() - before) * 1000) / rateEveryMs;
      before = screen.drawn();
      setRate(perSecond === 0 ? "" : perSecond < 3 ? String(perSecond) : String(Math.round(perSecond)));
    }, rateEveryMs);
    return () => {
      stop.abort();
      clearInterval(measuring);
    };
  }, [canvas, paused, visible]);
  return { player, rate };
}

function useHealth(): Health | "unreachable" | undefined {
  const load = useCallback(async (signal: AbortSignal) => {
    const answer = await fetch("/healthz", {
      cache: "no-store",
      signal: AbortSignal.any([signal, AbortSignal.timeout(6000)]),
    });
    return parseHealth(await answer.json().catch(() => undefined));
  }, []);
  const { value, error } = useLoaded(load, healthEveryMs);
  return error === undefined ? value : "unreachable";
}

/** undefined where the browser has no full screen. */
function useFullScreen(stage: {
  readonly current: HTMLElement | null;
}): { readonly on: boolean; toggle(): void } | undefined {
  const [on, setOn] = useState(false);
  useEffect(() => {
    const change = (): void => setOn(document.fullscreenElement !== null);
    document.addEventListener("fullscreenchange", change);
    return () => document.removeEventListener("fullscreenchange", change);
  }, []);
  if (!document.fullscreenEnabled) return undefined;
  const toggle = (): void => void (on ? document.exitFullscreen() : stage.current?.requestFullscreen());
  return { on, toggle };
}

async function saveSnapshot(camera: string): Promise<string> {
  const answer = await fetch("/img/snapshot.cgi", {
    cache: "no-store",
    headers: { "x-pinhole-page": "1" },
    signal: AbortSignal.timeout(18_000),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = pictureName(camera, new Date());
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), saidMs);
  return link.download;
}

function timeText(ms: number): string {
  const when = new Date(ms);
  const { lang } = document.documentElement;
  return when.toDateString() === new Date().toDateString()
    ? when.toLocaleTimeString(lang, { timeStyle: "short" })
    : when.toLocaleString(lang, { dateStyle: "medium", timeStyle: "short" });
}

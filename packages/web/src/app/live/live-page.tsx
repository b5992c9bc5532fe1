import type { JSX } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { CameraState } from "../camera.ts";
import type { PageProps } from "../page-props.ts";
import { useSession } from "../session.ts";
import { Icon, type IconName } from "../ui/icon.tsx";
import { useWords } from "../words/index.ts";
import { keys, moveQuery, order } from "./aim.ts";
import { AimCard } from "./aim-card.tsx";
import { useDragging } from "./dragging.ts";
import { canPlayH264 } from "./h264/screen.ts";
import { timeText, useHealth } from "./health.ts";
import { type Choice, Picture, type Playing, thumbnail } from "./picture.tsx";
import { saveSnapshot } from "./save.ts";
import { stateOf } from "./state.ts";
import { TalkButton } from "./talk-button.tsx";
import { useRecording } from "./use-recording.ts";

const saidMs = 4000;

/** The live picture, with what one does while looking at it. */
export function LivePage({ camera }: PageProps): JSX.Element {
  const words = useWords();
  const { who } = useSession();
  const stage = useRef<HTMLElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const [paused, setPaused] = useState(false);
  const [frozen, setFrozen] = useState<string>();
  const [sound, setSound] = useState(false);
  const [chosen, setChosen] = useState<Choice>("h264/1");
  const [said, setSaid] = useState("");
  const [playing, setPlaying] = useState<Playing>({ status: undefined, rate: "", as: "h264" });
  const tell = useCallback((next: Playing) => setPlaying(next), []);
  const health = useHealth();
  const state = stateOf({ health, player: paused ? "paused" : playing.status }, words, timeText);
  const full = useFullScreen(stage);
  const name = camera?.name ?? "";
  const mayAim = camera?.aim !== undefined && may(who, "panTilt");
  const say = useCallback((text: string) => setSaid(text), []);
  const turn = useCallback((query: string) => void order(query).then(setSaid), []);
  const dragging = useDragging(frame, mayAim, turn);
  const recording = useRecording({
    ...{ channel: Number(chosen.at(-1)) || 1, camera: name, say },
    ...{ done: words.live.saved, nothing: words.watch.notRecorded },
  });

  useEffect(() => {
    if (said === "") return;
    const timer = setTimeout(() => setSaid(""), saidMs);
    return () => clearTimeout(timer);
  }, [said]);
  const snapshot = async (): Promise<void> => {
    const file = await saveSnapshot(name).catch(() => undefined);
    setSaid(file === undefined ? words.live.notSaved : words.live.saved(file));
  };
  const onKey = (event: KeyboardEvent): void => {
    const way = keys[event.key];
    if (!mayAim || way === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    turn(moveQuery(way));
  };
  const viewers = Object.values(camera?.viewers ?? {}).reduce((sum, count) => sum + count, 0);
  const fallback = chosen !== "mjpeg" && playing.as === "mjpeg" && playing.status === "live";
  return (
    <div class={mayAim ? "live with-aim" : "live"}>
      <section ref={stage} id="stage" class="stage" aria-label={words.live.label} data-kind={state.kind}>
        <div class="strip">
          <p class="state" role="status">
            <span class="dot" aria-hidden="true" />
            <span>{state.text}</span>
          </p>
          <p class="rate">
            {viewers > 0 && <span>{words.watch.watching(viewers)}</span>}
            {state.kind === "live" && playing.rate !== "" && <span>{words.state.rate(playing.rate)}</span>}
          </p>
        </div>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the pad does the same */}
        <div
          ref={frame}
          class="frame"
          data-aims={mayAim ? "" : undefined}
          {...(mayAim ? { tabIndex: 0, role: "group", "aria-label": words.aim.hint } : {})}
          onKeyDown={onKey}
          {...dragging}
        >
          <Picture {...{ paused, frozen, tell, sound }} choice={chosen} label={words.live.picture} />
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
            act={() => {
              setFrozen(thumbnail(1280));
              setPaused(!paused);
            }}
          />
          <Control icon="snapshot" label={words.live.snapshot} act={() => void snapshot()} />
          <Control
            icon="record"
            label={recording.since === undefined ? words.watch.record : words.watch.stop}
            pressed={recording.since !== undefined}
            act={recording.toggle}
          />
          {camera?.model.has.microphone && may(who, "audioIn") && playing.as !== "mjpeg" && (
            <Control
              icon={sound ? "sound" : "mute"}
              label={sound ? words.watch.silence : words.watch.sound}
              pressed={sound}
              act={() => setSound(!sound)}
            />
          )}
          {camera?.talk !== undefined && may(who, "audioOut") && <TalkButton codec={camera.talk} say={say} />}
          <StreamChoice streams={camera?.streams ?? []} chosen={chosen} choose={setChosen} />
          {full && (
            <Control icon="full" label={full.on ? words.live.leaveFull : words.live.full} act={full.toggle} />
          )}
        </div>
        {fallback && <p class="strip rate">{words.watch.fallback}</p>}
        <p class="said" role="status">
          {said}
        </p>
      </section>
      {mayAim && camera?.aim && <AimCard aim={camera.aim} camera={camera.device.mac} say={say} />}
    </div>
  );
}

function may(who: { level: string; privileges: readonly string[] } | undefined, what: string): boolean {
  return who?.level === "admin" || who?.privileges.includes(what) === true;
}

function Control({
  icon,
  label,
  act,
  pressed,
}: {
  readonly icon: IconName;
  readonly label: string;
  readonly act: () => void;
  readonly pressed?: boolean;
}): JSX.Element {
  return (
    <button type="button" onClick={act} data-control={icon} data-on={pressed ? "" : undefined}>
      <Icon name={icon} />
      <span>{label}</span>
    </button>
  );
}

function StreamChoice({
  streams,
  chosen,
  choose,
}: {
  readonly streams: NonNullable<CameraState["streams"]>;
  readonly chosen: Choice;
  choose(choice: Choice): void;
}): JSX.Element {
  const { watch: words } = useWords();
  const h264 = canPlayH264() ? streams.filter(({ codec }) => codec === "h264") : [];
  return (
    <select
      class="choice"
      aria-label={words.stream}
      title={words.stream}
      value={h264.length > 0 ? chosen : "mjpeg"}
      onChange={(event) => choose(event.currentTarget.value as Choice)}
    >
      {h264.map(({ channel, resolution, frameRate }) => (
        <option key={channel} value={`h264/${channel}`}>
          {`H.264 ${channel} · ${resolution.replace("x", "×")} · ${frameRate}/s`}
        </option>
      ))}
      <option value="mjpeg">{words.mjpeg}</option>
    </select>
  );
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

import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { canPlayH264, openVideoScreen } from "./h264/screen.ts";
import { playH264 } from "./h264/stream.ts";
import { type PlayerStatus, play } from "./mjpeg-player.ts";
import { request } from "./request.ts";
import { screenOn } from "./screen.ts";
import { sleep } from "./sleep.ts";

/** What is to be shown: an H.264 channel, or motion JPEG. */
export type Choice = "h264/1" | "h264/2" | "h264/3" | "mjpeg";

/** How the picture is shown, and how many come. */
export interface Playing {
  readonly status: PlayerStatus | undefined;
  /** Pictures a second, for people; "" while it is not known. */
  readonly rate: string;
  /** What is shown in the end: motion JPEG where H.264 cannot be. */
  readonly as: "h264" | "mjpeg";
}

export interface PictureProps {
  readonly choice: Choice;
  readonly paused: boolean;
  readonly sound: boolean;
  readonly label: string;
  /** Has to be the same function while the picture is the same. */
  tell(playing: Playing): void;
}

const rateEveryMs = 2000;

/** The live picture by the way with the lowest delay that there is, while the page is seen and not paused. */
export function Picture({ choice, paused, sound, label, tell }: PictureProps): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [fallen, setFallen] = useState(!canPlayH264());
  const visible = useVisible();
  const as = choice === "mjpeg" || fallen ? "mjpeg" : "h264";
  const channel = Number(choice.at(-1)) || 1;

  useEffect(() => {
    if (paused || !visible) return;
    const stop = new AbortController();
    let status: PlayerStatus | undefined;
    let rate = "";
    const report = (next: PlayerStatus): void => {
      if (stop.signal.aborted) return;
      status = next;
      if (next === "login") dispatchEvent(new Event("pinhole-logged-out"));
      tell({ status, rate, as });
    };
    const around = { fetch: request, report, nowMs: () => performance.now(), sleep };
    let drawn = (): number => 0;
    if (as === "mjpeg" && canvas.current !== null) {
      const screen = screenOn(canvas.current);
      drawn = screen.drawn;
      const hide = (next: PlayerStatus): void => {
        if (next === "privacy") screen.clear();
        report(next);
      };
      void play({ ...around, report: hide, show: screen.show }, stop.signal);
    } else if (video.current !== null) {
      const element = video.current;
      drawn = () => element.getVideoPlaybackQuality().totalVideoFrames;
      const screen = () =>
        openVideoScreen(element, { sound, failed: () => void (stop.signal.aborted || setFallen(true)) });
      playH264({ channel, sound }, { ...around, screen }, stop.signal).then(
        (playable) => playable || setFallen(true),
        () => setFallen(true),
      );
    }
    let before = 0;
    const measuring = setInterval(() => {
      // A video that begins anew counts anew.
      const perSecond = (Math.max(0, drawn() - before) * 1000) / rateEveryMs;
      before = drawn();
      rate = perSecond === 0 ? "" : perSecond < 3 ? String(perSecond) : String(Math.round(perSecond));
      tell({ status, rate, as });
    }, rateEveryMs);
    return () => {
      stop.abort();
      clearInterval(measuring);
    };
  }, [as, channel, sound, paused, visible, tell]);

  return as === "mjpeg" ? (
    <canvas key="canvas" ref={canvas} id="picture" width={1280} height={720} role="img" aria-label={label} />
  ) : (
    <video key="video" ref={video} id="picture" muted={!sound} autoplay playsInline aria-label={label} />
  );
}

function useVisible(): boolean {
  const [visible, setVisible] = useState(!document.hidden);
  useEffect(() => {
    const change = (): void => setVisible(!document.hidden);
    document.addEventListener("visibilitychange", change);
    return () => document.removeEventListener("visibilitychange", change);
  }, []);
  return visible;
}

/** The picture that is seen now as a small JPEG in a data URL; undefined where there is none. */
export function thumbnail(width = 192): string | undefined {
  const picture = document.getElementById("picture");
  const size =
    picture instanceof HTMLVideoElement
      ? [picture.videoWidth, picture.videoHeight]
      : picture instanceof HTMLCanvasElement
        ? [picture.width, picture.height]
        : [0, 0];
  const [across = 0, down = 0] = size;
  if (across === 0) return undefined;
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = Math.round((width * down) / across);
  canvas.getContext("2d")?.drawImage(picture as CanvasImageSource, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/jpeg", 0.7);
}

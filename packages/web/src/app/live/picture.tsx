import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { canPlayH264, openVideoScreen } from "./h264/screen.ts";
import { playH264 } from "./h264/stream.ts";
import { type PlayerStatus, play } from "./mjpeg-player.ts";
import { request } from "./request.ts";
import { screenOn } from "./screen.ts";
import { sleep } from "./sleep.ts";
import { canPlayWebrtc, playWebrtc } from "./webrtc.ts";

/** What is to be shown: an H.264 channel, or motion JPEG. */
export type Choice = "h264/1" | "h264/2" | "h264/3" | "mjpeg";

/** How the picture is shown, and how many come. */
export interface Playing {
  readonly status: PlayerStatus | undefined;
  /** Pictures a second, for people; "" while it is not known. */
  readonly rate: string;
  /** What is shown in the end: motion JPEG where H.264 cannot be. */
  readonly as: "webrtc" | "h264" | "mjpeg";
}

export interface PictureProps {
  readonly choice: Choice;
  readonly paused: boolean;
  readonly sound: boolean;
  readonly label: string;
  /** The picture that is seen while it is paused, as a data URL. */
  readonly frozen?: string | undefined;
  /** Has to be the same function while the picture is the same. */
  tell(playing: Playing): void;
}

const rateEveryMs = 2000;

/**
 * The live picture, while the page is seen and not paused. It begins by the way that is there at once and goes on by the
 * one with the lowest delay: a stream of H.264 first, or motion JPEG where that cannot be, and WebRTC once that has shown
 * its first picture, for as long as it shows more.
 */
export function Picture({ choice, paused, sound, label, frozen, tell }: PictureProps): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const peer = useRef<HTMLVideoElement>(null);
  const [fallen, setFallen] = useState(!canPlayH264());
  const [direct, setDirect] = useState(false);
  const visible = useVisible();
  const as = choice === "mjpeg" || fallen ? "mjpeg" : "h264";
  const channel = Number(choice.at(-1)) || 1;

  useEffect(() => {
    if (paused || !visible || choice === "mjpeg" || !canPlayWebrtc() || peer.current === null) return;
    const stop = new AbortController();
    const view = { channel, sound, video: peer.current, shows: setDirect };
    playWebrtc(view, stop.signal).catch(() => setDirect(false));
    return () => {
      stop.abort();
      setDirect(false);
    };
  }, [choice, channel, sound, paused, visible]);

  useEffect(() => {
    if (paused || !visible) return;
    const stop = new AbortController();
    const shownAs = direct ? "webrtc" : as;
    let status: PlayerStatus | undefined;
    let rate = "";
    const report = (next: PlayerStatus): void => {
      if (stop.signal.aborted) return;
      status = next;
      if (next === "login") dispatchEvent(new Event("pinhole-logged-out"));
      tell({ status, rate, as: shownAs });
    };
    const around = { fetch: request, report, nowMs: () => performance.now(), sleep };
    let drawn = (): number => 0;
    if (direct && peer.current !== null) {
      const element = peer.current;
      drawn = () => element.getVideoPlaybackQuality().totalVideoFrames;
      report("live");
    } else if (as === "mjpeg" && canvas.current !== null) {
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
      tell({ status, rate, as: shownAs });
    }, rateEveryMs);
    return () => {
      stop.abort();
      clearInterval(measuring);
    };
  }, [as, direct, channel, sound, paused, visible, tell]);

  const own = { autoplay: true, playsInline: true };
  const seen = { id: "picture", class: "", "aria-label": label, muted: !sound };
  const unseen = { class: "waits", "aria-hidden": true, muted: true } as const;
  return (
    <>
      {paused && frozen !== undefined && <img class="frozen" src={frozen} alt={label} />}
      <video key="peer" ref={peer} {...own} {...(direct ? seen : unseen)} />
      {as === "mjpeg" ? (
        <canvas
          key="canvas"
          ref={canvas}
          {...(direct ? unseen : seen)}
          width={1280}
          height={720}
          role="img"
        />
      ) : (
        <video key="video" ref={video} {...own} {...(direct ? unseen : seen)} />
      )}
    </>
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

import type { TargetedPointerEvent } from "preact";
import { useRef } from "preact/hooks";
import { centreQuery, pictureIn } from "./aim.ts";

/** Pixels that a click may move, and milliseconds between two orders while the picture is dragged. */
const still = 6;
const orderEveryMs = 150;

type Handler = (event: TargetedPointerEvent<HTMLDivElement>) => void;
interface Handlers {
  readonly onPointerDown?: Handler;
  readonly onPointerMove?: Handler;
  readonly onPointerUp?: Handler;
  readonly onPointerCancel?: Handler;
}

interface Drag {
  readonly startX: number;
  readonly startY: number;
  /** What was ordered so far reaches to here. */
  x: number;
  y: number;
  at: number;
  moved: boolean;
}

/** Turns the camera by dragging its picture, and by a click into it, which comes to the middle. */
export function useDragging(
  frame: { readonly current: HTMLElement | null },
  isOn: boolean,
  turn: (query: string) => void,
): Handlers {
  const drag = useRef<Drag | undefined>(undefined);
  if (!isOn) return {};
  const size = (): { left: number; top: number; width: number; height: number } => {
    const box = frame.current!.getBoundingClientRect();
    const picture = document.getElementById("picture");
    const [width, height] =
      picture instanceof HTMLVideoElement
        ? [picture.videoWidth, picture.videoHeight]
        : picture instanceof HTMLCanvasElement
          ? [picture.width, picture.height]
          : [0, 0];
    const inner = pictureIn(box, { width: width || 16, height: height || 9 });
    return { ...inner, left: box.left + inner.left, top: box.top + inner.top };
  };
  const follow = (now: Drag, event: PointerEvent): void => {
    const { width, height } = size();
    const query = centreQuery((now.x - event.clientX) / width, (now.y - event.clientY) / height);
    Object.assign(now, { x: event.clientX, y: event.clientY, at: event.timeStamp });
    if (query !== "position=0,0") turn(query);
  };
  return {
    onPointerDown: (event) => {
      if (!event.isPrimary || event.button !== 0) return;
      const { clientX: x, clientY: y, timeStamp: at } = event;
      event.currentTarget.setPointerCapture(event.pointerId);
      drag.current = { startX: x, startY: y, x, y, at, moved: false };
    },
    onPointerMove: (event) => {
      const now = drag.current;
      if (now === undefined) return;
      if (Math.hypot(event.clientX - now.startX, event.clientY - now.startY) > still) now.moved = true;
      if (now.moved && event.timeStamp - now.at >= orderEveryMs) follow(now, event);
    },
    onPointerUp: (event) => {
      const now = drag.current;
      drag.current = undefined;
      if (now === undefined) return;
      if (now.moved) return follow(now, event);
      const { left, top, width, height } = size();
      const [across, down] = [(event.clientX - left) / width - 0.5, (event.clientY - top) / height - 0.5];
      if (Math.abs(across) <= 0.5 && Math.abs(down) <= 0.5) turn(centreQuery(across, down));
    },
    onPointerCancel: () => {
      drag.current = undefined;
    },
  };
}

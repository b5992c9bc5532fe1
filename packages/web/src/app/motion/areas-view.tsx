import type { Rect } from "@pinhole/kit/model";
import type { JSX, TargetedPointerEvent } from "preact";
import { useRef } from "preact/hooks";
import { corners, grid, type Handle, moved, wayOf } from "./areas.ts";

/** One area on the picture. */
export interface Area {
  readonly id: string;
  readonly label: string;
  readonly rect: Rect;
  readonly kind: "window" | "mask";
  readonly isFixed: boolean;
  readonly moving: boolean;
}

/** Areas drawn over the picture: dragged by pointer, moved by arrow keys (with Shift finely). */
export function AreasView({
  areas,
  chosen,
  choose,
  change,
  words,
}: {
  readonly areas: readonly Area[];
  readonly chosen: string;
  choose(id: string): void;
  change(id: string, rect: Rect): void;
  readonly words: { readonly picture: string; readonly corner: string };
}): JSX.Element {
  const svg = useRef<SVGSVGElement>(null);
  const drag = useRef<{ id: string; handle: Handle; rect: Rect; x: number; y: number } | undefined>(
    undefined,
  );
  const begin = (
    event: TargetedPointerEvent<SVGElement>,
    { id, rect, isFixed }: Area,
    handle: Handle,
  ): void => {
    choose(id);
    if (isFixed || event.button !== 0) return;
    event.stopPropagation();
    svg.current?.setPointerCapture(event.pointerId);
    drag.current = { id, handle, rect, x: event.clientX, y: event.clientY };
  };
  const follow = (event: TargetedPointerEvent<SVGSVGElement>): void => {
    const now = drag.current;
    if (now === undefined) return;
    const box = event.currentTarget.getBoundingClientRect();
    const across = ((event.clientX - now.x) * grid.width) / box.width;
    const down = ((event.clientY - now.y) * grid.height) / box.height;
    change(now.id, moved(now.rect, now.handle, [across, down]));
  };
  const press = (event: KeyboardEvent, { id, rect, isFixed }: Area, handle: Handle): void => {
    const way = wayOf(event.key, event.shiftKey ? 1 : 8);
    if (way === undefined || isFixed) return;
    event.preventDefault();
    change(id, moved(rect, handle, way));
  };
  return (
    <svg
      ref={svg}
      class="areas"
      viewBox={`0 0 ${grid.width} ${grid.height}`}
      preserveAspectRatio="none"
      role="application"
      aria-label={words.picture}
      onPointerMove={follow}
      onPointerUp={() => {
        drag.current = undefined;
      }}
      onPointerCancel={() => {
        drag.current = undefined;
      }}
    >
      {areas.map((area) => {
        const [x0, y0, x1, y1] = area.rect;
        const isChosen = area.id === chosen;
        return (
          <g key={area.id} data-kind={area.kind} data-moving={area.moving ? "" : undefined}>
            {/* biome-ignore lint/a11y/useSemanticElements: a drawing has no buttons of its own */}
            <rect
              id={`area-${area.id}`}
              role="button"
              tabIndex={0}
              aria-label={area.label}
              aria-pressed={isChosen}
              x={x0}
              y={y0}
              width={x1 - x0 + 1}
              height={y1 - y0 + 1}
              onFocus={() => choose(area.id)}
              onPointerDown={(event) => begin(event, area, "all")}
              onKeyDown={(event) => press(event, area, "all")}
            />
            {isChosen &&
              !area.isFixed &&
              corners.map((corner) => (
                // biome-ignore lint/a11y/useSemanticElements: a drawing has no buttons of its own
                <ellipse
                  key={corner}
                  role="button"
                  tabIndex={0}
                  aria-label={`${area.label}: ${words.corner}`}
                  data-corner={corner}
                  cx={corner.endsWith("l") ? x0 : x1}
                  cy={corner.startsWith("t") ? y0 : y1}
                  rx={9}
                  ry={12}
                  onPointerDown={(event) => begin(event, area, corner)}
                  onKeyDown={(event) => press(event, area, corner)}
                />
              ))}
          </g>
        );
      })}
    </svg>
  );
}

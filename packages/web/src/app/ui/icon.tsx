import type { JSX } from "preact";

const paths = {
  pause: "M8 5v14M16 5v14",
  play: "M7 4.5v15l12-7.5z",
  snapshot: "M4 8h3.5L9 5.5h6L16.5 8H20v11H4zM12 9.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7z",
  full: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  wait: "M12 3a9 9 0 1 1-9 9",
  warn: "M12 4 2.5 20h19zM12 10v4.5M12 17v.5",
  bad: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM5.7 5.7l12.6 12.6",
  private: "M3 12c2.5-4 5.5-6 9-6s6.5 2 9 6c-2.5 4-5.5 6-9 6s-6.5-2-9-6zM4 20 20 4",
  login: "M5 11h14v9H5zM8 11V8a4 4 0 0 1 8 0v3M12 14.5v2",
  live: "M3 7h12v10H3zM15 11l6-3.5v9L15 13",
  motion: "M4 4h6M4 4v6M20 4h-6M20 4v6M4 20h6M4 20v-6M20 20h-6M20 20v-6M9 12a3 3 0 1 0 6 0 3 3 0 0 0-6 0",
  alarms: "M6 17V11a6 6 0 0 1 12 0v6l2 2H4zM10 21h4",
  deliveries: "M3 6h18v12H3zM3 7l9 6 9-6",
  settings: "M4 7h10M18 7h2M4 17h2M10 17h10M14 5v4M6 15v4",
  links: "M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 6 6l1-1",
  sound: "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11",
  mute: "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM16 9.5l5 5M21 9.5l-5 5",
  record: "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM12 9.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z",
  talk: "M12 3.5a3 3 0 0 1 3 3V12a3 3 0 0 1-6 0V6.5a3 3 0 0 1 3-3zM6 11.5a6 6 0 0 0 12 0M12 17.5V21",
  arrow: "M12 19V5M6 11l6-6 6 6",
  home: "M4 11.5 12 5l8 6.5M6.5 10v9h11v-9",
  log: "M5 4h14v16H5zM8 8h8M8 12h8M8 16h5",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}

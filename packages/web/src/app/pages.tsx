import type { JSX } from "preact";
import { AlarmsPage } from "./alarms/alarms-page.tsx";
import { DeliveriesPage } from "./deliveries/deliveries-page.tsx";
import { SettingsPage } from "./forms/settings-page.tsx";
import { LinksPage } from "./links/links-page.tsx";
import { LivePage } from "./live/live-page.tsx";
import { MotionPage } from "./motion/motion-page.tsx";
import type { PageProps } from "./page-props.ts";
import type { IconName } from "./ui/icon.tsx";
import type { Catalogue } from "./words/index.ts";

interface Page {
  readonly id: Exclude<keyof Catalogue["nav"], "label">;
  readonly icon: IconName;
  /** Only an administrator sees it. */
  readonly admin: boolean;
  readonly View: (props: PageProps) => JSX.Element;
}

/** The pages in the order of the navigation; the first is the one that opens. */
export const pages: readonly Page[] = [
  { id: "live", icon: "live", admin: false, View: LivePage },
  { id: "motion", icon: "motion", admin: true, View: MotionPage },
  { id: "alarms", icon: "alarms", admin: true, View: AlarmsPage },
  { id: "deliveries", icon: "deliveries", admin: true, View: DeliveriesPage },
  { id: "settings", icon: "settings", admin: true, View: SettingsPage },
  { id: "links", icon: "links", admin: false, View: LinksPage },
];

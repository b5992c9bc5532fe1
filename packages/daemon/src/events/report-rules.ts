import type { ActionName, alarmServer, RecordOf, TriggerKind } from "@pinhole/kit/model";

type Server = RecordOf<typeof alarmServer>;

/** What a server's subscription makes of an alarm, as the rules of alarms are written. */
export interface ReportRule<When> {
  readonly name: "alarmServer";
  readonly kind: TriggerKind;
  readonly when: When;
  readonly actions: readonly ActionName[];
  readonly attachment: {
    readonly format: "jpg";
    readonly stream: 1;
    readonly preSeconds: 0;
    readonly postSeconds: 0;
    readonly pictureRate: 1;
  };
  readonly restSeconds: number;
}

const kinds = [
  ["motion", ({ areas }: Server) => areas],
  ["input", ({ inputs }: Server) => inputs],
  ["pir", ({ inputs, inputsInAreas }: Server) => inputs || inputsInAreas],
  ["audio", ({ audio }: Server) => audio],
  ["http", () => true],
] as const satisfies readonly (readonly [kind: TriggerKind, isMeant: (server: Server) => boolean])[];

/** Rules for alarms that nothing else comes of than that servers are told. Each server's own rest is kept when it is told. */
export function reportRules<When>(servers: readonly Server[], when: When): readonly ReportRule<When>[] {
  const told = servers.filter(({ enabled, host }) => enabled && host !== "");
  return kinds.flatMap(([kind, isMeant]) => {
    const rests = told.filter(isMeant).map(({ intervalSeconds }) => intervalSeconds);
    if (rests.length === 0) return [];
    return [
      {
        name: "alarmServer",
        ...{ kind, when },
        actions: ["announce"],
        attachment: { format: "jpg", stream: 1, preSeconds: 0, postSeconds: 0, pictureRate: 1 },
        restSeconds: Math.max(1, Math.min(...rests)),
      } as const,
    ];
  });
}

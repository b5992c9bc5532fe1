import { deliveryFault } from "../../../model/index.ts";
import type { Asked, Command } from "../command.ts";
import { answered, codes, done, failed, type Outcome } from "../reply.ts";

/** An alarm by hand; what comes of it, the rules decide. */
function push({ params, camera, caller }: Asked): Outcome {
  if (params.length > 0) return failed(codes.unknownParam);
  camera.alarms.fire("http", caller);
  return done;
}

/** The least, the most and the usual value of each parameter; `index` has to be given. */
const allowed: Readonly<Record<string, readonly [min: number, max: number, usual?: number]>> = {
  index: [1, 3],
  active: [1, 99, 99],
  object: [0, 7, 0],
};

/** Tells an alarm server at once, as it is stored, and waits for the result: 0, or -1 to -9 as `testftp` has them. */
async function testServer({ params, camera }: Asked): Promise<Outcome> {
  const values = new Map(Object.entries(allowed).map(([key, [, , usual]]) => [key, usual]));
  for (const { key, value } of params) {
    if (!Object.hasOwn(allowed, key)) return failed(codes.unknownParam);
    const [min, max] = allowed[key]!;
    const number = /^\d{1,2}$/.test(value) ? Number(value) : -1;
    if (number < min || number > max) return failed(codes.invalidValue);
    values.set(key, number);
  }
  const { index, active = 99, object = 0 } = Object.fromEntries(values);
  if (index === undefined) return failed(codes.missingParam);
  const failure = await camera.deliveries.testAlarmServer(index, { active, object });
  return answered({ key: "result", value: failure === undefined ? 0 : deliveryFault(failure.code).result });
}

export const alarmCommands: readonly Command[] = [
  { name: "pushhostalarm", level: "admin", run: push },
  { name: "testas", level: "admin", run: testServer },
];

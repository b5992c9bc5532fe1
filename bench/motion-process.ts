import { readClip } from "../packages/daemon/src/commands/motion/clip.ts";
import { judge } from "../packages/daemon/src/commands/motion/judge.ts";
import { wayOf } from "../packages/daemon/src/commands/motion/settings.ts";

// Looks at clips in a process of its own and tells, for each, what it found and the CPU seconds of decoding and of all.
const { signal } = new AbortController();
const seconds = (from: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1e6;
};
const [first] = process.argv.slice(2);
const look = (clip: string) =>
  judge(clip, { ways: [wayOf("")], labels: undefined, gap: 2, signal, progress: () => {} });
// The first clip is also what the compiler warms up with.
if (first !== undefined) await look(first);
for (const clip of process.argv.slice(2)) {
  const before = process.cpuUsage();
  await readClip(clip, { signal, take: () => {}, frameRate: 0 });
  const decoding = seconds(before);
  const start = process.cpuUsage();
  const [finding] = await look(clip);
  process.send?.({ clip, found: finding!.found, decoding, all: seconds(start) });
}
process.disconnect?.();

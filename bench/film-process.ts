import { writeFilm } from "../packages/daemon/src/sources/fixtures/film-clip.ts";
import type { ScenarioName } from "../packages/daemon/src/sources/scene/names.ts";

// Writes one film: path, scenario, seed, the second of the scene at which it begins, seconds, pictures a second.
const [path = "", scenario = "", ...numbers] = process.argv.slice(2);
const [seed = 1, from = 0, seconds = 10, rate = 5] = numbers.map(Number);
const truth = await writeFilm(path, { scenario: scenario as ScenarioName, seed, from, seconds, rate });
process.send?.(truth);
process.disconnect?.();

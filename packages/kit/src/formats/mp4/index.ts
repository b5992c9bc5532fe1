export * from "./film.ts";
export { movieRate, rateOf, type Sample, type Shown, type TrackKind } from "./track.ts";

export * from "./camera.ts";
export * from "./errors.ts";
export * from "./events.ts";
export * from "./field.ts";
export * from "./group.ts";
export * from "./groups/index.ts";
export * from "./models.ts";
export * from "./time-zones.ts";

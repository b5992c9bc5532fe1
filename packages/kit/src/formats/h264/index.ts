export * from "./avc-config.ts";
export * from "./nalu.ts";
export * from "./parameter-sets.ts";
export * from "./sps.ts";

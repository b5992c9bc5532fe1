export * from "./encode.ts";
export * from "./ntp.ts";
export * from "./parse.ts";

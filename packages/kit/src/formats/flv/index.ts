export * from "./amf.ts";
export * from "./decode.ts";
export * from "./encode.ts";

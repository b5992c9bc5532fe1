export * from "./decode.ts";
export * from "./encode.ts";
export { boundaryOf, isJpegPart, type PartHeaders } from "./head.ts";

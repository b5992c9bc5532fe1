export * from "./aac-config.ts";
export * from "./batch.ts";
export * from "./depacketizer.ts";
export * from "./header.ts";
export { readJpeg } from "./jpeg-picture.ts";
export { huffmanTables } from "./jpeg-tables.ts";
export { mpeg4Config } from "./mpeg4.ts";
export * from "./packetizer.ts";

export * from "./format.ts";
export * from "./headers.ts";
export * from "./limits.ts";
export * from "./message.ts";
export * from "./parser.ts";
export * from "./status.ts";
export * from "./transport.ts";
export * from "./uri.ts";

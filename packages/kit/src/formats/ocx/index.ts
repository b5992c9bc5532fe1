export * from "./decoder.ts";
export * from "./frame.ts";
export * from "./status.ts";

export * from "./base64.ts";
export * from "./config.ts";

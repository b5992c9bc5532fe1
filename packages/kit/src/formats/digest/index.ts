export * from "./authorization.ts";
export * from "./basic.ts";
export * from "./challenge.ts";
export * from "./response.ts";

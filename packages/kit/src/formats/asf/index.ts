export * from "./header.ts";
export * from "./packer.ts";

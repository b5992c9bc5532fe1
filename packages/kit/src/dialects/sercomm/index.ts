import type { Model } from "../../model/index.ts";
import type { Dialect } from "../dialect.ts";
import { sercommServer } from "./server.ts";
import { tables } from "./tables.ts";

export * from "./client.ts";
export * from "./configuration.ts";
export { levelOf, mayCall, mayUse } from "./levels.ts";
export { models } from "./models.ts";
export * from "./notification.ts";
export { tables } from "./tables.ts";

/** The HTTP interface of a Sercomm camera of a model, without sockets. */
export function sercomm(model: Model): Dialect {
  return sercommServer(model, tables(model));
}

import type { Model } from "../../model/index.ts";
import type { Dialect } from "../dialect.ts";
import { type Loaded, loadBackup as load, type Saved, type Source, saveBackup as save } from "./backup.ts";
import { groupIndex } from "./group-index.ts";
import { sercommServer } from "./server.ts";
import { tables } from "./tables.ts";

export * from "./client.ts";
export * from "./configuration.ts";

/** The settings of a camera as its configuration file. */
export function saveBackup(camera: Saved): Uint8Array<ArrayBuffer> {
  return save(camera, groupIndex(tables(camera.model)));
}

/** What such a file asks of a camera; changes nothing. */
export function loadBackup(file: Uint8Array, camera: Source): Loaded {
  return load(file, camera, groupIndex(tables(camera.model)));
}

export { commands } from "./commands/index.ts";
export { withheld } from "./commands/withheld.ts";
export { levelOf, mayCall } from "./levels.ts";
export { models } from "./models.ts";
export * from "./notification.ts";
export { tables } from "./tables.ts";

/** The HTTP interface of a Sercomm camera of a model, without sockets. */
export function sercomm(model: Model): Dialect {
  return sercommServer(model, tables(model));
}

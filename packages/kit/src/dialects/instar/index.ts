import type { Dialect } from "../dialect.ts";
import { commands } from "./commands/index.ts";
import { parameterServer } from "./parameters.ts";
import { servePicture, showsPictures } from "./pictures.ts";
import { programmeOf } from "./programmes.ts";
import { parametersOf } from "./query.ts";
import { menus } from "./tables.ts";

const parameters = parameterServer(commands);

export * from "./client.ts";
export * from "./push.ts";

/** The menus of settings: "ftpattr" is read by getftpattr and written by setftpattr. */
export const instarMenus: readonly string[] = menus.map(({ name }) => name);

/** INSTAR's cameras: settings and commands at param.cgi, pictures and streams. */
export const instar: Dialect = {
  name: "instar",
  level: (path) => (parameters.answers(path) || showsPictures(path) ? "viewer" : undefined),
  changesState: (method, path, query) =>
    parameters.answers(path) && (method !== "GET" || parameters.changesState(path, query)),
  authorization: (query) => {
    const { user, usr, pwd } = parametersOf(query);
    const name = user ?? usr;
    return name === undefined ? undefined : `Basic ${base64(`${name}:${pwd ?? ""}`)}`;
  },
  programme: programmeOf,
  serve: (request, camera) =>
    parameters.answers(request.path) ? parameters.serve(request, camera) : servePicture(request, camera),
};

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

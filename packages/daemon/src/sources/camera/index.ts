import { hideLogin } from "../hide-login.ts";
import type { SourceKind } from "../source.ts";
import { isCamera, parseCamera } from "./address.ts";

/** A Sercomm or INSTAR camera: its own stream, and all else that it can do. */
export const camera: SourceKind = {
  name: "camera",
  usage:
    "sercomm://USER:PASSWORD@HOST instar://… camera://…    a whole camera, with its settings; with s for TLS",
  accepts: async (text) => isCamera(text),
  check: async (text) => {
    parseCamera(text);
  },
  show: hideLogin,
  patient: true,
  mount: async (text, signal) => {
    const { mountAt } = await import("./mount.ts");
    return mountAt(parseCamera(text), signal);
  },
  run: async (text, context) => {
    const { showCamera } = await import("./stream.ts");
    await showCamera(parseCamera(text), context);
  },
};

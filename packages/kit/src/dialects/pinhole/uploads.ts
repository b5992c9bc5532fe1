import { parsePublicKey } from "../../formats/ssh-key/index.ts";
import { deliveryFault } from "../../model/index.ts";
import { json, objectOf, type Route, refuse } from "./route.ts";

/**
 * Uploads over SSH, in JSON, for administrators.
 *
 *     GET  /pinhole/upload-key    the camera's own public key, as a line of authorized_keys
 *     POST /pinhole/upload-test   uploads a picture to the first server; the answer has the host key that it showed
 *     POST /pinhole/host-key      {"key": "AAAA..."} is trusted for that server from now on
 */
export const uploadRoutes: readonly Route[] = [
  {
    path: "/pinhole/upload-key",
    level: "admin",
    GET: async (_request, camera) => json({ publicKey: await camera.uploads.publicKey() }),
  },
  {
    path: "/pinhole/upload-test",
    level: "admin",
    POST: async (_request, camera) => {
      const { failure, hostKey } = await camera.uploads.test();
      const shown = hostKey === undefined ? {} : { hostKey };
      if (failure === undefined) return json({ done: true, ...shown });
      const { code, message } = failure;
      return json({ done: false, code, message, remedy: deliveryFault(code)?.remedy ?? "", ...shown });
    },
  },
  {
    path: "/pinhole/host-key",
    level: "admin",
    POST: async (request, camera) => {
      const key = objectOf(request)?.key;
      if (typeof key !== "string" || parsePublicKey(key) === undefined) {
        return refuse(400, 'the body must be {"key": "AAAA..."}, the text of a public host key');
      }
      await camera.uploads.pinHostKey(key, request.caller);
      return json({});
    },
  },
];

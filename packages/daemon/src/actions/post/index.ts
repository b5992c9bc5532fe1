import { CameraError, httpEvent } from "@pinhole/kit/model";
import type { Action } from "../action.ts";
import { formatOf } from "../events.ts";
import { exchange } from "../wire/http.ts";

/** Posts clips to a web server, each as the bare body of one request, as Sercomm's HTTP_EVENT does. */
export const postAction: Action = {
  name: "post",
  targets: ({ action, alarm, stage, types }, settings) => {
    if (action !== "post" || types.length === 0) return undefined;
    // Where a clip follows, the first picture is not what the receiver waits for.
    const isEarly = stage === "begin" && formatOf(alarm, settings) !== "jpg";
    if (isEarly && alarm.trigger.kind !== "drill") return undefined;
    const { postEnabled, postUrl } = settings(httpEvent)[0]!;
    if (!postEnabled) return "posting is switched off";
    return postUrl === "" ? "no URL is set for posting" : [{ name: "post" }];
  },
  run: async (job, context) => {
    const {
      postUrl: url,
      postUser: user,
      postPassword: password,
      postVerify,
    } = context.settings(httpEvent)[0]!;
    if (url === "") throw new CameraError("target-missing", "no URL is set for posting");
    for (const { name, path, type, bytes } of job.files) {
      if (context.has(name)) continue;
      await exchange(
        {
          ...{ method: "POST", url, login: { user, password }, verify: postVerify, body: { path, bytes } },
          headers: {
            "User-Agent": "Pinhole",
            "Content-Type": type,
            "Content-Disposition": `attachment; filename="${name}"`,
          },
        },
        context,
      );
      context.complete(name);
    }
  },
};

import { AV_LOG_FATAL, AV_LOG_QUIET } from "node-av/constants";
import { Log } from "node-av/lib";

/** FFmpeg writes to standard error by itself; errors reach us as status codes, so only its last words are let through. */
export function quieten(lastWords: boolean): void {
  Log.setLevel(lastWords ? AV_LOG_FATAL : AV_LOG_QUIET);
}

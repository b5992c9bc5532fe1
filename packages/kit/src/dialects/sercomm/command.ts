import type { CameraPort, Model } from "../../model/index.ts";
import type { Answer, Request } from "../dialect.ts";
import type { GroupIndex } from "./group-index.ts";
import type { Param } from "./query.ts";

/** One request to a command. */
export interface Call {
  readonly request: Request;
  readonly camera: CameraPort;
  readonly model: Model;
  readonly groups: GroupIndex;
  /** The query, and behind it the form where the command takes one. */
  readonly params: readonly Param[];
  /** The value of a parameter; undefined when it is absent or has no "=". */
  value(name: string): string | undefined;
}

/** One path of the camera. Who may call it follows from the path (see levels.ts). */
export interface Command {
  readonly path: string;
  readonly methods: readonly ("GET" | "POST")[];
  /** Whether a call changes the camera; a function decides by the query. */
  readonly changesState: boolean | ((params: readonly Param[]) => boolean);
  /** What a POST may carry: more parameters. Absent where the body is not text. */
  readonly form?: true;
  /** A POST carries sound without a known end, which is left unread. */
  readonly sound?: true;
  /** What a POST carries is not wanted, however long it is. */
  readonly unread?: true;
  /** A name may stand more than once; elsewhere that is refused. */
  readonly repeats?: true;
  run(call: Call): Answer | Promise<Answer>;
}

import type { CameraPort, Level } from "../../model/index.ts";
import type { Answer, Reply, Request } from "../dialect.ts";

/** One path of the camera's own interface. */
export interface Route {
  readonly path: string;
  readonly level: Level;
  /** What answers each method; HEAD is answered as GET. */
  readonly GET?: (request: Request, camera: CameraPort) => Answer | Promise<Answer>;
  /** Changes the camera. */
  readonly POST?: (request: Request, camera: CameraPort) => Answer | Promise<Answer>;
}

export function json(value: unknown, status = 200): Reply {
  return { status, type: "application/json", body: `${JSON.stringify(value)}\n` };
}

/** Why a request is not fulfilled, for programs and people. */
export function refuse(status: number, problem: string): Reply {
  return json({ issues: [{ key: "request", problem }] }, status);
}

/** The body of a request as an object; undefined when it is none. */
export function objectOf({ body }: Request): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

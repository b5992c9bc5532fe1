import type { Issue } from "@pinhole/kit/model";

/** Why the camera did not do what it was asked. `status` is 0 when it did not answer. */
export class ApiError extends Error {
  readonly status: number;
  readonly issues: readonly Issue[];

  constructor(status: number, message: string, issues: readonly Issue[] = []) {
    super(message);
    this.status = status;
    this.issues = issues;
  }
}

const limitMs = 15_000;

/** Asks the camera for JSON. Throws ApiError; a 401 also tells `onLoggedOut`. */
export async function ask<T>(
  path: string,
  options: { readonly method?: string; readonly body?: unknown; readonly signal?: AbortSignal } = {},
): Promise<T> {
  const { method = "GET", body, signal } = options;
  const timeout = AbortSignal.timeout(limitMs);
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      cache: "no-store",
      headers: {
        "x-pinhole-page": "1",
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw new ApiError(0, error instanceof Error ? error.message : String(error));
  }
  const text = await response.text();
  const answer = parsed(text);
  if (response.ok) return answer as T;
  if (response.status === 401 && path !== "/session") dispatchEvent(new Event("pinhole-logged-out"));
  const { problem, issues } = Object(answer) as {
    readonly problem?: string;
    readonly issues?: readonly Issue[];
  };
  const words = problem ?? issues?.map((issue) => issue.problem).join("; ") ?? text.trim().slice(0, 300);
  throw new ApiError(response.status, words, issues);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import type { ClientRequest } from "@pinhole/kit/client";
import { formatBasic } from "@pinhole/kit/formats/digest";
import { CameraError, messageOf } from "@pinhole/kit/model";
import { type Address, limits, type OpenReply, type Transport, targetOf } from "./transport.ts";

/** Requests by the fetch of a browser (or any other); logs in with Basic. */
export function fetchTransport(
  { origin, login }: Address,
  timeoutMs: number,
  signal?: AbortSignal,
): Transport {
  const ask = async (request: ClientRequest, until: AbortSignal): Promise<Response> => {
    try {
      return await fetch(origin + targetOf(request), {
        method: request.method,
        headers: {
          ...(login === undefined ? {} : { authorization: formatBasic(login.user, login.password) }),
          ...(request.type === undefined ? {} : { "content-type": request.type }),
        },
        ...(request.body === undefined ? {} : { body: request.body as Uint8Array<ArrayBuffer> }),
        redirect: "follow",
        signal: until,
      });
    } catch (error) {
      throw failure(error, origin, until);
    }
  };
  const limited = (ms: number): AbortSignal =>
    AbortSignal.any([AbortSignal.timeout(ms), ...(signal ? [signal] : [])]);
  return {
    send: async (request) => {
      const until = limited(request.timeoutMs ?? timeoutMs);
      const response = await ask(request, until);
      try {
        const parts: Uint8Array[] = [];
        let size = 0;
        for await (const part of bodyOf(response)) {
          size += part.length;
          if (size > limits.body)
            throw new CameraError("reply-damaged", `${request.path}: more than ${limits.body} bytes`);
          parts.push(part);
        }
        return { ...headOf(response), body: joined(parts, size) };
      } catch (error) {
        throw failure(error, origin, until);
      }
    },
    open: async (request, until): Promise<OpenReply> => {
      const response = await ask(request, signal ? AbortSignal.any([until, signal]) : until);
      return { ...headOf(response), body: bodyOf(response) };
    },
  };
}

async function* bodyOf({ body }: Response): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  if (reader === undefined) return;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function headOf({ status, headers }: Response): Omit<OpenReply, "body"> {
  return { status, headers: Object.fromEntries(headers) };
}

export function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function failure(error: unknown, origin: string, until: AbortSignal): unknown {
  if (error instanceof CameraError) return error;
  if (until.aborted && (until.reason as Error)?.name === "TimeoutError") {
    return new CameraError("timeout", `${origin} did not answer in time`, { at: origin, cause: error });
  }
  if (until.aborted) return until.reason;
  return new CameraError("unreachable", `${origin}: ${messageOf(error)}`, { at: origin, cause: error });
}

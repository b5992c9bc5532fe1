import type { Socket } from "node:net";
import { CameraError } from "@pinhole/kit/model";
import { wireFailure } from "./failure.ts";

const longestLine = 4096;

/** Lines of text over a connection, for the old protocols. Throws CameraError when the other side ends or talks nonsense. */
export async function* lines(socket: Socket, at: string): AsyncGenerator<string, never> {
  let rest = "";
  try {
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      rest += chunk.toString("latin1");
      for (let end = rest.indexOf("\n"); end !== -1; end = rest.indexOf("\n")) {
        yield rest.slice(0, end).replace(/\r$/, "");
        rest = rest.slice(end + 1);
      }
      if (rest.length > longestLine) {
        throw new CameraError("target-confused", `${at} sent a line of more than ${longestLine} bytes`, {
          at,
        });
      }
    }
  } catch (error) {
    throw wireFailure(error, at);
  }
  throw new CameraError("transfer-incomplete", `${at} closed the connection`, { at });
}

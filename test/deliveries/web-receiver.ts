import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";

export interface Received {
  readonly method: string;
  /** As it was asked for, absolute where a proxy would be. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A web server that writes down what it gets; `answer` says what it replies. */
export interface WebReceiver extends AsyncDisposable {
  readonly port: number;
  readonly got: Received[];
  answer: (request: Received, response: ServerResponse) => void;
}

export async function openWebReceiver(
  options: { readonly key: string; readonly cert: string } | undefined = undefined,
): Promise<WebReceiver> {
  const got: Received[] = [];
  const receiver = {
    got,
    answer: (_request: Received, response: ServerResponse): void => {
      response.end("ok");
    },
  };
  const listen: ConstructorParameters<typeof Server>[1] = (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const received = { method, url, headers, body: Buffer.concat(chunks) };
      got.push(received);
      receiver.answer(received, response);
    });
  };
  const server = options ? createSecureServer(options, listen) : createServer(listen);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(receiver, {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

import { createServer, type Server } from "node:http";
import { freePort } from "../process.ts";
import type { Feed } from "./mjpeg-server.ts";

/** A camera that pushes motion JPEG, in the benchmark's own process, for servers that take it from the network. */
export async function serveFeed({
  pictures,
  frameRate,
}: Feed): Promise<Disposable & { readonly port: number }> {
  const server: Server = createServer((_, answer) => {
    answer.writeHead(200, { "content-type": "multipart/x-mixed-replace;boundary=feed" });
    let turn = 0;
    const start = performance.now();
    // A timer's own period drifts; the due time does not.
    const push = () => {
      const picture = pictures[turn % pictures.length]!;
      const head = `--feed\r\nContent-Type: image/jpeg\r\nContent-Length: ${picture.length}\r\n\r\n`;
      answer.write(Buffer.concat([Buffer.from(head), picture, Buffer.from("\r\n")]));
      turn++;
      timer = setTimeout(push, Math.max(0, start + (turn * 1000) / frameRate - performance.now()));
    };
    let timer = setTimeout(push, 0);
    answer.once("close", () => clearTimeout(timer));
  });
  const port = await freePort();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  return {
    port,
    [Symbol.dispose]: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

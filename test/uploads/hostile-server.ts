import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";

/** How a server that speaks FTP lets its clients down. */
export type Fault =
  | "silent"
  | "slow"
  | "nonsense"
  | "full house"
  | "stops reading"
  | "breaks off"
  | "says less";

/** A server with one fault: real ones do not have it at will. */
export async function startHostile(fault: Fault): Promise<AsyncDisposable & { readonly port: number }> {
  const sockets = new Set<Socket>();
  const servers = new Set<Server>();
  const timers = new Set<NodeJS.Timeout>();
  const listen = async (serve: (socket: Socket) => void): Promise<number> => {
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => undefined);
      serve(socket);
    });
    servers.add(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return (server.address() as { readonly port: number }).port;
  };

  const dialogue = (socket: Socket): void => {
    let data: Socket | undefined;
    let dataPort = 0;
    let received = 0;
    const say = (line: string): void => void socket.write(`${line}\r\n`);
    const receive = async (): Promise<void> => {
      dataPort = await listen((connection) => {
        data = connection;
        if (fault === "stops reading") connection.pause();
        else
          connection.on("data", (chunk: Buffer) => {
            received += chunk.length;
            if (fault === "breaks off") {
              connection.resetAndDestroy();
              say("426 the connection broke");
            }
          });
        connection.on("end", () => say(`226 ${received} bytes`));
      });
      say(`229 Entering Extended Passive Mode (|||${dataPort}|)`);
    };
    socket.on("data", (chunk: Buffer) => {
      for (const line of chunk
        .toString("latin1")
        .split("\r\n")
        .filter((text) => text !== "")) {
        const [verb = ""] = line.split(" ");
        if (verb === "USER") say("331 password");
        else if (verb === "PASS") say("230 in");
        else if (verb === "PWD") say('257 "/"');
        else if (verb === "EPSV") void receive();
        else if (verb === "STOR") say("150 go on");
        else if (verb === "SIZE" && fault === "says less")
          say(received > 0 ? `213 ${received - 1}` : "550 none");
        else if (verb === "SIZE") say("550 none");
        else if (verb === "RNFR") say("350 to what");
        else say("250 fine");
      }
    });
    void data;
    say("220 ready");
  };

  const port = await listen((socket) => {
    if (fault === "silent") return;
    if (fault === "nonsense") socket.write("HTTP/1.1 400 Bad Request\r\n\r\n");
    else if (fault === "full house") socket.write("421 too many connections\r\n");
    else if (fault === "slow") {
      const letters = [..."220-welcome to a very slow server that takes its time"];
      timers.add(setInterval(() => void socket.write(letters.shift() ?? "."), 300));
    } else dialogue(socket);
  });
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      for (const timer of timers) clearInterval(timer);
      for (const socket of sockets) socket.destroy();
      for (const server of servers) server.close();
    },
  };
}

import { encodeNameQuery, parseNameAnswer } from "@pinhole/kit/formats/nbns";
import { openSocket, post } from "../lan/sockets.ts";
import { askAgain, type Finder } from "./finder.ts";

const port = 137;
const fileServer = 0x20;

/** Computers that one survey asks for their names. */
const mostAsked = 500;

/** Asks everybody by NetBIOS whether he is there, and who is there for his names: Samba's nmbd and older Windows answer. */
export const findByNetbios: Finder = async (lan, found, signal) => {
  await using socket = await openSocket({ address: lan.address, port: 0 });
  socket.setBroadcast(true);
  const asked = new Set<string>();
  const ask = (kind: "name" | "status", address: string): void => {
    const broadcast = address === lan.broadcast;
    post(socket, encodeNameQuery({ id: asked.size + 1, name: "*", suffix: 0, kind, broadcast }), {
      address,
      port,
    });
  };
  socket.on("message", (bytes, { address }) => {
    const answer = parseNameAnswer(bytes);
    if (answer?.kind === "status") {
      const name = answer.names.find(({ suffix, isGroup }) => suffix === fileServer && !isGroup)?.name;
      const workgroup = answer.names.find(({ suffix, isGroup }) => suffix === 0 && isGroup)?.name ?? "";
      if (name) found({ name, workgroup, comment: "", address });
    } else if (answer && !asked.has(address) && asked.size < mostAsked) {
      asked.add(address);
      ask("status", address);
    }
  });
  await askAgain(() => {
    asked.clear();
    ask("name", lan.broadcast);
  }, signal);
};

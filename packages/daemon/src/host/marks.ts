import type { Socket } from "node:net";

/** What the QOS settings say. */
export interface MarkSettings {
  readonly enabled: boolean;
  /** 0 to 63. */
  readonly dscp: number;
  readonly mediaOnly: boolean;
}

/** Marks on what connections send, so that routers know what goes first (RFC 2474). Datagrams are not among them: Node has no call for it. */
export interface Marks {
  /** Marks a connection, now and whenever the settings change. */
  watch(socket: Socket): void;
  /** The connection carries video or sound from now on. */
  carriesMedia(socket: Socket): void;
  /** The settings have changed. */
  update(): void;
}

export function openMarks(settings: () => MarkSettings): Marks {
  const media = new Map<Socket, boolean>();
  const mark = (socket: Socket): void => {
    const { enabled, dscp, mediaOnly } = settings();
    const isMarked = enabled && (!mediaOnly || media.get(socket) === true);
    const wanted = isMarked ? dscp << 2 : 0;
    try {
      if (socket.getTypeOfService() !== wanted) socket.setTypeOfService(wanted);
    } catch {
      // Closed already, or a kind of connection that the system marks not.
    }
  };
  return {
    watch: (socket) => {
      if (media.has(socket)) return;
      media.set(socket, false);
      socket.once("close", () => media.delete(socket));
      if (settings().enabled) mark(socket);
    },
    carriesMedia: (socket) => {
      if (media.get(socket) !== false) return;
      media.set(socket, true);
      mark(socket);
    },
    update: () => {
      for (const socket of media.keys()) mark(socket);
    },
  };
}

/** What a reader of our own does not speak and FFmpeg's may. */
export class Unspoken extends Error {
  override readonly name = "Unspoken";
  /** How the packets are to come, where it is that. */
  readonly transport: "tcp" | "udp";

  constructor(message: string, transport: "tcp" | "udp" = "tcp") {
    super(message);
    this.transport = transport;
  }
}

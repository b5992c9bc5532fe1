import { CameraError } from "@pinhole/kit/model";
import type { Context } from "../action.ts";
import { connect, secure } from "../wire/connect.ts";
import { lines } from "../wire/lines.ts";

export interface Mailbox {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly encrypt: boolean;
  readonly verify: boolean;
}

/** Logs in at a POP3 server (RFC 1939) and out again: some mail servers then take mails from this address for a while. */
export async function popLogin(box: Mailbox, context: Context): Promise<void> {
  const at = `${box.host} port ${box.port}`;
  const plain = await connect(box.host, box.port, context);
  using _closing = { [Symbol.dispose]: () => plain.destroy() };
  let socket = box.encrypt && box.port === 995 ? await secure(plain, box, context) : plain;
  let reader = lines(socket, at);
  const ask = async (command: string | undefined): Promise<boolean> => {
    if (command !== undefined) socket.write(`${command}\r\n`);
    const { value } = await reader.next();
    if (value.startsWith("+OK")) return true;
    if (value.startsWith("-ERR")) return false;
    throw new CameraError("target-confused", `${at} does not answer as a POP3 server`, { at });
  };
  if (!(await ask(undefined))) throw new CameraError("target-refused", `${at} takes no login now`, { at });
  if (box.encrypt && socket === plain) {
    // RFC 2595: a server without TLS says -ERR. Then the password is not sent.
    if (!(await ask("STLS"))) throw new CameraError("peer-unverified", `${at} offers no TLS`, { at });
    // The reader of the plain connection would take what belongs to TLS.
    plain.removeAllListeners("readable");
    socket = await secure(plain, box, context);
    reader = lines(socket, at);
  }
  context.stage("login", `POP3 as ${box.user}`);
  const isIn = (await ask(`USER ${box.user}`)) && (await ask(`PASS ${box.password}`));
  if (!isIn) throw new CameraError("login-refused", `${at} refused the login of ${box.user}`, { at });
  await ask("QUIT").catch(() => {});
}

import { parsePublicKey } from "../../../formats/ssh-key/index.ts";
import { deliveryFault } from "../../../model/index.ts";
import type { Asked, Command } from "../command.ts";
import { answered, codes, failed, type Line, type Outcome } from "../reply.ts";

/**
 * Uploads a test picture with what is stored, and waits for the result: 0, or what went wrong from -1 to -9. `sethost`
 * trusts a host key first. The key that the server shows is told even when it was refused: a client needs it just then.
 */
async function testUpload({ params, camera, caller }: Asked): Promise<Outcome> {
  let pin: string | undefined;
  for (const { key, value } of params) {
    if (key !== "sethost") return failed(codes.unknownParam);
    if (parsePublicKey(value) === undefined) return failed(codes.invalidValue);
    pin = value;
  }
  if (pin !== undefined) await camera.uploads.pinHostKey(pin, caller);
  const { failure, hostKey } = await camera.uploads.test();
  const result = failure === undefined ? 0 : deliveryFault(failure.code).result;
  const shown: readonly Line[] = hostKey === undefined ? [] : [{ key: "hostkey", value: hostKey }];
  return answered(...shown, { key: "result", value: result });
}

async function publicKey({ params, camera }: Asked): Promise<Outcome> {
  if (params.length > 0) return failed(codes.unknownParam);
  return answered({ key: "publickey", value: await camera.uploads.publicKey() });
}

export const uploadCommands: readonly Command[] = [
  { name: "testftp", level: "admin", run: testUpload },
  { name: "getpubkey", level: "admin", run: publicKey },
];

import { createPrivateKey, createPublicKey, generateKeyPair } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import { parsePublicKey } from "@pinhole/kit/formats/ssh-key";
import { type Disk, explained, realDisk } from "./disk.ts";
import { Damage, type Log, SafeFile } from "./safe-file.ts";

/** The camera's own SSH key and the servers' keys that it trusts, in the folder "keys" of a camera's state. */
export interface UploadKeys {
  /** PEM; undefined until somebody has asked for the public key: before that no server can know it. */
  privateKey(): string | undefined;
  /** "ssh-rsa AAAA..."; the key is made when first asked for. */
  publicKey(): Promise<string>;
  /** The keys, base64 each, that are trusted for a host and port; the newest first. */
  trusted(host: string, port: number): readonly string[];
  /** Trusts a key; on disk on return. */
  pin(host: string, port: number, key: string): Promise<void>;
}

const bits = 3072;
/** Lines of known_hosts; the oldest go first. */
const mostPins = 100;
/** Keys for one server: that of each type, while it changes them. */
const mostOfOne = 6;

interface Pin {
  /** "[host]:port", or "host" for port 22. */
  readonly server: string;
  readonly type: string;
  readonly key: string;
}

/** Opens both files, which only their owner may read; the folder is made with the first. */
export async function openUploadKeys(
  stateFolder: string,
  options: { readonly log?: Log; readonly disk?: Disk } = {},
): Promise<UploadKeys> {
  const { log = () => {}, disk = realDisk } = options;
  const folder = join(stateFolder, "keys");
  await explained(folder, disk.makeFolder(folder));
  const keyFile = new SafeFile(disk, { folder, name: "id_rsa" }, log);
  const pinFile = new SafeFile(disk, { folder, name: "known_hosts" }, log);
  let own = await keyFile.read(parsePem);
  let pins = (await pinFile.read(parsePins)) ?? [];
  let making: Promise<string> | undefined;
  let writing: Promise<void> = Promise.resolve();

  const make = async (): Promise<string> => {
    const { privateKey } = await promisify(generateKeyPair)("rsa", {
      modulusLength: bits,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs1", format: "pem" },
    });
    await keyFile.write(privateKey);
    own = privateKey;
    return privateKey;
  };

  return {
    privateKey: () => own,
    publicKey: async () => {
      if (own !== undefined) return publicLine(own);
      making ??= make().finally(() => {
        making = undefined;
      });
      return publicLine(await making);
    },
    trusted: (host, port) =>
      pins.filter(({ server }) => server === serverName(host, port)).map(({ key }) => key),
    pin: (host, port, key) => {
      const type = parsePublicKey(key)?.type;
      if (type === undefined) throw new TypeError("this is no public key");
      const server = serverName(host, port);
      writing = writing
        .catch(() => undefined)
        .then(async () => {
          const same = pins.filter((pin) => pin.server === server && pin.key !== key);
          const others = pins.filter((pin) => pin.server !== server);
          const next = [{ server, type, key }, ...same.slice(0, mostOfOne - 1), ...others].slice(0, mostPins);
          await pinFile.write(next.map((pin) => `${pin.server} ${pin.type} ${pin.key}\n`).join(""));
          pins = next;
        });
      return writing;
    },
  };
}

/** A server as OpenSSH writes it in known_hosts. */
function serverName(host: string, port: number): string {
  return port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
}

function parsePem(text: string): string {
  try {
    createPrivateKey(text);
    return text;
  } catch {
    throw new Damage("holds no private key");
  }
}

function parsePins(text: string): readonly Pin[] {
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [server = "", type = "", key = ""] = line.split(" ");
      if (parsePublicKey(key)?.type !== type) throw new Damage("has a line that is no host key");
      return { server, type, key };
    });
}

/** The public half as a line of authorized_keys: RFC 4253 section 6.6. */
function publicLine(pem: string): string {
  const { e = "", n = "" } = createPublicKey(pem).export({ format: "jwk" });
  const parts = [Buffer.from("ssh-rsa"), positive(e), positive(n)];
  const blob = Buffer.concat(parts.flatMap((part) => [length(part.length), part]));
  return `ssh-rsa ${blob.toString("base64")}`;
}

/** A number as SSH writes it: a zero in front where the first bit would make it negative. */
function positive(base64url: string): Buffer {
  const bytes = Buffer.from(base64url, "base64url");
  return (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
}

function length(bytes: number): Buffer {
  const field = Buffer.alloc(4);
  field.writeUInt32BE(bytes);
  return field;
}

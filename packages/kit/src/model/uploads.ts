import type { Caller } from "./caller.ts";
import type { CameraError } from "./errors.ts";

/** How a test of an upload ended. */
export interface UploadResult {
  /** Why it failed; absent when the picture has arrived. */
  readonly failure?: CameraError;
  /** The public host key that an SSH server showed: the base64 text of a line of known_hosts. */
  readonly hostKey?: string;
}

/** Uploads to the first FTP server, as far as they are more than settings. */
export interface Uploads {
  /** Uploads a test picture with the stored settings; "target-busy" while another test runs. */
  test(): Promise<UploadResult>;
  /** Trusts a host key for the server and port that are stored now; see `parseHostKey` for what a key is. */
  pinHostKey(key: string, by: Caller): Promise<void>;
  /** The camera's own public key as a line of authorized_keys: "ssh-rsa AAAA..."; made when first asked for. */
  publicKey(): Promise<string>;
}

/** What logging in over SSH needs beside the settings. */
export interface SshKeys {
  /** The camera's private key (PEM); undefined while it has none. */
  privateKey(): string | undefined;
  /** The host keys, base64 each, that are trusted for a server. */
  trusted(host: string, port: number): readonly string[];
}

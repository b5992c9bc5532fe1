import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./running.ts";

/** A certificate for localhost and the authority behind it. */
export interface Certificates {
  readonly authority: string;
  readonly certificatePath: string;
  readonly keyPath: string;
  /** Key and certificate in one file. */
  readonly bothPath: string;
}

export async function makeCertificates(folder: string): Promise<Certificates> {
  const at = (name: string): string => join(folder, name);
  const key = ["-newkey", "rsa:2048", "-nodes"];
  await run("openssl", [
    ...["req", "-x509", ...key, "-days", "2", "-subj", "/CN=test authority"],
    ...["-keyout", at("ca.key"), "-out", at("ca.crt"), "-addext", "basicConstraints=critical,CA:TRUE"],
  ]);
  await run("openssl", [
    ...["req", ...key, "-subj", "/CN=localhost", "-keyout", at("server.key"), "-out", at("server.csr")],
  ]);
  await writeFile(at("names"), "subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n");
  await run("openssl", [
    ...["x509", "-req", "-in", at("server.csr"), "-CA", at("ca.crt"), "-CAkey", at("ca.key")],
    ...["-CAcreateserial", "-days", "2", "-extfile", at("names"), "-out", at("server.crt")],
  ]);
  const [authority, serverKey, certificate] = await Promise.all(
    ["ca.crt", "server.key", "server.crt"].map((name) => readFile(at(name), "utf8")),
  );
  const both = `${serverKey}${certificate}`;
  await writeFile(at("server.pem"), both, { mode: 0o600 });
  return {
    authority: authority as string,
    certificatePath: at("server.crt"),
    keyPath: at("server.key"),
    bothPath: at("server.pem"),
  };
}

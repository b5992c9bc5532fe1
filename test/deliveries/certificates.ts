import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A certificate for localhost, and that of the authority which signed it; files in a folder, and their text. */
export interface Certificates {
  readonly authority: string;
  readonly key: string;
  readonly cert: string;
  readonly keyPath: string;
  readonly certPath: string;
}

export function makeCertificates(folder: string): Certificates {
  const path = (name: string): string => join(folder, name);
  const openssl = (...args: readonly string[]): void => {
    execFileSync("openssl", args, { stdio: "ignore" });
  };
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl(
    ...["req", "-x509", ...curve, "-days", "2", "-subj", "/CN=Test authority"],
    ...["-keyout", path("ca.key"), "-out", path("ca.pem")],
  );
  openssl(
    "req",
    ...curve,
    "-subj",
    "/CN=localhost",
    "-keyout",
    path("server.key"),
    "-out",
    path("server.csr"),
  );
  writeFileSync(path("names"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
  openssl(
    ...["x509", "-req", "-in", path("server.csr"), "-CA", path("ca.pem"), "-CAkey", path("ca.key")],
    ...["-CAcreateserial", "-days", "2", "-extfile", path("names"), "-out", path("server.pem")],
  );
  const [keyPath, certPath] = [path("server.key"), path("server.pem")];
  return {
    ...{ keyPath, certPath, authority: readFileSync(path("ca.pem"), "utf8") },
    ...{ key: readFileSync(keyPath, "utf8"), cert: readFileSync(certPath, "utf8") },
  };
}

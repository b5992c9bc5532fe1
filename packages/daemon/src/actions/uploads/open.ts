import type { SftpOptions } from "../sftp/session.ts";
import type { Attempt, Remote, Site } from "./remote.ts";

/** Logs in at a site in the way that it is set to: FTP, FTP over TLS, or SFTP. */
export async function openSite(site: Site, attempt: Attempt, ssh: SftpOptions): Promise<Remote> {
  if (site.security === "ssh") {
    const { openSftp } = await import("../sftp/session.ts");
    return openSftp(site, attempt, ssh);
  }
  const { openFtp } = await import("../ftp/session.ts");
  return openFtp(site, attempt);
}

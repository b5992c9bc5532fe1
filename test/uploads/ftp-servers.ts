import { chown, mkdir, writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { peerRoot } from "../peers.ts";
import type { Certificates } from "./certificates.ts";
import { freePort, isRoot, nobody, type Running, run, start, unprivileged } from "./running.ts";

/** An FTP server: `root` is the folder that a login starts in. */
export interface FtpServer extends Running {
  readonly root: string;
  readonly user: string;
  readonly password: string;
}

export interface FtpServerOptions {
  readonly folder: string;
  readonly certificates?: Certificates;
  readonly implicit?: boolean;
  /** Further lines of its configuration. */
  readonly lines?: readonly string[];
  readonly port?: number;
}

async function makeRoot(folder: string): Promise<string> {
  const root = join(folder, "root");
  await mkdir(root, { recursive: true });
  await mkdir(join(folder, "empty"), { recursive: true });
  if (isRoot) await chown(root, nobody.uid, nobody.gid);
  return root;
}

/** vsftpd without privileges: anonymous logins that may do everything but leave their root. */
export async function startVsftpd(options: FtpServerOptions): Promise<FtpServer> {
  const { folder, certificates, lines = [] } = options;
  const root = await makeRoot(folder);
  const port = options.port ?? (await freePort());
  const secure = certificates
    ? [
        ...["ssl_enable=YES", "allow_anon_ssl=YES", "force_anon_logins_ssl=YES", "force_anon_data_ssl=YES"],
        ...["require_ssl_reuse=YES", "ssl_ciphers=HIGH", `rsa_cert_file=${certificates.bothPath}`],
      ]
    : [];
  const path = join(folder, "vsftpd.conf");
  await writeFile(
    path,
    [
      ...["listen=YES", "listen_address=127.0.0.1", `listen_port=${port}`, "background=NO"],
      ...["run_as_launching_user=YES", "anonymous_enable=YES", "local_enable=NO", "no_anon_password=NO"],
      `ftp_username=${isRoot ? "nobody" : userInfo().username}`,
      ...[
        `anon_root=${root}`,
        "allow_writeable_chroot=YES",
        `secure_chroot_dir=${join(folder, "empty")}`,
        "seccomp_sandbox=NO",
      ],
      ...["write_enable=YES", "anon_upload_enable=YES", "anon_mkdir_write_enable=YES"],
      ...["anon_other_write_enable=YES", "anon_umask=022", "connect_from_port_20=NO"],
      ...secure,
      ...lines,
      "",
    ].join("\n"),
  );
  // vsftpd reads only what belongs to the user that it runs as.
  const own = [path, ...(certificates ? [certificates.bothPath] : [])];
  if (isRoot) await Promise.all(own.map((file) => chown(file, nobody.uid, nobody.gid)));
  const program = join(peerRoot("vsftpd"), "usr/sbin/vsftpd");
  const running = await start(unprivileged(program, path), port);
  return { ...running, root, user: "anonymous", password: "camera@example.com" };
}

/** proftpd as FTP, FTPS or, with `sftp`, as SFTP server; user cam, password cam. */
export async function startProftpd(
  options: FtpServerOptions & {
    readonly sftp?: { readonly hostKeys: readonly string[]; readonly authorized: string };
  },
): Promise<FtpServer> {
  const { folder, certificates, implicit = false, sftp, lines = [] } = options;
  const root = await makeRoot(folder);
  const port = options.port ?? (await freePort());
  const base = peerRoot("proftpd");
  const { uid, gid } = isRoot ? nobody : userInfo();
  const user = isRoot ? "nobody" : userInfo().username;
  const { stdout: group } = await run("id", ["-gn", user]);
  const { stdout } = await run("openssl", ["passwd", "-6", "cam"]);
  const passwd = join(folder, "passwd");
  await writeFile(passwd, `cam:${stdout.trim()}:${uid}:${gid}::${root}:/bin/sh\n`, { mode: 0o600 });
  const secure = certificates
    ? [
        ...["TLSEngine on", "TLSProtocol TLSv1.2 TLSv1.3", "TLSRequired on", "TLSVerifyClient off"],
        `TLSRSACertificateFile ${certificates.certificatePath}`,
        `TLSRSACertificateKeyFile ${certificates.keyPath}`,
        ...(implicit ? ["TLSOptions UseImplicitSSL"] : []),
      ]
    : [];
  const ssh = sftp
    ? [
        ...["SFTPEngine on", ...sftp.hostKeys.map((key) => `SFTPHostKey ${key}`)],
        ...["SFTPAuthMethods publickey password", `SFTPAuthorizedUserKeys file:${sftp.authorized}`],
      ]
    : [];
  const path = join(folder, "proftpd.conf");
  await writeFile(
    path,
    [
      `ModulePath ${base}/usr/lib/proftpd`,
      ...(certificates ? ["LoadModule mod_tls.c"] : []),
      ...(sftp ? ["LoadModule mod_sftp.c"] : []),
      ...["ServerName test", "ServerType standalone", "DefaultAddress 127.0.0.1", "SocketBindTight on"],
      ...[`Port ${port}`, "UseReverseDNS off", "UseIPv6 off", "AuthOrder mod_auth_file.c", "AuthPAM off"],
      ...[`User ${user}`, `Group ${group.trim()}`],
      ...[`AuthUserFile ${passwd}`, "RequireValidShell off", "WtmpLog off", "AllowOverwrite on"],
      ...["DefaultRoot /", `PidFile ${folder}/pid`, `ScoreboardFile ${folder}/score`, "DelayEngine off"],
      ...[`SystemLog ${folder}/system.log`, "MaxInstances 30", "Umask 022"],
      ...["<IfModule mod_ctrls.c>", "ControlsEngine off", "</IfModule>"],
      ...secure,
      ...ssh,
      ...lines,
      "",
    ].join("\n"),
  );
  if (isRoot) await run("chown", ["-R", `${nobody.uid}:${nobody.gid}`, folder]);
  const running = await start([join(base, "usr/sbin/proftpd"), ["-n", "-q", "-c", path]], port);
  return { ...running, root, user: "cam", password: "cam" };
}

/** pure-ftpd, which Debian builds for root only; user cam, password cam. */
export async function startPureFtpd(
  options: FtpServerOptions & { readonly args?: readonly string[] },
): Promise<FtpServer> {
  const { folder, certificates, args = [] } = options;
  const root = await makeRoot(folder);
  const port = options.port ?? (await freePort());
  const base = peerRoot("pure-ftpd");
  const database = join(folder, "users.pdb");
  const users = join(folder, "users");
  // Its own tool would make a hash that takes seconds to check.
  const { stdout } = await run("openssl", ["passwd", "-6", "cam"]);
  const fields = [
    "cam",
    stdout.trim(),
    nobody.uid,
    nobody.gid,
    "",
    `${root}/./`,
    ...Array<string>(12).fill(""),
  ];
  await writeFile(users, `${fields.join(":")}\n`, { mode: 0o600 });
  await run(join(base, "usr/bin/pure-pw"), ["mkdb", database, "-f", users]);
  const tls = certificates
    ? ["-Y", "2", "-2", `${certificates.certificatePath},${certificates.keyPath}`]
    : [];
  const running = await start(
    [
      join(base, "usr/sbin/pure-ftpd"),
      [
        ...["-S", `127.0.0.1,${port}`, "-4", "-E", "-H", "-l", `puredb:${database}`, "-u", "1"],
        ...["-g", join(folder, "pid"), ...tls, ...args],
      ],
    ],
    port,
  );
  return { ...running, root, user: "cam", password: "cam" };
}

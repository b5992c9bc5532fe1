import { execFileSync } from "node:child_process";
import { chmod, chown, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Certificates } from "./certificates.ts";
import { freePorts, startServer } from "./foreign-server.ts";

const smtpTlsPort = 465;
const popTlsPort = 995;

/**
 * Postfix on loopback with AUTH by dovecot, which speaks POP3 as well; login cam, password cam. `implicit` has them listen
 * on 465 and 995 too, where TLS begins at once.
 */
export interface MailServers extends AsyncDisposable {
  /** Takes mail from loopback; offers STARTTLS. */
  readonly plain: number;
  /** STARTTLS and a login are demanded. */
  readonly submission: number;
  readonly pop: number;
  /** Raw mails that were delivered, to anybody. */
  mails(): Promise<readonly string[]>;
  /** What dovecot has noted. */
  popLog(): Promise<string>;
}

export async function openMailServers(
  folder: string,
  certificates: Certificates,
  { implicit = false }: { readonly implicit?: boolean } = {},
): Promise<MailServers> {
  await using opened = new AsyncDisposableStack();
  const [plain, pop] = [await freePorts(2), await freePorts(1)];
  const id = (user: string, flag = "-u"): number => Number(execFileSync("id", [flag, user]).toString());
  const spool = join(folder, "spool");
  for (const name of ["spool", "data", "etc", "run", "mail", "mail/all", "box"]) {
    await mkdir(join(folder, name), { recursive: true, mode: 0o755 });
  }
  await chown(join(folder, "data"), id("postfix"), id("postfix", "-g"));
  for (const name of ["mail", "mail/all"]) await chown(join(folder, name), id("nobody"), id("nobody", "-g"));
  await chown(join(folder, "box"), id("dovenull"), id("dovenull", "-g"));
  await chmod(certificates.keyPath, 0o600);
  await writeFile(
    join(folder, "dovecot.conf"),
    dovecot({ folder, certificates, pop, popTls: implicit ? popTlsPort : 0, vmail: id("dovenull") }),
  );
  opened.use(
    await startServer(
      "dovecot",
      ["-F", "-c", join(folder, "dovecot.conf")],
      implicit ? [pop, popTlsPort] : [pop],
    ),
  );
  await writeFile(
    join(folder, "etc", "main.cf"),
    main({ folder, spool, certificates, nobody: id("nobody") }),
  );
  await writeFile(join(folder, "etc", "master.cf"), master(plain, implicit));
  const ports = [plain, plain + 1, ...(implicit ? [smtpTlsPort] : [])];
  opened.use(await startServer("postfix", ["-c", join(folder, "etc"), "start-fg"], ports));
  // Its master leaves the group that it was started in.
  opened.defer(async () => {
    const pid = Number(await readFile(join(spool, "pid", "master.pid"), "utf8"));
    if (pid > 1) process.kill(pid);
  });
  const closing = opened.move();
  return {
    ...{ plain, submission: plain + 1, pop },
    mails: async () => {
      const box = join(folder, "mail", "all", "new");
      const names = await readdir(box).catch(() => []);
      return Promise.all(names.sort().map((name) => readFile(join(box, name), "utf8")));
    },
    popLog: () => readFile(join(folder, "dovecot.log"), "utf8"),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

const dovecot = (of: {
  folder: string;
  certificates: Certificates;
  pop: number;
  popTls: number;
  vmail: number;
}): string => `
base_dir = ${of.folder}/run
state_dir = ${of.folder}/run
log_path = ${of.folder}/dovecot.log
protocols = pop3
listen = 127.0.0.1
disable_plaintext_auth = no
ssl = yes
ssl_cert = <${of.certificates.certPath}
ssl_key = <${of.certificates.keyPath}
mail_location = maildir:${of.folder}/box
first_valid_uid = 1
auth_mechanisms = plain login
passdb {
  driver = static
  args = password=cam
}
userdb {
  driver = static
  args = uid=${of.vmail} gid=${of.vmail} home=${of.folder}/box
}
service anvil {
  chroot =
}
service pop3-login {
  chroot =
  inet_listener pop3 {
    port = ${of.pop}
  }
  inet_listener pop3s {
    port = ${of.popTls}
    ssl = yes
  }
}
service auth {
  unix_listener ${of.folder}/run/sasl {
    mode = 0666
  }
}
`;

const main = (of: { folder: string; spool: string; certificates: Certificates; nobody: number }): string => `
compatibility_level = 3.6
queue_directory = ${of.spool}
data_directory = ${of.folder}/data
mail_owner = postfix
setgid_group = postdrop
maillog_file = ${of.folder}/log
maillog_file_prefixes = ${of.folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example.test
mydestination =
mynetworks = 127.0.0.0/8
local_recipient_maps =
default_transport = error:no outside delivery in tests
virtual_mailbox_domains = example.test
virtual_mailbox_base = ${of.folder}/mail
virtual_mailbox_maps = static:all/
virtual_uid_maps = static:${of.nobody}
virtual_gid_maps = static:${of.nobody}
virtual_minimum_uid = 1
message_size_limit = 2000000
virtual_mailbox_limit = 0
smtpd_tls_cert_file = ${of.certificates.certPath}
smtpd_tls_key_file = ${of.certificates.keyPath}
smtpd_tls_security_level = may
smtpd_sasl_type = dovecot
smtpd_sasl_path = ${of.folder}/run/sasl
smtpd_recipient_restrictions = reject_unauth_destination
`;

const master = (port: number, implicit: boolean): string => `
127.0.0.1:${port}     inet n - n - - smtpd
127.0.0.1:${port + 1} inet n - n - - smtpd -o smtpd_tls_security_level=encrypt -o smtpd_sasl_auth_enable=yes -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject
${implicit ? `127.0.0.1:${smtpTlsPort} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes -o smtpd_tls_security_level=encrypt -o smtpd_sasl_auth_enable=yes -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject` : ""}
cleanup   unix n - n - 0 cleanup
qmgr      unix n - n 300 1 qmgr
tlsmgr    unix - - n 1000? 1 tlsmgr
rewrite   unix - - n - - trivial-rewrite
bounce    unix - - n - 0 bounce
defer     unix - - n - 0 bounce
trace     unix - - n - 0 bounce
proxymap  unix - - n - - proxymap
error     unix - - n - - error
virtual   unix - n n - - virtual
anvil     unix - - n - 1 anvil
postlog   unix-dgram n - n - 1 postlogd
`;

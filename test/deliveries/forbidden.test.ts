import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { alarmServer, ftpServer, mail, mailServer, notify, share } from "@pinhole/kit/model";
import { alarmServerAction } from "../../packages/daemon/src/actions/announce/alarm-server.ts";
import { ftpAction } from "../../packages/daemon/src/actions/ftp/index.ts";
import { mailAction } from "../../packages/daemon/src/actions/mail/index.ts";
import { notifyAction } from "../../packages/daemon/src/actions/notify/index.ts";
import { shareActions } from "../../packages/daemon/src/actions/share/index.ts";
import { isRoot, scratch } from "../uploads/running.ts";
import { alarmOf, openStand, until } from "./stand.ts";

const run = promisify(execFile);

const spellings = ["169.254.169.254", "::ffff:169.254.169.254", "::ffff:a9fe:a9fe", "fe80::1", "0xa9fea9fe"];

/** The same address in the spellings of old C programs. */
const oddSpellings = ["2852039166", "169.254.43518"];

test("no delivery of any kind goes to a link-local address, however it is written", async () => {
  const keys = { privateKey: () => undefined, trusted: () => [] };
  const actions = [mailAction(), ftpAction({ keys }), ...shareActions(), notifyAction, alarmServerAction()];
  for (const host of spellings) {
    await using stand = await openStand({ actions });
    const bare = host.includes(":") ? `[${host}]` : host;
    await stand.set(mail, { to: ["a@example.test", "", ""] });
    await stand.set(mailServer, { enabled: true, host, port: 80, auth: "none" });
    await stand.set(ftpServer, { enabled: true, host, port: 80 });
    await stand.set(share, { host, folder: "cam", user: "cam", password: "cam" });
    await stand.set(notify, { url: `http://${bare}/latest/meta-data/` });
    await stand.set(alarmServer, { enabled: true, host, port: 80, path: "/latest/meta-data/" });
    const file = () => stand.file("image/jpeg", Buffer.alloc(1000, 1));
    for (const action of ["mail", "ftp", "share", "notify"] as const) {
      await stand.deliver(action, action === "notify" ? [] : [await file()], alarmOf(1));
    }
    for (const target of ["mail", "ftp", "share", "notify", "alarmServer1"]) {
      await until(`${target} at ${host}`, () => stand.deliveries.attempts({ target }, 1).length > 0);
      assert.equal(
        stand.deliveries.attempts({ target }, 1)[0]?.code,
        "address-forbidden",
        `${target} ${host}`,
      );
    }
  }
});

test("an address in an odd spelling is no host, and a URL with one is told from its address", async () => {
  await using stand = await openStand({ actions: [notifyAction] });
  for (const [n, host] of oddSpellings.entries()) {
    await assert.rejects(stand.set(ftpServer, { host }), /must be a host name or an IP address/, host);
    await stand.set(notify, { url: `http://${host}/latest/meta-data/` });
    await stand.deliver("notify", [], alarmOf(n));
    await until(host, () => stand.deliveries.attempts({ target: "notify" }, 10).length === n + 1);
    assert.equal(stand.deliveries.attempts({ target: "notify" }, 1)[0]?.code, "address-forbidden", host);
  }
});

const script = (address: string): string => `
const { addressesOf } = await import(${JSON.stringify(address)});
const context = (linkLocal) => ({
  settings: () => [{ linkLocal }], signal: new AbortController().signal, stage: () => {},
});
for (const host of ["metadata.test", "six.test", "mapped.test", "router.test", "both.test"]) {
  for (const linkLocal of [false, true]) {
    const found = await addressesOf(host, context(linkLocal)).catch(({ code }) => code);
    console.log(host, linkLocal, JSON.stringify(typeof found === "string" ? found : found.map((each) => each.address).sort()));
  }
}
`;

test("a name that leads to a link-local address is refused, and only its other addresses are used", {
  skip: !isRoot && "needs root, to have names of its own",
}, async () => {
  await using space = await scratch();
  const hosts = join(space.path, "hosts");
  await writeFile(
    hosts,
    [
      ...["169.254.169.254 metadata.test", "fe80::1 six.test", "::ffff:169.254.1.1 mapped.test"],
      ...["192.0.2.1 router.test", "169.254.1.1 both.test", "192.0.2.2 both.test", ""],
    ].join("\n"),
  );
  const address = new URL("../../packages/daemon/src/actions/wire/address.ts", import.meta.url).href;
  const mounted = `mount --bind '${hosts}' /etc/hosts; exec "$@"`;
  const node = [process.execPath, "-C", "source", "--input-type=module", "-e", script(address)];
  const { stdout } = await run("unshare", [
    ...["--mount", "--propagation", "private", "sh", "-ec", mounted, "sh"],
    ...node,
  ]);
  assert.deepEqual(stdout.trim().split("\n"), [
    'metadata.test false "address-forbidden"',
    'metadata.test true ["169.254.169.254"]',
    'six.test false "address-forbidden"',
    'six.test true ["fe80::1"]',
    'mapped.test false "address-forbidden"',
    'mapped.test true ["::ffff:169.254.1.1"]',
    'router.test false ["192.0.2.1"]',
    'router.test true ["192.0.2.1"]',
    'both.test false ["192.0.2.2"]',
    'both.test true ["169.254.1.1","192.0.2.2"]',
  ]);
});

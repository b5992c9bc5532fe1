import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { type CameraEvent, logging } from "@pinhole/kit/model";
import { needs } from "../peers.ts";
import { makeCertificates } from "./certificates.ts";
import { freePorts, serverFolder, startServer } from "./foreign-server.ts";
import { openStand, until } from "./stand.ts";

interface Line {
  readonly severity: string;
  readonly facility: string;
  readonly host: string;
  readonly app: string;
  readonly msgid: string;
  readonly data: string;
  readonly msg: string;
}

const config = (
  folder: string,
  port: number,
  made: { authority: string; cert: string; key: string },
): string => `
global(workDirectory="${folder}/work" defaultNetstreamDriverCAFile="${made.authority}"
  defaultNetstreamDriverCertFile="${made.cert}" defaultNetstreamDriverKeyFile="${made.key}")
module(load="imudp")
module(load="imtcp")
template(name="line" type="list" option.jsonf="on") {
  property(outname="severity" name="syslogseverity-text" format="jsonf")
  property(outname="facility" name="syslogfacility-text" format="jsonf")
  property(outname="host" name="hostname" format="jsonf")
  property(outname="app" name="app-name" format="jsonf")
  property(outname="msgid" name="msgid" format="jsonf")
  property(outname="data" name="structured-data" format="jsonf")
  property(outname="msg" name="msg" format="jsonf")
}
ruleset(name="all") { action(type="omfile" file="${folder}/lines" template="line" flushOnTXEnd="on") }
input(type="imudp" address="127.0.0.1" port="${port}" ruleset="all")
input(type="imtcp" address="127.0.0.1" port="${port}" ruleset="all")
input(type="imtcp" address="127.0.0.1" port="${port + 1}" ruleset="all"
  streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="anon")
`;

test("rsyslog reads both forms over UDP, TCP and TLS", { skip: needs("rsyslogd", "openssl") }, async () => {
  await using place = await serverFolder();
  const made = makeCertificates(place.path);
  const port = await freePorts(2);
  await mkdir(join(place.path, "work"));
  const files = { authority: join(place.path, "ca.pem"), cert: made.certPath, key: made.keyPath };
  await writeFile(join(place.path, "rsyslog.conf"), config(place.path, port, files));
  const args = ["-n", "-f", join(place.path, "rsyslog.conf"), "-i", join(place.path, "pid")];
  await using _server = await startServer("rsyslogd", args, [port, port + 1]);
  const camera = join(place.path, "camera");
  await mkdir(camera);
  await writeFile(join(camera, "authorities.pem"), made.authority);
  await using stand = await openStand({ actions: [], folder: camera });
  const lines = async (): Promise<Line[]> => {
    const text = await readFile(join(place.path, "lines"), "utf8").catch(() => "");
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Line);
  };
  await stand.set(logging, { syslogEnabled: true, syslogHost: "localhost", syslogPort: port, level: 4 });
  let count = 0;
  for (const syslogTransport of ["udp", "tcp", "tls"] as const) {
    for (const syslogFormat of ["rfc3164", "rfc5424"] as const) {
      await stand.set(logging, {
        ...{ syslogTransport, syslogFormat, syslogPort: syslogTransport === "tls" ? port + 1 : port },
      });
      const words = `${syslogTransport} ${syslogFormat} Tür\nnext`;
      const event: CameraEvent = { at: 1_780_000_000, source: "video", severity: 4, message: words };
      stand.deliveries.hear({ ...event, severity: 5, message: "not severe enough" });
      stand.deliveries.hear(event);
      count += 1;
      await until(words, async () => (await lines()).length === count);
      const line = (await lines()).at(-1);
      assert.deepEqual(
        [line?.severity, line?.facility, line?.host, line?.app],
        ["warning", "local0", "MyCamera", "pinhole"],
      );
      assert.match(line?.msg ?? "", new RegExp(`${syslogTransport} ${syslogFormat} Tür next$`));
      if (syslogFormat === "rfc5424") {
        assert.deepEqual([line?.msgid, line?.data], ["video", '[camera@32473 mac="00:0e:8f:92:ff:f7"]']);
      }
    }
  }
});

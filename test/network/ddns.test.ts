import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { it } from "node:test";
import { needs } from "../peers.ts";
import { emptyFolder, start, until } from "../program/program.ts";

it("the camera keeps a name at a dyndns2 server, and a restart is no reason for an update", {
  skip: needs("curl"),
}, async () => {
  await using folder = await emptyFolder();
  const asked: string[] = [];
  let answer = "good 198.51.100.7";
  const server = createServer((req, res) => {
    asked.push(`${req.headers.authorization} ${req.url}`);
    res.end(answer);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/nic/update`;
  try {
    {
      await using camera = await start(folder);
      const who = "ddns_account=anna&ddns_password=top%20secret&ddns_host_name=cam.example.org";
      await camera.set(`group=DDNS&ddns_service=custom&ddns_server=${encodeURIComponent(url)}&${who}`);
      assert.deepEqual(asked, []);
      await camera.set("group=DDNS&ddns_mode=1");
      await until("the log has it", () =>
        /custom has the camera's address: cam\.example\.org/.test(camera.written.stderr),
      );
      assert.match(asked[0] ?? "", /^Basic YW5uYTp0b3Agc2VjcmV0 \/nic\/update\?hostname=cam\.example\.org/);
      await camera.set("group=DDNS&ddns_update_period=20");
      await camera.end("SIGTERM");
      assert.equal(asked.length, 1);
    }
    await using again = await start(folder);
    assert.match((await again.get("/adm/get_group.cgi?group=DDNS")).text, /ddns_password=\r\n/);
    answer = "badauth";
    await again.set("group=DDNS&ddns_password=wrong");
    await until("the refusal is told", () => /refuses the login \(badauth\)/.test(again.written.stderr));
    assert.equal(asked.length, 2);
    assert.ok(!/secret|wrong/.test(again.written.stderr));
  } finally {
    server.close();
  }
});

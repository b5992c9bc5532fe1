import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { discoverCameras } from "./discover.ts";

const match = (url: string): string =>
  `<e:Envelope><e:Header><a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/ProbeMatches</a:Action></e:Header><e:Body><a:EndpointReference><a:Address>urn:uuid:1</a:Address></a:EndpointReference><d:Scopes>onvif://www.onvif.org/name/IN%2D8401 x</d:Scopes><d:XAddrs>${url}</d:XAddrs></e:Body></e:Envelope>`;

test("what answers WS-Discovery is asked what it is, and no answer leads elsewhere", async () => {
  const asked: string[] = [];
  const web = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(401).end();
  }).listen(0, "127.0.0.1");
  await once(web, "listening");
  const { port } = web.address() as AddressInfo;
  const device = createSocket({ type: "udp4", reuseAddr: true });
  device.on("message", (_, from) => {
    for (const url of [`http://127.0.0.1:${port}/onvif`, "http://192.0.2.1/onvif"])
      device.send(match(url), from.port, from.address);
    device.send("no XML", from.port, from.address);
  });
  device.bind(3702, "0.0.0.0");
  await once(device, "listening");
  device.addMembership("239.255.255.250", "127.0.0.1");
  try {
    const found = await discoverCameras({ from: ["127.0.0.1"], seconds: 1 });
    const [camera] = found.filter(({ address }) => address.endsWith(`:${port}`));
    const expected = { dialect: "instar", name: "IN-8401", model: "", mac: "", by: ["ws-discovery"] };
    assert.deepEqual(camera, { address: `http://127.0.0.1:${port}`, ...expected });
    assert.deepEqual(asked, ["/util/query.cgi?extension=yes", "/param.cgi?cmd=getserverinfo"]);
    const stop = AbortSignal.timeout(50);
    await assert.rejects(discoverCameras({ from: ["127.0.0.1"], signal: stop }), { name: "TimeoutError" });
  } finally {
    device.close();
    web.close();
    web.closeAllConnections();
  }
});

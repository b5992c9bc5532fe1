import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../rtp/fixtures/seeded.ts";
import { textOf } from "../xml/index.ts";
import { formatGet, formatProbe, formatResolve, parseComputer, parseMatch } from "./index.ts";

const id = "11111111-2222-3333-4444-555555555555";

// What wsdd 0.7 answers.
const match = `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope" xmlns:wsa="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:wsd="http://schemas.xmlsoap.org/ws/2005/04/discovery"><soap:Header><wsa:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</wsa:To><wsa:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/ResolveMatches</wsa:Action><wsa:MessageID>urn:uuid:4b0a1d2e-0000-11ee-8001-000000000000</wsa:MessageID></soap:Header><soap:Body><wsd:ResolveMatches><wsd:ResolveMatch><wsa:EndpointReference><wsa:Address>urn:uuid:fc4e</wsa:Address></wsa:EndpointReference><wsd:XAddrs>http://10.77.0.2:5357/fc4e</wsd:XAddrs><wsd:MetadataVersion>1</wsd:MetadataVersion></wsd:ResolveMatch></wsd:ResolveMatches></soap:Body></soap:Envelope>`;

test("an answer tells the device and where it says more", () => {
  const urls = ["http://10.77.0.2:5357/fc4e"];
  assert.deepEqual(parseMatch(match), { endpoint: "urn:uuid:fc4e", urls, scopes: [] });
  const scoped = match.replace("<wsd:XAddrs>", "<d:Scopes>onvif://www.onvif.org/name/Gate a</d:Scopes>$&");
  assert.deepEqual(parseMatch(scoped)?.scopes, ["onvif://www.onvif.org/name/Gate", "a"]);
  assert.ok(!formatProbe(id, "").includes("Types"));
  assert.equal(parseMatch(formatProbe(id)), undefined);
  assert.equal(parseMatch(""), undefined);
});

test("a computer says its workgroup", () => {
  const computer = (text: string) => parseComputer(`<pub:Computer>${text}</pub:Computer>`);
  assert.deepEqual(computer("TESTNAS/Workgroup:TESTGROUP"), { name: "TESTNAS", workgroup: "TESTGROUP" });
  assert.deepEqual(computer("PC\\Domain:corp"), { name: "PC", workgroup: "corp" });
  assert.equal(computer("a printer"), undefined);
});

test("questions hold their texts escaped", () => {
  assert.equal(
    textOf(formatResolve(id, "urn:<a>&"), "Address"),
    "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous",
  );
  assert.ok(formatResolve(id, "urn:<a>&").includes("<wsa:Address>urn:&lt;a&gt;&amp;</wsa:Address>"));
  assert.equal(textOf(formatGet(id, "urn:<a>"), "To"), "urn:<a>");
});

test("no damage makes it throw or takes long", () => {
  const random = seeded(11);
  for (let n = 0; n < 3000; n++) {
    const at = random(match.length);
    const damaged =
      match.slice(0, at) + '<&>/"x:'.charAt(random(7)).repeat(1 + (n % 50)) + match.slice(at + 1);
    const read = parseMatch(damaged);
    assert.ok(read === undefined || read.endpoint.length > 0);
    parseComputer(damaged);
  }
  const began = performance.now();
  parseMatch(`<a:Action>x/ProbeMatches</${"<EndpointReference ".repeat(3000)}`);
  assert.ok(performance.now() - began < 1000);
});

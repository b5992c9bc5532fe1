import assert from "node:assert/strict";
import { test } from "node:test";
import { instar } from "@pinhole/kit/dialects/instar";
import { basic, openBench, people } from "./fixture.ts";

test("a dialect that answers 401 to somebody without a login has the server ask for one", async () => {
  await using bench = await openBench({ factoryLogin: false, dialects: [instar] });
  bench.credentials = await people({ loginRequired: false });
  bench.changed();
  const asked = await bench.get("/param.cgi?cmd=getftpattr");
  assert.equal(asked.status, 401);
  assert.match(asked.headers.get("www-authenticate") ?? "", /^Basic realm="pinhole".*Digest realm="pinhole"/);
  const refused = await bench.get("/param.cgi?cmd=getftpattr", basic("eve", "look"));
  assert.deepEqual([refused.status, refused.body], [200, 'cmd="getftpattr";\nresponse="211";\n']);
  const unknown = await bench.get("/param.cgi?cmd=nonsense");
  assert.deepEqual([unknown.status, unknown.body], [200, 'cmd="nonsense";\nresponse="204";\n']);
});

test("a page of another site can not set anything, and may not guess logins in the query", async () => {
  await using bench = await openBench({ factoryLogin: false, dialects: [instar] });
  const foreign = { "sec-fetch-site": "cross-site" };
  const set = await bench.get("/param.cgi?cmd=setftpattr&ft_server=x&user=admin&pwd=secret", foreign);
  assert.equal(set.status, 403);
  assert.equal((await bench.get("/param.cgi?cmd=getftpattr&user=admin&pwd=wrong")).status, 401);
});

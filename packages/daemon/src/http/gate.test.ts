import assert from "node:assert/strict";
import type { Server } from "node:http";
import { type Duplex, duplexPair } from "node:stream";
import { describe, it } from "node:test";
import { refuse } from "./answer.ts";
import { Gate } from "./gate.ts";
import { filterOf } from "./ip-filter.ts";
import { defaultLimits } from "./limits.ts";
import { serverOf } from "./listener.ts";

const rule = (addresses: readonly string[]) => filterOf({ enabled: true, rule: "deny", addresses });

function bench(gate: Gate): Server {
  const server = serverOf(defaultLimits, (req, res) => {
    const peer = gate.admit(req.socket);
    refuse(res, peer === undefined ? 403 : 200, peer?.address ?? "no");
  });
  gate.watch(server);
  return server;
}

/** A connection that seems to come from an address. */
function connectFrom(server: Server, remoteAddress: string): Duplex {
  const [near, far] = duplexPair();
  server.emit(
    "connection",
    Object.assign(far, { remoteAddress, setTimeout: () => far, setNoDelay: () => far }),
  );
  return near;
}

function ask(near: Duplex): Promise<string> {
  near.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  return new Promise((resolve) =>
    near.once("data", (bytes) => resolve(String(bytes).split("\r\n")[0] ?? "")),
  );
}

describe("gate", () => {
  it("lets in whom the filter lets in", async () => {
    const server = bench(new Gate(rule(["192.0.2.0/24"])));
    assert.equal(await ask(connectFrom(server, "192.0.2.7")), "HTTP/1.1 403 Forbidden");
    assert.equal(await ask(connectFrom(server, "::ffff:192.0.2.7")), "HTTP/1.1 403 Forbidden");
    assert.equal(await ask(connectFrom(server, "198.51.100.7")), "HTTP/1.1 200 OK");
    assert.equal(await ask(connectFrom(server, "::1")), "HTTP/1.1 200 OK");
  });

  it("cuts those that a new filter refuses, and serves on those that it now lets in", async () => {
    const gate = new Gate(rule(["192.0.2.7"]));
    const server = bench(gate);
    const [first, second] = [connectFrom(server, "192.0.2.7"), connectFrom(server, "192.0.2.8")];
    assert.deepEqual([await ask(first), await ask(second)], ["HTTP/1.1 403 Forbidden", "HTTP/1.1 200 OK"]);
    const cut = new Promise((resolve) =>
      second.on("close", () => resolve("cut")).on("end", () => resolve("cut")),
    );
    gate.change(rule(["192.0.2.8"]));
    assert.equal(await cut, "cut");
    assert.equal(await ask(first), "HTTP/1.1 200 OK");
  });
});

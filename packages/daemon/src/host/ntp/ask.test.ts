import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createSocket, type RemoteInfo } from "node:dgram";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { encodeSntpReply, parseSntpReply, type SntpReply } from "@pinhole/kit/formats/sntp";
import { CameraError } from "@pinhole/kit/model";
import { needs } from "../../../../../test/peers.ts";
import { askTime } from "./ask.ts";
import { measureTime } from "./measure.ts";

const signal = new AbortController().signal;

/** A server on a free port that answers each question with what `answers` makes of an honest reply. */
async function serve(...answers: ((honest: SntpReply, n: number) => readonly (SntpReply | Uint8Array)[])[]) {
  const socket = createSocket("udp4");
  let count = 0;
  socket.on("message", (bytes: Buffer, { port, address }: RemoteInfo) => {
    assert.equal(bytes.length, 48);
    assert.equal(bytes[0], 0x23, "version 4, client");
    const now = Date.now() / 1000;
    const honest: SntpReply = {
      ...{ leap: 0, version: 4, mode: 4, stratum: 2, kiss: "", uncertainty: 0.01 },
      ...{ origin: bytes.subarray(40, 48), received: now, sent: now },
    };
    const answer = answers[Math.min(count, answers.length - 1)];
    for (const reply of answer?.(honest, count) ?? []) {
      socket.send(reply instanceof Uint8Array ? reply : encodeSntpReply(reply), port, address);
    }
    count++;
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return {
    server: { host: "127.0.0.1", port: socket.address().port },
    [Symbol.dispose]: () => void socket.close(),
  };
}

const shifted = (seconds: number) => (honest: SntpReply) => [
  { ...honest, received: honest.received + seconds, sent: honest.sent + seconds },
];

const failure = async (of: Promise<unknown>): Promise<string> => {
  const error = await of.then(
    () => assert.fail("it was believed"),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof CameraError, String(error));
  return `${error.code}: ${error.message}`;
};

describe("a time server", () => {
  it("tells by how much the machine's clock is wrong", async () => {
    for (const ahead of [0, 3600.25, -86_400 * 200]) {
      using bench = await serve(shifted(ahead));
      const { offset, delay: way } = await askTime(bench.server, { signal });
      assert.ok(Math.abs(offset - ahead) < 0.2, `${offset}`);
      assert.ok(way >= -0.001 && way < 0.5, `${way}`);
    }
  });

  it("is not believed when it says that it should not be, or nonsense", async () => {
    for (const [change, words] of [
      [{ leap: 3 }, /^refused: 127.0.0.1 does not know the time itself/],
      [{ stratum: 16 }, /does not know the time itself/],
      [{ stratum: 0, kiss: "RATE" }, /does not want to be asked \(RATE\)/],
      [{ stratum: 0, kiss: "\r\n<b>" }, /does not want to be asked \(no reason given\)/],
      [{ version: 7 }, /speaks version 7/],
      [{ uncertainty: 9 }, /is unsure by 9.0 s/],
      [{ sent: 0 }, /contradicts itself/],
      [{ received: 2 ** 31, sent: 2 ** 31 }, /says that it is the year 2038|contradicts/],
      [{ received: 9e8, sent: 9e8 }, /says that it is the year 1998/],
    ] as const) {
      using bench = await serve((honest) => [{ ...honest, ...change }]);
      const asked = askTime(bench.server, { signal });
      if ("received" in change && change.received === 2 ** 31) await asked;
      else assert.match(await failure(asked), words);
    }
  });

  it("is waited for while others answer in its place, but not for ever", async () => {
    const strangers = (honest: SntpReply) => [
      Uint8Array.of(1, 2, 3),
      { ...honest, origin: new Uint8Array(8) },
      { ...honest, mode: 3 },
      new Uint8Array(48),
    ];
    {
      using bench = await serve((honest) => [...strangers(honest), ...shifted(60)(honest)]);
      assert.ok(Math.abs((await askTime(bench.server, { signal })).offset - 60) < 0.2);
    }
    using bench = await serve(strangers);
    assert.match(
      await failure(askTime(bench.server, { signal, timeoutMs: 100 })),
      /^timeout: 127.0.0.1 did not/,
    );
  });

  it("may be silent, gone, or unknown", async () => {
    using silent = await serve(() => []);
    assert.match(
      await failure(askTime(silent.server, { signal, timeoutMs: 100 })),
      /did not answer within 0.1 s/,
    );
    let gone: { host: string; port: number };
    {
      using bench = await serve(() => []);
      gone = bench.server;
    }
    assert.match(
      await failure(askTime(gone, { signal, timeoutMs: 2000 })),
      /^unreachable: 127.0.0.1 can not be/,
    );
    const stop = new AbortController();
    const asked = askTime(silent.server, { signal: stop.signal });
    stop.abort(new Error("enough"));
    await assert.rejects(asked, /enough/);
  });

  it("has to say the same three times", async () => {
    using honest = await serve(shifted(5));
    const { offset } = await measureTime(honest.server, { signal, pauseMs: 1 });
    assert.ok(Math.abs(offset - 5) < 0.2);
    using liar = await serve(shifted(5), shifted(6), shifted(5));
    assert.match(
      await failure(measureTime(liar.server, { signal, pauseMs: 1 })),
      /is not believed: its answers differ by 1.0 s/,
    );
    using vanishing = await serve(shifted(5), () => []);
    assert.match(
      await failure(measureTime(vanishing.server, { signal, pauseMs: 1, timeoutMs: 100 })),
      /^timeout/,
    );
  });

  it("may be chronyd", { skip: needs("chronyd") }, async () => {
    const folder = await mkdtemp(join(tmpdir(), "pinhole-test-"));
    const probe = await serve(() => []);
    const { port } = probe.server;
    probe[Symbol.dispose]();
    const lines = [
      `port ${port}`,
      "bindaddress 127.0.0.1",
      "allow 127.0.0.0/8",
      "local stratum 3",
      "cmdport 0",
      "bindcmdaddress /",
      `pidfile ${join(folder, "pid")}`,
    ];
    await writeFile(join(folder, "chrony.conf"), `${lines.join("\n")}\n`);
    const child = spawn(
      "chronyd",
      ["-d", "-x", "-U", "-u", userInfo().username, "-f", join(folder, "chrony.conf")],
      { stdio: "ignore", env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` } },
    );
    try {
      const server = { host: "127.0.0.1", port };
      const answered = async (): Promise<number> => {
        for (let tries = 0; ; tries++) {
          const sample = await askTime(server, { signal, timeoutMs: 500 }).catch((error: unknown) => {
            if (tries > 40) throw error;
          });
          if (sample) return sample.offset;
          await delay(50);
        }
      };
      assert.ok(Math.abs(await answered()) < 0.1);
      assert.ok(Math.abs((await measureTime(server, { signal, pauseMs: 10 })).offset) < 0.1);
    } finally {
      child.kill();
      await once(child, "exit");
      await rm(folder, { recursive: true });
    }
  });
});

describe("a reply", () => {
  it("is a record or an error, whatever comes", () => {
    let state = 11;
    const next = (limit: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * limit);
    };
    for (let n = 0; n < 50_000; n++) {
      const bytes = Uint8Array.from({ length: n % 7 === 0 ? next(48) : 48 + next(30) }, () => next(256));
      if (bytes.length < 48) {
        assert.throws(() => parseSntpReply(bytes), RangeError);
        continue;
      }
      const reply = parseSntpReply(bytes);
      assert.match(reply.kiss, /^[A-Z]{0,4}$/);
      assert.ok(Number.isFinite(reply.sent) && Number.isFinite(reply.uncertainty));
    }
  });
});

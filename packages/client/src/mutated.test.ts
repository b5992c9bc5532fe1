import assert from "node:assert/strict";
import { test } from "node:test";
import type { ClientReply, ClientRequest } from "@pinhole/kit/client";
import type { Recorded } from "./fixtures/recorded.ts";
import { instarCalls, serverInformation } from "./fixtures/recorded-instar.ts";
import { extendedFacts, facts, sercommCalls } from "./fixtures/recorded-sercomm.ts";
import { CameraError, type InstarCamera, openCamera, type SercommCamera, type Transport } from "./node.ts";
import { targetOf } from "./transport.ts";

const rounds = 40;

const introductions: Readonly<Record<string, string>> = {
  "/util/query.cgi": facts,
  "/util/query.cgi?extension=yes": extendedFacts,
  "/param.cgi?cmd=getserverinfo": serverInformation,
};

function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
}

/** Bytes with some of them changed, left out or doubled, or cut off. */
function damaged(bytes: Uint8Array, next: (below: number) => number): Uint8Array {
  const all = [...bytes];
  for (let count = 1 + next(4); count > 0 && all.length > 0; count -= 1) {
    const at = next(all.length);
    const kind = next(5);
    if (kind === 0) all[at] = next(256);
    else if (kind === 1) all.splice(at, 1 + next(20));
    else if (kind === 2) all.splice(at, 0, ...all.slice(at, at + 1 + next(40)));
    else if (kind === 3) all[at] = [0x3d, 0x0a, 0x22, 0x3c, 0x5b, 0x00, 0xff][next(7)] as number;
    else all.length = at;
  }
  return Uint8Array.from(all);
}

/** A camera behind no wire, whose answers are damaged once it is open. */
function playing(next: (below: number) => number): Transport & {
  answers: Recorded<never>["asked"];
  isOpen: boolean;
} {
  const replyTo = (request: ClientRequest): ClientReply => {
    const known: Recorded<never>["asked"] = state.isOpen ? state.answers : {};
    const answer = known[`${request.method} ${targetOf(request)}`] ?? introductions[targetOf(request)];
    if (answer === undefined) return { status: 404, headers: {}, body: new Uint8Array() };
    const bytes = typeof answer === "string" ? new TextEncoder().encode(answer) : answer;
    return { status: 200, headers: {}, body: state.isOpen ? damaged(bytes, next) : bytes };
  };
  const state = {
    answers: {},
    isOpen: false,
    send: async (request: ClientRequest) => replyTo(request),
    open: async (request: ClientRequest) => {
      const { body, ...reply } = replyTo(request);
      return {
        ...reply,
        body: (async function* () {
          yield body;
        })(),
      };
    },
    pour: async (_request: ClientRequest, body: AsyncIterable<Uint8Array>) => {
      for await (const _ of body) return;
    },
  } satisfies Transport & { answers: Recorded<never>["asked"]; isOpen: boolean };
  return state;
}

async function everyCall<C extends SercommCamera | InstarCamera>(
  scheme: "sercomm" | "instar",
  calls: Readonly<Record<string, Recorded<C>>>,
): Promise<void> {
  const next = numbers(20_15);
  const transport = playing(next);
  const camera = (await openCamera(`${scheme}://camera`, { transport })) as C;
  transport.isOpen = true;
  const seen = { values: 0, failures: 0 };
  for (const [name, { run, asked }] of Object.entries(calls)) {
    transport.answers = asked;
    for (let round = 0; round < rounds; round += 1) {
      try {
        await run(camera);
        seen.values += 1;
      } catch (error) {
        assert.ok(error instanceof CameraError, `${name} throws ${error}`);
        seen.failures += 1;
      }
    }
  }
  assert.ok(seen.values > 100 && seen.failures > 100, JSON.stringify(seen));
}

test("whatever a Sercomm camera answers, a call gives a value or its own error", () =>
  everyCall("sercomm", sercommCalls));

test("whatever an INSTAR camera answers, a call gives a value or its own error", () =>
  everyCall("instar", instarCalls));

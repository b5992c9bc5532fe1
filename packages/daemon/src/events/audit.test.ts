import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type AnyRecord,
  type Caller,
  type CameraEvent,
  defaults,
  events,
  identity,
  logging,
  motionWindow,
  users,
} from "@pinhole/kit/model";
import { auditLine } from "./audit.ts";
import { isShown } from "./kept.ts";

const anna: Caller = { name: "anna", level: "admin", privileges: new Set(), address: "10.0.0.7" };
const before = (group: Parameters<typeof defaults>[0]): readonly AnyRecord[] => defaults(group);

describe("the audit trail", () => {
  it("says who changed what from what to what, and from where", () => {
    const changes = [
      { group: identity, index: 0, values: { hostName: "Garden", comment: "" } },
      { group: motionWindow, index: 1, values: { area: [1, 2, 3, 4] } },
    ];
    assert.equal(
      auditLine(changes, before, anna),
      'anna at 10.0.0.7 changed identity.hostName from "MyCamera" to "Garden", motionWindow.2.area from [0,0,160,120] to [1,2,3,4]',
    );
  });

  it("names a password and never shows it, nor that it is the old one", () => {
    const changes = [{ group: users, index: 0, values: { adminPassword: "the-secret", adminName: "boss" } }];
    const line = auditLine(changes, before, anna) ?? "";
    assert.match(line, /users.adminPassword \(hidden\), users.adminName from "administrator" to "boss"$/);
    assert.doesNotMatch(line, /the-secret/);
  });

  it("is silent about what stays, and bounded", () => {
    assert.equal(
      auditLine([{ group: identity, index: 0, values: { comment: "" } }], before, anna),
      undefined,
    );
    const flags = defaults(events)[0]!.motion;
    const same = { group: events, index: 0, values: { motion: { mail: flags.mail } } };
    assert.equal(auditLine([same], before, anna), undefined);
    const many = Array.from({ length: 4 }, (_, index) => ({
      group: motionWindow,
      index,
      values: { threshold: 1, sensitivity: 1, updateRate: 1 },
    }));
    const line = auditLine(many, before, anna) ?? "";
    assert.match(line, /, 4 more$/);
    const long = [{ group: identity, index: 0, values: { comment: "x".repeat(500) } }];
    assert.ok((auditLine(long, before, anna) ?? "").length < 200);
  });
});

describe("the log", () => {
  const event = (source: CameraEvent["source"], message = "something"): CameraEvent => ({
    ...{ at: 0, severity: 6, source, message },
  });
  it("shows what is not switched off", () => {
    const set = defaults(logging)[0]!;
    const all = [
      event("system"),
      event("time"),
      event("network"),
      event("user"),
      event("delivery", "ftp: alarm 20260529-000001 (motion) delivered"),
      event("delivery", "alarm 20260529-000001 sets off nothing at mail: no mail server is set"),
      event("delivery", "notify: alarm 20260529-000001 (motion) delivered"),
      event("delivery", "message is down: nothing listens; what is for it waits"),
      event("delivery", "upload test succeeded"),
    ];
    const left = (change: Partial<typeof set>) =>
      all.map((each, n) => (isShown(each, { ...set, ...change }) ? n : -1)).filter((n) => n >= 0);
    assert.deepEqual(left({}), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
    assert.deepEqual(left({ logSystem: false }), [3, 4, 5, 6, 7, 8]);
    assert.deepEqual(left({ logUploads: false }), [0, 1, 2, 3, 5, 6, 7]);
    assert.deepEqual(left({ logMails: false }), [0, 1, 2, 3, 4, 6, 7, 8]);
    assert.deepEqual(left({ logMessages: false }), [0, 1, 2, 3, 4, 5, 6, 8]);
    assert.deepEqual(left({ enabled: false }), []);
  });
});

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type AnyRecord,
  type Change,
  defaults,
  type Group,
  h264Channel,
  jpegChannel,
  rtsp,
  userSlot,
  users,
} from "@pinhole/kit/model";
import { clashesOf } from "./clashes.ts";

const change = (group: Group, index: number, values: AnyRecord): Change => ({ group, index, values });
const check = (changes: readonly Change[], stored: readonly Change[] = []) =>
  clashesOf(changes, (group) =>
    defaults(group).map((record, index) =>
      Object.assign(
        { ...record },
        ...stored.filter((one) => one.group === group && one.index === index).map(({ values }) => values),
      ),
    ),
  );

const user = (index: number, name: string): Change => change(userSlot, index, { name, password: "x" });

test("two users can not have one name", () => {
  const [problem] = check([user(3, "administrator")]);
  assert.deepEqual(problem, {
    key: "userSlot.4.name",
    problem: "administrator is the name of another user",
  });
  assert.equal(check([user(0, "anna"), user(1, "anna")]).length, 2);
  const anna = [user(0, "anna")];
  assert.equal(check([change(users, 0, { adminName: "anna" })], anna)[0]?.key, "users.adminName");
  const viewer = change(users, 0, { viewerName: "anna" });
  assert.deepEqual(check([viewer], anna), [], "without a password it is off");
  assert.equal(check([viewer, change(users, 0, { viewerPassword: "y" })], anna)[0]?.key, "users.viewerName");
  assert.equal(
    check([change(users, 0, { viewerPassword: "y" })], [...anna, viewer])[0]?.key,
    "users.viewerPassword",
  );
});

test("names may move, and free slots be many", () => {
  const two = [user(0, "anna"), user(1, "ben")];
  const swapped = [user(0, "ben"), user(1, "anna")];
  assert.deepEqual(check(swapped, two), []);
  assert.deepEqual(check([change(userSlot, 0, { name: "" }), change(userSlot, 1, { name: "" })], two), []);
  assert.deepEqual(check([change(userSlot, 0, { name: "anna" })], two), []);
});

test("what was there before keeps no other change from being stored", () => {
  const both = [user(0, "anna"), user(1, "anna")];
  assert.deepEqual(check([change(users, 0, { loginRequired: false })], both), []);
  assert.deepEqual(check([change(userSlot, 1, { panTilt: true })], both), []);
});

test("two channels can not have one path, nor two streams one multicast address", () => {
  const path = [change(h264Channel, 1, { uri: "live" })];
  assert.equal(check([change(jpegChannel, 0, { uri: "live" })], path)[0]?.key, "jpegChannel.1.uri");
  assert.deepEqual(check([change(jpegChannel, 0, { uri: "live2" })], path), []);
  const clash = change(rtsp, 0, { audioPort: 2242 });
  assert.deepEqual(check([clash]), [], "they are not sent");
  const on = [change(rtsp, 0, { multicast: true, h264Multicast: true, audioMulticast: true })];
  assert.deepEqual(check(on), []);
  assert.deepEqual(check([clash], on), [
    { key: "rtsp.audioPort", problem: "224.2.0.1 port 2242 is where another stream is sent to" },
  ]);
  assert.equal(check(on, [clash]).length, 2);
  assert.deepEqual(check([change(rtsp, 0, { audioPort: 2242, audioAddress: "239.1.1.1" })], on), []);
});

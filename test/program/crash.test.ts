import assert from "node:assert/strict";
import { it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { get } from "./clients.ts";
import { admin, emptyFolder, filesOf, type Program, start, until } from "./program.ts";

const rounds = 5;
const wanted = 1000;

/** One client's two keys, set in one request: they have to change together. */
interface Pair {
  readonly group: string;
  readonly keys: readonly [string, string];
  confirmed: number;
  sent: number;
}

it("a killed camera has kept every set_group that it has confirmed", { timeout: 90_000 }, async () => {
  await using folder = await emptyFolder();
  const pairs: readonly Pair[] = [
    { group: "SYSTEM", keys: ["comment", "ntp_server"], confirmed: 0, sent: 0 },
    { group: "LOG", keys: ["syslog_server", "im_message"], confirmed: 0, sent: 0 },
    { group: "DDNS", keys: ["ddns_account", "ddns_host_name"], confirmed: 0, sent: 0 },
    { group: "HTTP_NOTIFY", keys: ["http_user", "proxy_user"], confirmed: 0, sent: 0 },
  ];
  let state = 11;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  let total = 0;
  for (let round = 0; round < rounds; round++) {
    await using camera = await start(folder, [], round === 0 ? {} : { login: null });
    let made = 0;
    const clients = pairs.map(async (pair) => {
      while (await setNext(camera, pair)) made++;
    });
    const goal = Math.ceil(wanted / rounds) + Math.floor(random() * 20);
    await until(`${goal} confirmed sets`, () => made >= goal, 30);
    await pause(random() * 5);
    await camera.end("SIGKILL");
    await Promise.all(clients);
    total += made;

    await using again = await start(folder, [], { login: null });
    assert.ok(!(await filesOf(folder)).includes("settings.json.new"));
    for (const pair of pairs) {
      const asked = `/adm/get_group.cgi?${pair.keys.map((key) => `group=${pair.group}.${key}`).join("&")}`;
      const { text } = await get(again.base, asked, admin);
      const [first, second] = [...text.matchAll(/=n(\d+)\r\n/g)].map(([, number]) => Number(number));
      assert.equal(first, second, `${pair.group} is whole`);
      const number = first ?? 0;
      // The one that was under way may have reached the disk before its confirmation reached us.
      const fits = number === pair.confirmed || number === pair.sent;
      assert.ok(
        fits,
        `${pair.group}: n${number} where n${pair.confirmed} was confirmed and n${pair.sent} sent`,
      );
      pair.confirmed = number;
    }
    await again.end("SIGKILL");
  }
  assert.ok(total >= wanted, `${total} sets`);
});

/** False when the camera is gone. */
async function setNext(camera: Program, pair: Pair): Promise<boolean> {
  pair.sent = pair.confirmed + 1;
  const [first, second] = pair.keys;
  const query = `group=${pair.group}&${first}=n${pair.sent}&${second}=n${pair.sent}`;
  const got = await get(camera.base, `/adm/set_group.cgi?${query}`, admin).catch(() => undefined);
  if (got === undefined) return false;
  assert.deepEqual([got.status, got.text], [200, "OK"]);
  pair.confirmed = pair.sent;
  return true;
}

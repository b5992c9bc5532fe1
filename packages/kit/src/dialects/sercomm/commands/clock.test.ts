import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeCamera } from "../../../model/fake-camera.ts";
import { documentedDate } from "../fixtures/documented.ts";
import { asking, lines } from "../fixtures/requests.ts";
import { models, sercomm } from "../index.ts";

const at = (iso: string) => Date.parse(iso) / 1000;

function open(iso = "2015-10-13T07:19:57Z") {
  const camera = new FakeCamera(models.RC8230);
  camera.clock = at(iso);
  const shown = () => new Date(camera.clock * 1000).toISOString();
  return { camera, shown, ask: asking(sercomm(models.RC8230), camera) };
}

describe("date.cgi", () => {
  it("answers as documented", async () => {
    assert.equal(await open().ask("/adm/date.cgi?action=get"), lines(...documentedDate));
  });

  it("sets all of the date and time, in the camera's zone", async () => {
    const { ask, shown } = open();
    assert.equal(
      await ask("/adm/date.cgi?action=set&year=2024&month=7&day=04&hour=6&minute=05&second=4"),
      "200 OK",
    );
    assert.equal(shown(), "2024-07-04T05:05:04.000Z");
    assert.match(
      await ask("/adm/date.cgi?action=get"),
      /year=2024\r\nmonth=07\r\nday=04\r\nhour=06\r\nminute=05\r\nsecond=04\r\n$/,
    );
    await ask("/adm/set_group.cgi?group=SYSTEM&daylight_saving=0&time_zone=75");
    assert.equal(await ask("/adm/date.cgi?action=set&hour=0&minute=0&second=0"), "200 OK");
    assert.equal(shown(), "2024-07-04T04:30:00.000Z");
  });

  it("keeps what is not named", async () => {
    const { ask, shown } = open("2015-10-13T07:19:57.250Z");
    assert.equal(await ask("/adm/date.cgi?action=set&year=2016"), "200 OK");
    assert.equal(shown(), "2016-10-13T07:19:57.250Z");
    assert.equal(await ask("/adm/date.cgi?action=set&second=1"), "200 OK");
    assert.equal(shown(), "2016-10-13T07:19:01.000Z");
  });

  it("refuses what is no date and leaves the clock alone", async () => {
    const { ask, shown } = open();
    for (const [query, words] of [
      ["", /^400 action: must be get or set\r\n$/],
      ["?action=drop", /^400 action: must be get or set, not drop/],
      ["?action=set", /^400 date: nothing to set; name any of year, month/],
      ["?action=set&month=13", /^400 month: must be 1 to 12, not 13/],
      ["?action=set&year=1999", /^400 year: must be 2000 to 2099/],
      ["?action=set&hour=24&minute=60&second=60", /^400 hour: .*\r\nminute: .*\r\nsecond: .*\r\n$/],
      ["?action=set&day=", /^400 day: must be 1 to 31/],
      ["?action=set&day=1.5", /^400 day: /],
      ["?action=set&second=0x1", /^400 second: /],
      ["?action=set&year=2023&month=2&day=29", /^400 day: must be 1 to 28 in month 2 of 2023, not 29/],
      ["?action=set&month=4&day=31", /^400 day: must be 1 to 30/],
      ["?action=set&day=1&day=2", /^400 day: is given more than once/],
    ] as const) {
      assert.match(await ask(`/adm/date.cgi${query}`), words, query);
    }
    assert.equal(shown(), "2015-10-13T07:19:57.000Z");
  });

  it("takes the leap day where there is one", async () => {
    const { ask, shown } = open();
    assert.equal(await ask("/adm/date.cgi?action=set&year=2024&month=2&day=29"), "200 OK");
    assert.match(shown(), /^2024-02-29/);
  });
});

describe("log.cgi", () => {
  it("prints the newest first, in the camera's own time", async () => {
    const { ask, camera } = open();
    camera.events = [
      { at: at("2015-10-13T06:12:33Z"), source: "network", severity: 6, message: "Wireless activated." },
      { at: at("2015-01-13T06:11:28.900Z"), source: "settings", severity: 5, message: "a\r\nb" },
    ];
    assert.equal(
      await ask("/adm/log.cgi"),
      lines("2015-10-13 07:12:33 Network: Wireless activated.", "2015-01-13 06:11:28 CONFIG: a  b"),
    );
  });

  it("is empty when nothing happened, and bounded", async () => {
    const { ask, camera } = open();
    assert.equal(await ask("/adm/log.cgi"), "200 ");
    camera.events = Array.from(
      { length: 600 },
      () => ({ at: 0, source: "video", severity: 6, message: "x" }) as const,
    );
    assert.equal((await ask("/adm/log.cgi")).split("\r\n").length, 501);
  });
});

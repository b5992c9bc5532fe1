import assert from "node:assert/strict";
import { test } from "node:test";
import { alarmClips, alarmMails, alarmPictures, defaults, events } from "@pinhole/kit/model";
import { uploadRules } from "./upload-rules.ts";

const settings = {
  clips: { ...defaults(alarmClips)[0]!, enabled: true, restSeconds: 60 },
  pictures: { ...defaults(alarmPictures)[0]!, enabled: true, restSeconds: 15, count: 10 },
  mails: { ...defaults(alarmMails)[0]!, count: 0 },
  events: { ...defaults(events)[0]!, preSeconds: 3, postSeconds: 12, stream: 2 },
  when: "always",
} as const;

test("clips and pictures of alarms are rules that rest by name", () => {
  const [clip, series, ...others] = uploadRules(settings);
  assert.deepEqual(clip, {
    name: "alarmClips",
    kind: "motion",
    when: "always",
    actions: ["ftp"],
    restSeconds: 60,
    attachment: { format: "mp4", stream: 2, preSeconds: 3, postSeconds: 12, pictureRate: 1 },
  });
  assert.equal(series?.restSeconds, 15);
  assert.equal(series?.attachment.postSeconds, 9);
  assert.deepEqual([...new Set(others.map(({ kind }) => kind))], ["audio", "input", "pir", "http"]);
});

test("mails of alarms are rules beside them", () => {
  const rules = uploadRules({ ...settings, mails: { enabled: true, restSeconds: 7, count: 4 } });
  const mails = rules.filter(({ name }) => name === "alarmMails");
  assert.deepEqual([mails.length, mails[0]?.actions, mails[0]?.restSeconds], [5, ["mail"], 7]);
  assert.equal(mails[0]?.attachment.postSeconds, 3);
});

test("what is off is no rule", () => {
  const clips = { ...settings.clips, enabled: false };
  assert.ok(uploadRules({ ...settings, clips }).every(({ name }) => name === "alarmPictures"));
  const pictures = { ...settings.pictures, enabled: false };
  assert.deepEqual(uploadRules({ ...settings, clips, pictures }), []);
});

import { bool, int } from "../field.ts";
import { group } from "../group.ts";
import { fileName, weekTimes } from "./shapes.ts";

const rest = (value: number, doc: string) => int({ default: value, min: 0, max: 3600, doc });

const naming = {
  fixedName: bool({
    default: false,
    doc: "Gives every picture the same name, so that the server always has the newest one only.",
  }),
  prefixed: bool({ default: false, doc: "Begins the names with the one below, where they tell the time." }),
  name: fileName({
    default: "snapshot",
    doc: "The fixed name, or what names that tell the time begin with.",
  }),
};

export const alarmClips = group("alarmClips", "Clips of alarms that are uploaded to the FTP server.", {
  enabled: bool({ default: false, doc: "Uploads a clip of every alarm." }),
  restSeconds: rest(0, "Rest after a clip in seconds, in which alarms have none; 0 is no rest."),
});

export const alarmPictures = group(
  "alarmPictures",
  "Pictures of alarms that are uploaded to the FTP server.",
  {
    enabled: bool({ default: false, doc: "Uploads pictures of every alarm, one a second." }),
    restSeconds: rest(15, "Rest after the pictures in seconds, in which alarms have none; 0 is no rest."),
    count: int({ default: 5, min: 1, max: 10, doc: "Pictures of each alarm." }),
  },
);

export const alarmMails = group("alarmMails", "Mails of alarms, beside those that events set off.", {
  enabled: bool({ default: false, doc: "Mails every alarm." }),
  restSeconds: rest(60, "Rest after a mail in seconds, in which alarms have none; 0 is no rest."),
  count: int({ default: 1, min: 0, max: 10, doc: "Pictures that go with each mail, one a second." }),
});

export const timedPictures = group("timedPictures", "A picture every so often, uploaded to the FTP server.", {
  enabled: bool({ default: false, doc: "Uploads the pictures." }),
  intervalSeconds: int({
    default: 820,
    min: 1,
    max: 3600,
    doc: "Seconds from one picture to the next, counted from midnight UTC.",
  }),
  ...naming,
});

export const scheduledPictures = group(
  "scheduledPictures",
  "Pictures at fixed times of the week, uploaded to the FTP server.",
  {
    enabled: bool({ default: false, doc: "Uploads the pictures." }),
    ...naming,
    times: weekTimes({
      default: "0-1",
      doc: "When, in the camera's own time: 36000-3;79200-127 is 10:00 on Monday and Tuesday, and 22:00 daily.",
    }),
  },
);

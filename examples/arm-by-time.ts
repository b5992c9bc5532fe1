// Armed from one time of day to another, disarmed else: arm-by-time.ts 22:00 06:30
// Run it every minute (cron, systemd), or let the camera do it: see `events.schedule`.
import { openCamera } from "@pinhole/client";

const [from = "22:00", to = "06:30"] = process.argv.slice(2);

const minutes = (text: string): number => {
  const [, hours, rest] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  if (hours === undefined) throw new RangeError(`"${text}" must be a time of day such as 22:00`);
  return Number(hours) * 60 + Number(rest);
};

const camera = await openCamera(process.env.CAMERA ?? "");
const now = minutes(new Date().toTimeString().slice(0, 5));
const [begin, end] = [minutes(from), minutes(to)];
const isTime = begin <= end ? now >= begin && now < end : now >= begin || now < end;

if ((await camera.isArmed()) === isTime) console.log(`stays ${isTime ? "armed" : "disarmed"}`);
else {
  await camera.arm(isTime);
  console.log(`is now ${isTime ? "armed" : "disarmed"}`);
}

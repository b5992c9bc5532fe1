// Has a camera tell this program of its alarms, and prints them: notifications.ts OWN-ADDRESS COUNT
import { openCamera, openReceiver } from "@pinhole/client";

const [own = "127.0.0.1", count = "1"] = process.argv.slice(2);
const camera = await openCamera(process.env.CAMERA ?? "");
await using receiver = await openReceiver({ host: own });

if (camera.dialect === "sercomm") {
  const url = `http://${own}:${receiver.port}/`;
  await camera.set("notify", { enabled: true, method: "GET", url, details: true });
  await camera.set("events", { http: { notify: true }, motion: { notify: true } });
  // A web request sets off an alarm too, so that it can be tried.
  await camera.set("httpEvent", { triggerEnabled: true });
} else {
  await camera.set("alarmServer", 1, { enabled: true, host: own, port: receiver.port });
}
await camera.arm(true);
await camera.trigger();

let left = Number(count);
for await (const { at, from, what } of receiver) {
  console.log(`${at.toISOString()} ${from}: ${what}`);
  left -= 1;
  if (left === 0) break;
}

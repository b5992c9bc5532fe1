// How two Sercomm cameras are set otherwise: config-diff.ts ADDRESS ADDRESS
import { openCamera, type SercommCamera } from "@pinhole/client";

const open = async (address = ""): Promise<SercommCamera> => {
  const camera = await openCamera(address, { dialect: "sercomm" });
  if (camera.dialect === "sercomm") return camera;
  throw new Error("not a Sercomm camera");
};

const [one, other] = await Promise.all(process.argv.slice(2, 4).map(open));
if (one === undefined || other === undefined) throw new Error("it takes two addresses");
const [first, second] = [await one.configuration(), await other.configuration()];

for (const [group, texts] of Object.entries(first.groups)) {
  for (const [key, text] of Object.entries(texts)) {
    const there = second.groups[group]?.[key];
    // What passwords are sealed with differs from camera to camera.
    if (text !== there && !/pass|user/i.test(key))
      console.log(`${group}.${key}: ${text} | ${there ?? "absent"}`);
  }
}

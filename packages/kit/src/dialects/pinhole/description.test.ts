import assert from "node:assert/strict";
import { it } from "node:test";
import { textOf } from "../../formats/xml/index.ts";
import { FakeCamera } from "../../model/fake-camera.ts";
import { upnp } from "../../model/index.ts";
import { models } from "../sercomm/index.ts";
import { descriptionPath, pinhole } from "./index.ts";

const nobody = { name: "", level: "public", privileges: new Set<never>() } as const;
const request = {
  method: "GET",
  path: descriptionPath,
  query: "",
  headers: {},
  body: new Uint8Array(0),
  caller: nobody,
};

it("a camera describes itself to anybody while UPnP is on, and only then", async () => {
  const camera = new FakeCamera(models.RC8230);
  assert.equal(pinhole.level(descriptionPath), "public");
  assert.deepEqual(await status(), 404);
  await camera.set([{ group: upnp, index: 0, values: { enabled: true } }], nobody);
  const answer = await pinhole.serve(request, camera);
  assert.ok("body" in answer && typeof answer.body === "string");
  assert.equal(textOf(answer.body, "UDN"), "uuid:70696e68-6f6c-5e00-8000-000e8f92fff7");
  assert.equal(textOf(answer.body, "modelName"), "RC8230");
  assert.equal(textOf(answer.body, "presentationURL"), "/");

  async function status(): Promise<number | undefined> {
    const refused = await pinhole.serve(request, camera);
    return "status" in refused ? refused.status : undefined;
  }
});

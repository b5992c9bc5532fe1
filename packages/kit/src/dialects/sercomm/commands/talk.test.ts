import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeCamera } from "../../../model/fake-camera.ts";
import type { Caller } from "../../../model/index.ts";
import { admin, asking, request, viewer } from "../fixtures/requests.ts";
import { models, sercomm } from "../index.ts";

const paths = ["/img/g711a.cgi", "/img/g711u.cgi", "/img/g726.cgi"] as const;

async function open(model: keyof typeof models = "RC8221", type = 0) {
  const camera = new FakeCamera(models[model]);
  const dialect = sercomm(models[model]);
  const ask = asking(dialect, camera);
  const set = (query: string) => ask(`/adm/set_group.cgi?group=AUDIO&${query}`);
  if (model === "RC8221") assert.equal(await set(`audio_out=1&out_audio_type=${type}`), "200 OK");
  const talk = (target: string, caller: Caller = admin) => ask(request(target, { method: "POST", caller }));
  return { camera, dialect, ask, set, talk };
}

describe("talking", () => {
  for (const [type, path] of paths.entries()) {
    it(`is taken at ${path} while AUDIO.out_audio_type=${type}, elsewhere the right path is named`, async () => {
      const { talk } = await open("RC8221", type);
      for (const other of paths) {
        const answer = await talk(other);
        if (other === path) assert.match(answer, /^\{"talk":\{"codec":"(pcm_alaw|pcm_mulaw|adpcm_g726)"/);
        else
          assert.match(
            answer,
            new RegExp(`^415 .*send it to ${path}, or set AUDIO\\.out_audio_type=\\d\r\n$`),
          );
      }
    });
  }

  it("knows both rates of G.726", async () => {
    const { talk } = await open("RC8221", 2);
    const answer = (bits: number) => JSON.stringify({ talk: { codec: "adpcm_g726", bits } });
    assert.equal(await talk("/img/g726.cgi"), answer(4));
    assert.equal(await talk("/img/g726.cgi?bitrate=32"), answer(4));
    assert.equal(await talk("/img/g726.cgi?bitrate=16"), answer(2));
    for (const text of ["", "24", "16.0", "%0d%0aX:1"]) {
      assert.match(
        await talk(`/img/g726.cgi?bitrate=${text}`),
        /^400 bitrate: must be one of 16, 32, not [^\r]*\r\n$/,
      );
    }
  });

  it("needs the privilege, which other privileges do not replace", async () => {
    const { talk } = await open();
    assert.match(await talk(paths[0], viewer("audioOut")), /"talk"/);
    const caller: Caller = { ...viewer(), level: "operator" };
    assert.match(await talk(paths[0], caller), /"talk"/);
    for (const other of [viewer(), viewer("audioIn", "panTilt", "io")]) {
      for (const path of paths) assert.match(await talk(path, other), /^403 .*USER\.audio_out_ctrl/);
    }
  });

  it("needs the speaker to be on, and a model that has one; privacy does not matter", async () => {
    const { talk, set, camera } = await open();
    await camera.setPrivacy(true);
    assert.match(await talk(paths[0]), /"talk"/);
    assert.equal(await set("audio_out=0"), "200 OK");
    assert.match(await talk(paths[0]), /^403 .*AUDIO\.audio_out=1/);
    for (const model of ["RC8230", "OC821D"] as const) {
      const { talk: inVain } = await open(model);
      for (const path of paths) assert.equal(await inVain(path), `404 the ${model} has no speaker\r\n`);
    }
  });

  it("is a POST that changes the camera and whose body nobody reads ahead", async () => {
    const { ask, dialect } = await open();
    for (const path of paths) {
      assert.match(await ask(path), /^405 .*POST/);
      assert.equal(dialect.level(path), "viewer");
      assert.ok(dialect.changesState("POST", path, ""));
      assert.ok(dialect.takesSound?.(path));
    }
    assert.ok(!dialect.takesSound?.("/adm/set_group.cgi"));
    assert.ok(!dialect.takesSound?.("/img/g711.cgi"));
  });
});

import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { describe, it } from "node:test";
import { CameraError } from "@pinhole/kit/model";
import { jpeg, openFolder } from "../fixtures/clips.ts";
import { watch } from "../fixtures/watch.ts";
import { unixNow } from "../pace.ts";
import { images } from "./index.ts";

const grey = (luma: number) => jpeg([luma, 128, 128]);

describe("a folder of pictures", { concurrency: true }, () => {
  it("is accepted with a slash or when it is there, and checked", async () => {
    using folder = openFolder();
    assert.equal(await images.accepts(folder.path), true);
    assert.equal(await images.accepts(folder.file("x.jpg", "x")), false);
    using empty = openFolder();
    empty.file("notes.txt", "x");
    await assert.rejects(images.check(empty.path), (error: unknown) => {
      return (
        error instanceof CameraError &&
        error.code === "source-missing" &&
        /put JPEG or PNG/.test(error.message)
      );
    });
    const path = folder.file("x.jpg");
    await assert.rejects(images.check(path), (error: unknown) => {
      return (
        error instanceof CameraError && error.code === "source-damaged" && /not a folder/.test(error.message)
      );
    });
  });

  it("is shown in the order of its names, numbers by their value, one a second", async () => {
    using folder = openFolder();
    for (const [name, luma] of [
      ["shot 10.jpg", 200],
      ["shot 2.JPG", 120],
      ["shot 1.jpeg", 40],
    ] as const)
      folder.file(name, grey(luma));
    folder.file("readme.txt", "no picture");
    await using source = watch(images, folder.path, { frameRate: () => 10 });
    const shown = await source.pictures(35);
    const order: string[] = [];
    for (const { width, at } of shown) order.push(`${width} ${Math.floor(at - shown[0]!.at + 0.01)}`);
    const perSecond = Map.groupBy(order, (one) => one);
    for (const [second, pictures] of [...perSecond].slice(0, 3))
      assert.ok(pictures.length >= 8 && pictures.length <= 11, `${second}: ${pictures.length}`);
  });

  it("skips what can not be read, and fails when nothing can", async () => {
    using folder = openFolder();
    folder.file("1.jpg", "no JPEG at all");
    folder.file("2.jpg", new Uint8Array());
    folder.file("3.jpg", grey(100).subarray(0, 100));
    folder.file("4.jpg", grey(100));
    await using source = watch(images, folder.path);
    await source.pictures(5, 2000);
    using broken = openFolder();
    for (const name of ["1.jpg", "2.png", "3.gif"]) broken.file(name, "no picture");
    await using failing = watch(images, broken.path);
    const error = await failing.failure();
    assert.equal(error?.code, "source-damaged");
  });

  it("takes names that mean something to a program", async () => {
    using folder = openFolder();
    for (const name of ["%d.jpg", "a*?.jpg", "x:y.jpg", "-i.jpg", "übung #1.jpg", "{1,2}.jpg"])
      folder.file(name, grey(100));
    const began = unixNow();
    for (let turn = 0; turn < 6; turn++) {
      await using source = watch(images, folder.path, { epoch: began - turn - 0.05 });
      await source.pictures(1, 900);
    }
  });

  it("that is taken away while it is shown fails in words", async () => {
    using folder = openFolder();
    folder.file("1.jpg", grey(100));
    await using source = watch(images, folder.path);
    await source.pictures(2);
    rmSync(folder.path, { recursive: true });
    const error = await source.failure();
    assert.equal(error?.code, "source-missing");
    assert.match(error.message, /no folder .*; check the path/);
  });
});

import assert from "node:assert/strict";
import { it, suite } from "node:test";
import type { RunProgram } from "../../programs/run-program.ts";
import { type GpioLine, parseGpio } from "./lines.ts";
import { findGpioTools, readLine } from "./tools.ts";

const line: GpioLine = { name: "in1", chip: "gpiochip0", offset: 17, activeLow: true, bias: "pull-up" };

function answering(version: string, value = "1\n"): { readonly run: RunProgram; readonly calls: string[] } {
  const calls: string[] = [];
  const run: RunProgram = async ({ command }, args) => {
    calls.push([command, ...args].join(" "));
    const detected = args.length > 0 ? `gpiodetect (libgpiod) ${version}\n` : "gpiochip0 [pins] (54 lines)\n";
    return { status: 0, stdout: command === "gpiodetect" ? detected : value, stderr: "" };
  };
  return { run, calls };
}

suite("lines of GPIO chips", () => {
  it("are written as names, chips and lines", () => {
    assert.deepEqual(parseGpio("in1=gpiochip0:17:low:pull-up,ir-leds=gpiochip1:27"), [
      line,
      { name: "ir-leds", chip: "gpiochip1", offset: 27, activeLow: false },
    ]);
    for (const wrong of [
      ...[
        "",
        "in1",
        "in1=17",
        "in1=gpiochip0",
        "in1=gpiochip0:x",
        "in1=/dev/gpiochip0:1",
        "in1=gpiochip0:1:",
      ],
      ...["in1=gpiochip0:1:high", "in1=gpiochip0:1:low:low", "out1=gpiochip0:1:pull-up", "in1=gpiochip0:1,"],
      ...["in9=gpiochip0:1", "in1=gpiochip0:1,in2=gpiochip0:1", "in1=gpiochip0:1:pull-up:pull-down"],
    ]) {
      assert.equal(typeof parseGpio(wrong), "string", wrong);
    }
  });

  it("are asked for as each version of libgpiod has it", async () => {
    const first = await findGpioTools([line], answering("v1.6.3").run);
    assert.deepEqual(
      [first.get(line), first.watch(line), first.hold({ ...line, activeLow: false }, true)].map((args) =>
        args.join(" "),
      ),
      [
        "--active-low --bias=pull-up gpiochip0 17",
        "--line-buffered --format=%e --active-low --bias=pull-up gpiochip0 17",
        "--mode=signal --bias=pull-up gpiochip0 17=1",
      ],
    );
    const second = await findGpioTools([line], answering("v2.2.1").run);
    assert.deepEqual(
      [second.get(line), second.watch(line), second.hold(line, false)].map((args) => args.join(" ")),
      [
        "--numeric --active-low --bias=pull-up --chip=gpiochip0 17",
        "--format=%e --active-low --bias=pull-up --chip=gpiochip0 17",
        "--active-low --bias=pull-up --chip=gpiochip0 17=0",
      ],
    );
    await assert.rejects(findGpioTools([line], answering("v3.0").run), /libgpiod 1 or 2 is needed/);
  });

  it("are read, and what is no value is refused", async () => {
    const tools = await findGpioTools([line], answering("v1.6.3").run);
    assert.equal(await readLine(tools, line, answering("", "0\n").run), false);
    assert.equal(await readLine(tools, line, answering("", "1\n").run), true);
    await assert.rejects(readLine(tools, line, answering("", "\n").run), /neither 0 nor 1/);
  });
});

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { type GpiodVersion, writeGpioPrograms } from "./gpio-programs.ts";
import { command, emptyFolder, open, start, until } from "./program.ts";

const lines = "in1=gpiochip0:4:pull-up,in2=gpiochip0:5,pir=gpiochip0:6,privacy=gpiochip0:7:low";
const outputs =
  "out1=gpiochip0:20,out2=gpiochip0:21:low,ir-leds=gpiochip0:22,ir-cut=gpiochip0:23,led=gpiochip0:24";

for (const version of [1, 2] as readonly GpiodVersion[]) {
  describe(`a camera on lines of GPIO chips, by libgpiod ${version}`, () => {
    it("hears its inputs, and switches its outputs and lamps", async () => {
      await using folder = await emptyFolder();
      const bench = join(folder.path, "bench");
      const { within, edge, held } = await writeGpioPrograms(bench, version);
      // Closed at the start already, which is no event.
      await writeFile(join(bench, "level.5"), "1\n");
      const flags = ["--model", "RC8221", "--gpio", `${lines},${outputs}`];
      await using camera = await start(folder, flags, { within });
      const holds = async (what: string, lines: Readonly<Record<string, string>>): Promise<void> => {
        await until(what, async () => sameLines(await held(), lines)).catch(() => {});
        assert.deepEqual(await held(), lines, what);
      };
      const pins = async (): Promise<string> => (await camera.get("/io/query_pc.cgi")).text;
      await until("the input that is on", async () => (await pins()).includes("input_2=high"));
      await camera.set(
        "group=IO&in1_trigger=1&out1_action=0&out2_action=0&group=EVENT&event_trigger=1&event_in1=email:1",
      );
      assert.doesNotMatch((await camera.get("/pinhole/alarms")).text, /input/);
      await edge(4, true);
      await until("the first input", async () => (await pins()).includes("input_1=high"));
      await until("its alarm", async () => (await camera.get("/pinhole/alarms")).text.includes("input 1"));
      await edge(4, false);
      await until("its end", async () => (await pins()).includes("input_1=low"));
      assert.match(camera.written.stderr, /input1 is on\n[\s\S]*input1 is off\n/);

      await holds("outputs as they rest", { "20": "1", "21": "1", "22": "0", "23": "0", "24": "1" });
      await camera.get("/io/control_pc.cgi?output_1=low&dn_mode=night");
      await holds("what was switched", { "20": "0", "21": "1", "22": "1", "23": "1", "24": "1" });
      await camera.set("group=SYSTEM&led_mode=0");
      for (let n = 0; n < 40; n++) await camera.get(`/io/control_pc.cgi?output_2=${n % 2 ? "high" : "low"}`);
      await holds("the newest of many", { "20": "0", "21": "1", "22": "1", "23": "1", "24": "0" });

      assert.equal((await camera.get("/img/snapshot.cgi")).status, 200);
      await edge(7, true);
      await until("privacy", async () => (await camera.get("/img/snapshot.cgi")).status !== 200);
      await edge(7, false);
      await until("the button is let go of", () => camera.written.stderr.includes("privacy button let go"));
      await edge(7, true);
      await until("its end", async () => (await camera.get("/img/snapshot.cgi")).status === 200);

      const { status } = await camera.end("SIGTERM");
      assert.deepEqual([status, await held()], [0, {}], "no program is left behind");
    });

    it("leaves no program behind that holds a line when it is killed", async () => {
      await using folder = await emptyFolder();
      const { within, held } = await writeGpioPrograms(join(folder.path, "bench"), version);
      await using camera = await start(folder, ["--gpio", "out1=gpiochip0:20"], { within });
      await until("the output", async () => (await held())["20"] === "1");
      await camera.end("SIGKILL");
      await until("the line is free", async () => sameLines(await held(), {}));
    });
  });
}

describe("GPIO that is not there", () => {
  const refused = async (gpio: string, without?: "gpiodetect" | "gpioset"): Promise<string> => {
    await using folder = await emptyFolder();
    const bench = join(folder.path, "bench");
    const { within } = await writeGpioPrograms(bench, 2, without === undefined ? [] : [without]);
    // Only the folder with the fakes, so that programs which are installed are not found.
    const [env] = within;
    const place = ["--http", "0", "--rtsp", "0", "--https", "off", "--rtsps", "off", "--state", folder.path];
    const started = open([env!, `PATH=${bench}`, ...command, "serve", "--gpio", gpio, ...place]);
    assert.notEqual(await started.end(20_000), 0);
    return started.written.stderr;
  };

  it("is told at the start", async () => {
    assert.match(await refused("in1=gpiochip3:1"), /in1: there is no gpiochip3.*gpiodetect/);
    assert.match(await refused("out1=gpiochip0:32"), /out1: gpiochip0 has lines 0 to 31, not 32/);
  });

  it("is told with the sentence that says what would be right", async () => {
    assert.match(await refused("in3=gpiochip0:1"), /knows in1, in2, .*not in3/);
    assert.match(await refused("in1=gpiochip0:1,in1=gpiochip0:2"), /names in1 twice/);
    assert.match(await refused("in1=gpiochip0:1,in2=gpiochip0:1"), /uses line 1 of gpiochip0 twice/);
  });
});

function sameLines(
  held: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
): boolean {
  return JSON.stringify(Object.entries(held).sort()) === JSON.stringify(Object.entries(wanted).sort());
}

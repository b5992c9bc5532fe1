import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it, mock } from "node:test";
import { type Caller, defaults, outputPin, type Pins } from "@pinhole/kit/model";
import { openPins, type PinBoard } from "./pins.ts";

const anna: Caller = { name: "anna", level: "operator", privileges: new Set() };

describe("the pins", () => {
  let outs = defaults(outputPin);
  let log: string[];
  let board: PinBoard;

  beforeEach(() => {
    mock.timers.enable({ apis: ["setTimeout"] });
    outs = defaults(outputPin);
    log = [];
  });
  afterEach(() => {
    board[Symbol.dispose]();
    mock.timers.reset();
  });
  const open = (): void => {
    board = openPins({ outputs: () => outs, log: ({ message }) => log.push(message), changed: () => {} });
  };
  const read = (night = false): Pins =>
    board.read({ privacy: false, night, position: [1, 2] }, { isPressed: (part) => part === "input2" });

  it("begin at the level that is set, and fall back after a pulse", () => {
    outs = [
      { ...outs[0]!, initialLevel: "low", pulseSeconds: 3 },
      { ...outs[1]!, action: "static" },
    ];
    open();
    assert.deepEqual(board.outputs, [false, true]);
    board.set({ outputs: [true, false] }, anna);
    assert.deepEqual(log, ["anna switched output 1 to high, output 2 to low"]);
    mock.timers.tick(2000);
    board.set({ outputs: [true, false] }, anna);
    assert.deepEqual(board.outputs, [true, false], "nothing has changed, so nothing begins anew");
    mock.timers.tick(1000);
    assert.deepEqual(board.outputs, [false, false], "static stays");
    assert.equal(log.at(-1), "output 1 is low again");
  });

  it("end a pulse when they are switched back", () => {
    open();
    board.set({ outputs: [false, true] }, anna);
    board.set({ outputs: [true, true] }, anna);
    mock.timers.tick(60_000);
    assert.deepEqual(board.outputs, [true, true]);
    assert.equal(log.length, 2);
  });

  it("let lamps and filter be switched until they follow day and night again", () => {
    open();
    board.set({ irCutOpen: true, irLeds: false, whiteLeds: true }, anna);
    assert.deepEqual(read(), {
      ...{ privacyButton: false, pir: false, night: false, position: [1, 2], inputs: [false, true] },
      ...{ irCutOpen: true, irLeds: false, whiteLeds: true, outputs: [true, true] },
    });
    board.set({ night: true, irCutOpen: true, irLeds: false }, anna);
    assert.deepEqual([read(true).irCutOpen, read(true).irLeds], [true, false], "a lamp of its own stays");
    board.set({ night: false, irCutOpen: false, irLeds: false }, anna);
    assert.deepEqual([read(true).irCutOpen, read(true).irLeds, read().whiteLeds], [true, true, true]);
    assert.equal(log.at(-1), "anna switched to day");
  });
});

import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it, mock } from "node:test";
import { type Caller, defaults, inputPin, outputPin } from "@pinhole/kit/model";
import { openPins, type PinBoard } from "./pins.ts";

const anna: Caller = { name: "anna", level: "operator", privileges: new Set() };

describe("the pins", () => {
  let ins = defaults(inputPin);
  let outs = defaults(outputPin);
  let log: string[];
  let board: PinBoard;

  beforeEach(() => {
    mock.timers.enable({ apis: ["setTimeout"] });
    ins = defaults(inputPin);
    outs = defaults(outputPin);
    log = [];
  });
  afterEach(() => {
    board[Symbol.dispose]();
    mock.timers.reset();
  });
  const open = (): void => {
    board = openPins({ inputs: () => ins, outputs: () => outs, log: ({ message }) => log.push(message) });
  };

  it("begin at the level that is set, and fall back after a pulse", () => {
    outs = [
      { ...outs[0]!, initialLevel: "low", pulseSeconds: 3 },
      { ...outs[1]!, action: "static" },
    ];
    open();
    assert.deepEqual(board.state.outputs, [false, true]);
    board.set({ outputs: [true, false] }, anna);
    assert.deepEqual(log, ["anna switched output 1 to high, output 2 to low"]);
    mock.timers.tick(2000);
    board.set({ outputs: [true, false] }, anna);
    assert.deepEqual(board.state.outputs, [true, false], "nothing has changed, so nothing begins anew");
    mock.timers.tick(1000);
    assert.deepEqual(board.state.outputs, [false, false], "static stays");
    assert.equal(log.at(-1), "output 1 is low again");
  });

  it("end a pulse when they are switched back", () => {
    open();
    board.set({ outputs: [false, true] }, anna);
    board.set({ outputs: [true, true] }, anna);
    mock.timers.tick(60_000);
    assert.deepEqual(board.state.outputs, [true, true]);
    assert.equal(log.length, 2);
  });

  it("tell of an input that comes to its level", () => {
    ins = [{ ...ins[0]!, activeLevel: "high" }, ins[1]!];
    open();
    const told: number[] = [];
    const end = board.onInput((input) => told.push(input));
    board.set({ inputs: [true, true] }, anna);
    board.set({ inputs: [true, false] }, anna);
    board.set({ inputs: [false, false] }, anna);
    assert.deepEqual(told, [1, 2]);
    end();
    board.set({ inputs: [true, false] }, anna);
    assert.deepEqual(told, [1, 2]);
    assert.deepEqual(board.state.inputs, [true, false]);
  });

  it("let lamps and filter be switched until they follow day and night again", () => {
    open();
    board.set({ irCutOpen: true, irLeds: false, whiteLeds: true }, anna);
    assert.deepEqual([board.state.irCutOpen, board.state.irLeds, board.state.whiteLeds], [true, false, true]);
    board.follow();
    assert.deepEqual(
      [board.state.irCutOpen, board.state.irLeds, board.state.whiteLeds],
      [undefined, undefined, true],
    );
    assert.deepEqual(log, ["anna switched infrared filter to open, infrared lamps off, white lamps on"]);
  });
});

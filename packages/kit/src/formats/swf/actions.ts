/** A constant of the movie, or one of the few values that AVM1 can push as they are. */
export type Operand = string | number | null;

/** One AVM1 instruction; `push` puts its operands on the stack from left to right. */
export type Action = { readonly push: readonly Operand[] } | keyof typeof codes;

// SWF file format specification 19, chapter 5.
const codes = {
  end: 0x00,
  pop: 0x17,
  getVariable: 0x1c,
  setVariable: 0x1d,
  newObject: 0x40,
  setMember: 0x4f,
  callMethod: 0x52,
} as const;
const constantPool = 0x88;
const push = 0x96;
const pushed = { null: 2, double: 6, integer: 7, constant: 8 } as const;

const most = 256;

/** AVM1 bytecode with its constant pool in front and its end mark; at most 256 different strings. */
export function encodeActions(actions: readonly Action[]): Uint8Array<ArrayBuffer> {
  const operands = actions.flatMap((action) => (typeof action === "string" ? [] : action.push));
  const pool = [...new Set(operands.filter((operand) => typeof operand === "string"))];
  if (pool.length > most) throw new TypeError(`${pool.length} different strings, at most ${most} fit`);
  const text = new TextEncoder();
  const strings = pool.flatMap((value) => {
    if (value.includes("\0")) throw new TypeError("a string holds a zero byte");
    return [...text.encode(value), 0];
  });
  return Uint8Array.from([
    ...record(constantPool, [...word(pool.length), ...strings]),
    ...actions.flatMap((action) => {
      if (typeof action === "string") return [codes[action]];
      return record(
        push,
        action.push.flatMap((operand) => encodeOperand(operand, pool)),
      );
    }),
    codes.end,
  ]);
}

/** Actions that leave the result of `object.name(...args)` on the stack. */
export function callMethod(
  object: string,
  name: string,
  args: readonly (string | number | null)[],
): Action[] {
  return [
    { push: [...args.toReversed(), args.length, object] },
    "getVariable",
    { push: [name] },
    "callMethod",
  ];
}

function encodeOperand(operand: Operand, pool: readonly string[]): number[] {
  if (operand === null) return [pushed.null];
  if (typeof operand === "string") return [pushed.constant, pool.indexOf(operand)];
  const bytes = new DataView(new ArrayBuffer(8));
  if (Number.isInteger(operand)) {
    bytes.setInt32(0, operand, true);
    return [pushed.integer, ...new Uint8Array(bytes.buffer, 0, 4)];
  }
  // The high half of a double stands first, each half with its low byte first.
  bytes.setFloat64(0, operand, true);
  return [pushed.double, ...new Uint8Array(bytes.buffer, 4, 4), ...new Uint8Array(bytes.buffer, 0, 4)];
}

function record(code: number, body: readonly number[]): number[] {
  return [code, ...word(body.length), ...body];
}

function word(value: number): [number, number] {
  if (value > 0xffff) throw new TypeError(`an action of ${value} bytes, at most 65535 fit`);
  return [value & 0xff, value >> 8];
}

/** `value` in `count` bytes, the lowest first. */
export function little(value: number, count: 1 | 2 | 4 | 8): number[] {
  return Array.from({ length: count }, (_, n) => Math.floor(value / 2 ** (8 * n)) % 256);
}

/** A GUID as ASF stores it: the first three groups with their lowest byte first. */
export function guid(text: string): number[] {
  const groups = text
    .split("-")
    .map((group) => [...(group.match(/../g) ?? [])].map((pair) => Number.parseInt(pair, 16)));
  return groups.flatMap((group, n) => (n < 3 ? group.toReversed() : group));
}

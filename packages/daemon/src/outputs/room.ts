/**
 * Whether a viewer can take more: while no more than `most` bytes wait for it. What it begins with, before the present
 * turn ends, it may take beyond that.
 */
export function openRoom(waiting: () => number, most: number): () => boolean {
  let granted = Number.POSITIVE_INFINITY;
  queueMicrotask(() => {
    granted = waiting();
  });
  return () => {
    const bytes = waiting();
    if (granted !== Number.POSITIVE_INFINITY && bytes <= most) granted = 0;
    return bytes <= most + granted;
  };
}

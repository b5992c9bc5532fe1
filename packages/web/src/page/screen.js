// @ts-check

/**
 * Draws JPEG pictures on a canvas. While one is being decoded only the newest of those that arrive is kept.
 * @param {HTMLCanvasElement} canvas
 */
export function screenOn(canvas) {
  const context = canvas.getContext("2d", { alpha: false });
  /** @type {Uint8Array<ArrayBuffer> | undefined} */
  let next;
  let busy = false;
  let generation = 0;
  let drawn = 0;

  const work = async () => {
    busy = true;
    while (next !== undefined) {
      const jpeg = next;
      const mine = generation;
      next = undefined;
      const picture = await createImageBitmap(new Blob([jpeg], { type: "image/jpeg" })).catch(
        () => undefined,
      );
      if (picture === undefined) continue;
      if (mine === generation) draw(picture);
      picture.close();
    }
    busy = false;
  };

  /** @param {ImageBitmap} picture */
  const draw = (picture) => {
    if (canvas.width !== picture.width) canvas.width = picture.width;
    if (canvas.height !== picture.height) canvas.height = picture.height;
    context?.drawImage(picture, 0, 0);
    drawn++;
  };

  return {
    /** @param {Uint8Array<ArrayBuffer>} jpeg */
    show(jpeg) {
      next = jpeg;
      if (!busy) work();
    },
    /** Makes the screen black, and drops a picture that is still being decoded. */
    clear() {
      generation++;
      next = undefined;
      context?.fillRect(0, 0, canvas.width, canvas.height);
    },
    /** How many pictures were drawn so far. */
    drawn: () => drawn,
  };
}

export interface Screen {
  show(jpeg: Uint8Array<ArrayBuffer>): void;
  /** Makes the screen black, and drops a picture that is still being decoded. */
  clear(): void;
  /** How many pictures were drawn so far. */
  drawn(): number;
}

/**
 * Draws JPEG pictures on a canvas. While one is being decoded only the newest of those that arrive is kept.
 */
export function screenOn(canvas: HTMLCanvasElement): Screen {
  const context = canvas.getContext("2d", { alpha: false });
  let next: Uint8Array<ArrayBuffer> | undefined;
  let busy = false;
  let generation = 0;
  let drawn = 0;

  const work = async (): Promise<void> => {
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
  const draw = (picture: ImageBitmap): void => {
    if (canvas.width !== picture.width) canvas.width = picture.width;
    if (canvas.height !== picture.height) canvas.height = picture.height;
    context?.drawImage(picture, 0, 0);
    drawn++;
  };

  return {
    show: (jpeg) => {
      next = jpeg;
      if (!busy) work();
    },
    clear: () => {
      generation++;
      next = undefined;
      context?.fillRect(0, 0, canvas.width, canvas.height);
    },
    drawn: () => drawn,
  };
}

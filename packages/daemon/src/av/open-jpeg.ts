import turbo from "@julusian/jpeg-turbo";
import { CameraError, messageOf } from "@pinhole/kit/model";

/** A JPEG as red, green and blue of each pixel. Throws a CameraError when it is damaged. */
export function decodeJpeg(jpeg: Uint8Array): {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
} {
  try {
    const bytes = Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.length);
    const { width, height, data } = turbo.decompressSync(bytes, { format: turbo.FORMAT_RGB });
    return { width, height, data };
  } catch (error) {
    throw new CameraError("reply-damaged", `a picture is damaged: ${messageOf(error)}`, { cause: error });
  }
}

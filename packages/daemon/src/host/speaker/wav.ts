import { type FileHandle, open } from "node:fs/promises";
import { encodeWavHeader, isWavHeader, wavHeaderBytes } from "@pinhole/kit/formats/wav";
import { CameraError, messageOf } from "@pinhole/kit/model";
import { type Speaker, speakerRate } from "../../bus/speaker.ts";

const format = { sampleRate: speakerRate, channels: 1 };

/** Some nine hours. */
const mostBytes = 512 * 1024 * 1024;

/**
 * A file that keeps what is said, one talk behind the other, also over restarts. It can be played at any moment: its
 * header is written anew after each piece of sound. Rejects with a CameraError when the path holds anything else.
 */
export async function openWav(path: string, limitBytes = mostBytes): Promise<Speaker> {
  const file = await openFile(path);
  try {
    let length = await lengthOf(file, path);
    const writeHeader = (): Promise<unknown> =>
      file.write(encodeWavHeader(format, length), 0, wavHeaderBytes, 0);
    // Brings a header up to date whose writer was killed.
    await writeHeader();
    return {
      open: async () => ({
        write: async (samples) => {
          if (length + samples.byteLength > limitBytes) {
            throw new CameraError("store-full", `it is full, at ${limitBytes} bytes of sound`, { at: path });
          }
          const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
          await file.write(bytes, 0, bytes.length, wavHeaderBytes + length).catch(rethrow(path));
          length += bytes.length;
          await writeHeader().catch(rethrow(path));
        },
        close: async () => {},
      }),
      [Symbol.asyncDispose]: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, "r+");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") return rethrow(path)(error);
    return open(path, "wx+").catch(rethrow(path));
  }
}

/** The bytes of sound in a file, which has to be empty or one of ours. */
async function lengthOf(file: FileHandle, path: string): Promise<number> {
  const stat = await file.stat();
  if (stat.isFile() && stat.size === 0) return 0;
  const head = new Uint8Array(wavHeaderBytes);
  const { bytesRead } = stat.isFile() ? await file.read(head, 0, wavHeaderBytes, 0) : { bytesRead: 0 };
  if (!isWavHeader(head.subarray(0, bytesRead), format)) {
    const words = `${path} is there and holds something else; name a new file`;
    throw new CameraError("speaker-missing", words, { at: path });
  }
  return Math.trunc((stat.size - wavHeaderBytes) / 2) * 2;
}

function rethrow(path: string): (error: unknown) => never {
  return (error) => {
    const full = (error as NodeJS.ErrnoException).code === "ENOSPC";
    const options = { at: path, cause: error };
    if (full) throw new CameraError("store-full", `the disk is full, so ${path} can not grow`, options);
    throw new CameraError("speaker-missing", `${path} can not be written: ${messageOf(error)}`, options);
  };
}

import type { Attachment } from "../events/rules.ts";
import { openTape, type Tape } from "../outputs/recorder/index.ts";
import type { AlarmMedia, PictureStream, SoundStream } from "./media.ts";

const mostBytes = 64_000_000;
const mostSoundBytes = 8_000_000;
/** Seconds that a tape keeps beyond what is wanted: a trigger comes a moment after its picture. */
const margin = 3;

/** What an alarm is recorded from. */
export interface Loaded {
  readonly picture: PictureStream;
  readonly video: Tape;
  readonly sound?:
    | { readonly tape: Tape; readonly sampleRate: number; readonly channels: number }
    | undefined;
}

/** The last seconds of the streams that alarms may need, while they may. */
export interface Tapes extends Disposable {
  /** Keeps what these attachments need from now on, beside what is held. */
  keep(attachments: readonly Attachment[]): void;
  /** Holds the tapes of an attachment until it is disposed of; nothing is loaded where its streams are off. */
  hold(attachment: Attachment): Disposable & { readonly loaded: Loaded | undefined };
  /** Opens what has come on and closes what has gone off. */
  look(): void;
  readonly bytes: number;
}

interface Kept {
  readonly tape: Tape;
  readonly seconds: number;
}

export function openTapes(media: AlarmMedia): Tapes {
  const tapes = new Map<string, Kept>();
  const held = new Set<Attachment>();
  let kept: readonly Attachment[] = [];

  /** What an attachment is made of, as the channels are now: its own, else another that is on. */
  const sourceOf = ({
    format,
    stream,
  }: Attachment): { readonly picture?: PictureStream; readonly sound?: SoundStream } => {
    const picture = [stream, 1, 2, 3]
      .map((channel) => media.channel(format === "mp4" ? "h264" : "mjpeg", channel))
      // AVI can not hide the pictures on which one of H.264 builds, so it holds none.
      .concat(format === "avi" ? [stream, 1, 2, 3].map(media.made) : [])
      .find((each) => each !== undefined);
    const sound = format === "jpg" ? undefined : media.sound(format === "mp4" ? "aac" : "pcm_s16be");
    return { ...(picture && { picture }), ...(sound && { sound }) };
  };
  const look = (): void => {
    const wanted = new Map<
      string,
      { readonly stream: SoundStream["stream"]; seconds: number; readonly isSound: boolean }
    >();
    for (const attachment of [...kept, ...held]) {
      const { picture, sound } = sourceOf(attachment);
      if (!picture) continue;
      const seconds = attachment.preSeconds + margin;
      for (const [stream, isSound] of [
        [picture.stream, false],
        [sound?.stream, true],
      ] as const) {
        if (!stream) continue;
        const before = wanted.get(stream.name)?.seconds ?? 0;
        wanted.set(stream.name, { stream, seconds: Math.max(seconds, before), isSound });
      }
    }
    for (const [name, { tape, seconds }] of tapes) {
      const want = wanted.get(name);
      if (want !== undefined && want.seconds <= seconds && !tape.ended) continue;
      // A tape that has to be longer begins anew; a running clip goes on with its own.
      if (want !== undefined && !tape.ended && held.size > 0) continue;
      tape[Symbol.dispose]();
      tapes.delete(name);
    }
    for (const [name, { stream, seconds, isSound }] of wanted) {
      if (tapes.has(name)) continue;
      const tape = openTape(stream, { seconds, bytes: isSound ? mostSoundBytes : mostBytes });
      tapes.set(name, { tape, seconds });
    }
  };
  return {
    keep: (attachments) => {
      kept = attachments;
      look();
    },
    hold: (attachment) => {
      const holding = { ...attachment };
      held.add(holding);
      look();
      const { picture, sound } = sourceOf(attachment);
      const video = picture && tapes.get(picture.stream.name)?.tape;
      const heard = sound && tapes.get(sound.stream.name)?.tape;
      const loaded =
        picture && video
          ? { picture, video, ...(sound && heard && { sound: { ...sound, tape: heard } }) }
          : undefined;
      return {
        loaded,
        [Symbol.dispose]: () => {
          held.delete(holding);
          look();
        },
      };
    },
    look,
    get bytes() {
      return [...tapes.values()].reduce((sum, { tape }) => sum + tape.bytes, 0);
    },
    [Symbol.dispose]: () => {
      for (const { tape } of tapes.values()) tape[Symbol.dispose]();
      tapes.clear();
    },
  };
}

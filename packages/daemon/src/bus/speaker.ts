/** Samples a second of what a speaker plays: one channel, signed 16 bits. */
export const speakerRate = 8000;

/** What plays sound: a sound card, or a file. */
export interface Speaker extends AsyncDisposable {
  /** Begins to play, for one caller at a time. Rejects with a CameraError when nothing can be played now. */
  open(): Promise<Playback>;
}

export interface Playback {
  /** Plays samples behind those before; resolves when more may come. Rejects with a CameraError when it cannot. */
  write(samples: Int16Array): Promise<void>;
  /** Plays what is left and ends. */
  close(): Promise<void>;
}

import { longestGop, type Packet } from "./packet.ts";

/**
 * Whoever takes packets of a stream; `write` must not wait and returns false when it had to drop the packet. It may be
 * called before `read` has returned.
 */
export interface Reader {
  /** The output's name, for the metrics. */
  readonly output: string;
  write(packet: Packet): boolean;
  /** The stream ends: it was switched off, or the camera stops. */
  end(): void;
}

export interface Counts {
  readonly published: number;
  readonly delivered: number;
  readonly dropped: number;
}

/** Seconds between two key frames that are asked for because of lost packets: they cost all readers. */
const refreshPeriod = 1;

/**
 * Seconds after a key frame during which whoever joins begins with it, instead of asking for one more: many who join at
 * one time share a key frame, and what they see is hardly late.
 */
const joinPeriod = 0.25;

/** Milliseconds between two looks at whether a stream may be read again. */
const lookMs = 1000;

/** What a stream asks of whoever feeds it. */
export interface Supply {
  start(): void;
  stop(): void;
  /** Asks for a key frame soon, because a reader joined or lost packets. */
  refresh(): void;
  /** Whether there may be readers now; always, where it is left out. Who comes all the same is sent away. */
  allows?(): boolean;
  /** A reader threw and was sent away. Where this is left out, the error goes to the top of the program. */
  failed?(output: string, error: unknown): void;
}

/** One channel's packets and their readers. The supply runs from the first reader to `lingerMs` after the last. */
export class Stream {
  readonly name: string;
  readonly #supply: Supply;
  readonly #lingerMs: number;
  readonly #readers = new Set<Reader>();
  #newest: Packet | undefined;
  #recent: Packet[] = [];
  #recentBytes = 0;
  #idle: NodeJS.Timeout | undefined;
  #running = false;
  /** Capture time of the packet at whose loss a key frame was asked for last. */
  #refreshed = Number.NEGATIVE_INFINITY;
  #published = 0;
  #delivered = 0;
  #dropped = 0;

  constructor(name: string, supply: Supply, lingerMs: number) {
    this.name = name;
    this.#supply = supply;
    this.#lingerMs = lingerMs;
  }

  get newest(): Packet | undefined {
    return this.#newest;
  }

  /** What a reader that joins now begins with: a key frame and all since; empty when it has to wait for the next. */
  get recent(): readonly Packet[] {
    return this.#recent;
  }

  get readers(): ReadonlySet<Reader> {
    return this.#readers;
  }

  /** Whether there may be readers now. */
  get open(): boolean {
    return this.#supply.allows?.() ?? true;
  }

  /** Calls once there may be readers again, as when sound is switched on, unless it is disposed of before. */
  onceOpen(call: () => void): Disposable {
    const look = setInterval(() => {
      if (!this.open) return;
      clearInterval(look);
      call();
    }, lookMs);
    look.unref();
    return { [Symbol.dispose]: () => clearInterval(look) };
  }

  get counts(): Counts {
    return { published: this.#published, delivered: this.#delivered, dropped: this.#dropped };
  }

  /** Adds a reader until the result is disposed. */
  read(reader: Reader): Disposable {
    if (!this.open) return this.#turnAway(reader);
    clearTimeout(this.#idle);
    this.#readers.add(reader);
    const wasRunning = this.#running;
    this.#running = true;
    if (!wasRunning) this.#supply.start();
    else if (this.#recent.length === 0) this.#supply.refresh();
    // The reader may leave, or the stream end, at any of them.
    for (const packet of [...this.#recent]) if (this.#readers.has(reader)) this.#hand(packet, reader);
    return { [Symbol.dispose]: () => this.#leave(reader) };
  }

  publish(packet: Packet): void {
    this.#published++;
    // What was on its way when the supply stopped would be old by the time somebody reads again.
    if (!this.#running) return;
    this.#newest = packet;
    this.#remember(packet);
    let lost = false;
    for (const reader of this.#readers) if (!this.#hand(packet, reader)) lost = true;
    if (!lost || packet.key || Math.abs(packet.pts - this.#refreshed) < refreshPeriod) return;
    this.#refreshed = packet.pts;
    this.#supply.refresh();
  }

  /** Asks for a key frame, for somebody who joins without reading here. */
  refresh(): void {
    if (this.#running) this.#supply.refresh();
  }

  /** Lets nobody who joins begin with what has come up to now. */
  forget(): void {
    this.#recent = [];
  }

  /** Sends every reader away. */
  end(): void {
    for (const reader of [...this.#readers]) this.#end(reader);
  }

  /** Whether a packet was not lost; a reader that throws leaves, and the others go on. */
  #hand(packet: Packet, reader: Reader): boolean {
    try {
      const taken = reader.write(packet);
      if (taken) this.#delivered++;
      else this.#dropped++;
      return taken;
    } catch (error) {
      this.#leave(reader);
      this.#report(reader, error);
      this.#end(reader);
      return true;
    }
  }

  #turnAway(reader: Reader): Disposable {
    let isHere = true;
    // As for others, its end comes when it has its place among the readers.
    queueMicrotask(() => {
      if (isHere) this.#end(reader);
    });
    return {
      [Symbol.dispose]: () => {
        isHere = false;
      },
    };
  }

  #end(reader: Reader): void {
    try {
      reader.end();
    } catch (error) {
      this.#report(reader, error);
    }
  }

  #report({ output }: Reader, error: unknown): void {
    if (this.#supply.failed) return this.#supply.failed(output, error);
    queueMicrotask(() => {
      throw error;
    });
  }

  #remember(packet: Packet): void {
    if (packet.key) this.#recent = [];
    else if (this.#recent.length === 0) return;
    this.#recent.push(packet);
    this.#recentBytes = packet.data.length + (packet.key ? 0 : this.#recentBytes);
    const age = packet.pts - this.#recent[0]!.pts;
    // Of what is passed through no key frame can be asked for: who joins needs all since the last one.
    const isLong = packet.passed
      ? this.#recent.length > longestGop.packets || this.#recentBytes > longestGop.bytes
      : age < 0 || age >= joinPeriod;
    if (isLong) this.#recent = [];
  }

  #leave(reader: Reader): void {
    if (!this.#readers.delete(reader) || this.#readers.size > 0) return;
    if (this.#lingerMs === 0) return this.#stop();
    this.#idle = setTimeout(() => this.#stop(), this.#lingerMs);
    this.#idle.unref();
  }

  #stop(): void {
    this.#running = false;
    this.#newest = undefined;
    this.#recent = [];
    this.#supply.stop();
  }
}

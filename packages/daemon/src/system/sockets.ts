import { closeSync, writeSync } from "node:fs";
import koffi from "koffi";

// What Linux names these; other systems have other numbers.
const udp = 17;
const udpSegment = 103;
const dontWait = 0x40;
const noSignal = 0x4000;
const closeOnExec = 1;

const system = koffi.load(null);
const sendTo = system.func("int64_t send(int socket, const void *bytes, size_t length, int flags)");
const setOption = system.func(
  "int setsockopt(int socket, int level, int name, const void *value, uint32_t length)",
);
const createMemory = system.func("int memfd_create(const char *name, unsigned int flags)");
const sendFrom = system.func("int64_t sendfile(int socket, int file, void *offset, size_t length)");
const offset = new BigInt64Array(1);

const { EAGAIN, ECONNREFUSED, ENOBUFS } = koffi.os.errno;

/** Errors that tell of the moment: no room, and what an earlier datagram met with. */
const passing: readonly (number | undefined)[] = [EAGAIN, ECONNREFUSED, ENOBUFS];

/** Bytes that the system takes without waiting; negative when it takes none. */
export function send(socket: number, bytes: Uint8Array): number {
  return sendTo(socket, bytes, bytes.length, dontWait | noSignal) as number;
}

/** Whether the call that just failed may succeed another time. */
export function mayPass(): boolean {
  return passing.includes(koffi.errno());
}

/** What is sent on a UDP socket is cut into datagrams of `size` bytes by the system, 0: not cut. False where it can not. */
export function segment(socket: number, size: number): boolean {
  return setOption(socket, udp, udpSegment, Int32Array.of(size), 4) === 0;
}

/** A file in memory with these bytes, to be given to `release`; negative where it can not be had. */
export function hold(bytes: Uint8Array): number {
  const file = createMemory("picture", closeOnExec) as number;
  if (file < 0) return file;
  try {
    if (writeSync(file, bytes) === bytes.length) return file;
  } catch {}
  release(file);
  return -1;
}

export function release(file: number): void {
  closeSync(file);
}

/** As `send` with the first bytes of a file, which the system does not copy for it. */
export function sendHeld(socket: number, file: number, length: number): number {
  offset[0] = 0n;
  return sendFrom(socket, file, offset, length) as number;
}

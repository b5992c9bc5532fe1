import koffi from "koffi";

// What Linux and its C libraries name these; all machines that Pinhole runs on have 64 bits.
const dontNeed = 4;
const pageSizeName = 30;
const isLoaded = 1;
const isWritable = 2;

const system = koffi.load(null);
const advise = system.func("int madvise(uintptr_t start, size_t length, int advice)");
const sysconf = system.func("long sysconf(int name)");

const segment = koffi.struct({
  type: "uint32_t",
  flags: "uint32_t",
  offset: "uint64_t",
  address: "uint64_t",
  physical: "uint64_t",
  fileSize: "uint64_t",
  size: "uint64_t",
  alignment: "uint64_t",
});

const library = koffi.struct({
  base: "uintptr_t",
  name: "const char *",
  segments: "void *",
  count: "uint16_t",
});

interface Segment {
  readonly type: number;
  readonly flags: number;
  readonly address: number | bigint;
  readonly size: number | bigint;
}

const visit = koffi.proto("int", ["void *", "size_t", "void *"]);
const eachLibrary = system.func("dl_iterate_phdr", "int", [koffi.pointer(visit), "void *"]);

/**
 * Lets go of the code that the process has in its memory: what it runs on with comes back from the system's cache of
 * the files, and what only its start needed, tens of megabytes, does not. The C library lets no thread load or unload
 * anything meanwhile, which would put what can not be had from a file where the code was.
 */
export function letGoOfCode(): void {
  const page = BigInt(sysconf(pageSizeName));
  const letGo = (found: unknown): number => {
    const { base, name, segments, count } = koffi.decode(found, library);
    // The program has no name, and what the kernel adds no path.
    if (name && !name.startsWith("/")) return 0;
    for (const { type, flags, address, size } of koffi.decode(segments, segment, count) as Segment[]) {
      if (type !== isLoaded || (flags & isWritable) !== 0) continue;
      const from = BigInt(base) + BigInt(address);
      const start = from - (from % page);
      advise(start, from + BigInt(size) - start, dontNeed);
    }
    return 0;
  };
  eachLibrary(letGo, null);
}

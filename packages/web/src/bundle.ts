import { fileURLToPath } from "node:url";

/** What the browser runs and looks like: the pages' code in one file each. */
export interface Bundle {
  readonly script: Uint8Array;
  readonly style: Uint8Array;
}

/** The pages' sources, seen from `src/` and from `dist/`. */
const folder = fileURLToPath(new URL("../src/app/", import.meta.url));

/** Puts the pages' code together; some 100 ms, in a process that ends with it. */
export async function bundle(): Promise<Bundle> {
  // Only who opens the pages pays for it.
  const { build, stop } = await import("esbuild");
  try {
    const { outputFiles } = await build({
      absWorkingDir: folder,
      entryPoints: { app: "main.tsx", style: "app.css" },
      outdir: "out",
      bundle: true,
      write: false,
      minify: true,
      format: "esm",
      target: ["chrome120", "firefox120", "safari17"],
      conditions: ["source"],
      jsx: "automatic",
      jsxImportSource: "preact",
      legalComments: "none",
      logLevel: "silent",
    });
    const ending = (end: string): Uint8Array => outputFiles.find(({ path }) => path.endsWith(end))!.contents;
    return { script: ending(".js"), style: ending(".css") };
  } finally {
    await stop();
  }
}

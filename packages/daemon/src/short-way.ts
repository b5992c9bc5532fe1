import { registerHooks } from "node:module";

/**
 * Shortens the way to our own files, in the thread that calls it: what one of them imports by a path ending in .ts is that
 * file, and TypeScript. Node would look for a package.json in every folder on the way up to know, a fifth of a start's time.
 */
export function shortenWay(): void {
  registerHooks({
    resolve: (specifier, context, next) => {
      const { parentURL } = context;
      if (!parentURL?.endsWith(".ts") || !/^\.\.?\/.*\.ts$/.test(specifier)) return next(specifier, context);
      return { url: new URL(specifier, parentURL).href, format: "module-typescript", shortCircuit: true };
    },
  });
}

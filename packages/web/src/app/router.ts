import { useEffect, useState } from "preact/hooks";

/** The path behind the "#": "/motion/2" is ["motion", "2"]. */
export function useRoute(): readonly string[] {
  const [route, setRoute] = useState(current);
  useEffect(() => {
    const change = (): void => setRoute(current());
    addEventListener("hashchange", change);
    return () => removeEventListener("hashchange", change);
  }, []);
  return route;
}

function current(): readonly string[] {
  return location.hash
    .replace(/^#\/?/, "")
    .split("/")
    .filter((part) => part !== "")
    .map((part) => {
      try {
        return decodeURIComponent(part);
      } catch {
        return part;
      }
    });
}

export function hrefOf(...parts: readonly string[]): string {
  return `#/${parts.map(encodeURIComponent).join("/")}`;
}

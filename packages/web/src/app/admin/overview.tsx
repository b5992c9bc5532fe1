import type { JSX } from "preact";
import type { PageProps } from "../page-props.ts";
import { hrefOf } from "../router.ts";
import { useWords } from "../words/index.ts";
import { sections } from "./sections.ts";
import { About } from "./system.tsx";

/** The parts of the administration, each with what it is for. */
export function Overview({ camera }: Pick<PageProps, "camera">): JSX.Element {
  const { admin: words } = useWords();
  return (
    <>
      <nav aria-label={words.overview}>
        <ul class="tiles">
          {sections.map(
            ({ id }) =>
              id !== "overview" && (
                <li key={id}>
                  <a class="tile card" href={hrefOf("settings", id)}>
                    <strong>{words.sections[id]}</strong>
                    <span class="soft">{words.hints[id]}</span>
                  </a>
                </li>
              ),
          )}
        </ul>
      </nav>
      {camera && <About camera={camera} />}
    </>
  );
}

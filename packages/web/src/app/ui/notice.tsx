import type { ComponentChildren, JSX } from "preact";
import { ApiError } from "../api.ts";
import { useWords } from "../words/index.ts";

/** Says that something did not work, in the camera's words, and offers to try again. */
export function Trouble({
  error,
  again,
}: {
  readonly error: Error;
  readonly again?: () => void;
}): JSX.Element {
  const { trouble } = useWords();
  const status = error instanceof ApiError ? error.status : -1;
  const words = status === 0 ? trouble.offline : status === 403 ? trouble.notAllowed : error.message;
  return (
    <div class="trouble" role="alert">
      <strong>{trouble.title}</strong>
      <p>{words}</p>
      {again && (
        <button type="button" onClick={again}>
          {trouble.again}
        </button>
      )}
    </div>
  );
}

/** A part of a page, with its heading. */
export function Card({
  title,
  children,
  id,
}: {
  readonly title: string;
  readonly children: ComponentChildren;
  readonly id?: string;
}): JSX.Element {
  return (
    <section class="card" aria-label={title} {...(id ? { id } : {})}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

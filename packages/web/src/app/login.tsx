import type { JSX, TargetedSubmitEvent } from "preact";
import { useState } from "preact/hooks";
import { useSession } from "./session.ts";
import { useWords } from "./words/index.ts";

export function Login(): JSX.Element {
  const { login: words } = useWords();
  const { login } = useSession();
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const [seen, setSeen] = useState(false);
  const submit = async (event: TargetedSubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    try {
      await login(String(form.get("user")), String(form.get("password")));
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  };
  return (
    <form class="card login" onSubmit={submit}>
      <h2>{words.title}</h2>
      <p class="soft">{words.hint}</p>
      <label>
        {words.user}
        <input name="user" autocomplete="username" autocapitalize="none" required />
      </label>
      <label for="password">{words.password}</label>
      {seen ? (
        <input id="password" name="password" type="text" autocomplete="current-password" key="password" />
      ) : (
        <input id="password" name="password" type="password" autocomplete="current-password" key="password" />
      )}
      <label class="check">
        <input type="checkbox" checked={seen} onChange={() => setSeen(!seen)} />
        {words.show}
      </label>
      <p class="problem" role="alert">
        {problem}
      </p>
      <button type="submit" class="primary" disabled={busy}>
        {words.submit}
      </button>
    </form>
  );
}

import { type AnyRecord, type Issue, pathOf, type RecordOf, userSlot, users } from "@pinhole/kit/model";
import type { JSX, TargetedSubmitEvent } from "preact";
import { useCallback, useState } from "preact/hooks";
import { useLoaded } from "../loading.ts";
import { useSession } from "../session.ts";
import { loadGroup, saveSettings } from "../settings.ts";
import { Card, Trouble } from "../ui/notice.tsx";
import { useTask } from "../ui/task.ts";
import { useWords } from "../words/index.ts";
import { NewPassword } from "./password-fields.tsx";

const privileges = ["audioIn", "audioOut", "panTilt", "io"] as const;

/** The own password, and who else may look. */
export function People(): JSX.Element {
  const load = useCallback(async (signal: AbortSignal) => {
    const [[account], slots] = await Promise.all([loadGroup(users, signal), loadGroup(userSlot, signal)]);
    return { adminName: account?.adminName ?? "", slots };
  }, []);
  const { value, error, reload } = useLoaded(load);
  return (
    <>
      {error && <Trouble error={error} again={reload} />}
      {value && <OwnPassword adminName={value.adminName} />}
      {value && <Viewers slots={value.slots} changed={reload} />}
    </>
  );
}

function problemIn(issues: readonly Issue[]): string {
  return issues.map(({ key, problem }) => `${key}: ${problem}`).join("; ");
}

async function store(group: typeof users | typeof userSlot, number: number, values: AnyRecord) {
  const issues = await saveSettings([{ group: group.name, number, values }]);
  if (issues.length > 0) throw new Error(problemIn(issues));
}

function OwnPassword({ adminName }: { readonly adminName: string }): JSX.Element {
  const { admin: words } = useWords();
  const { who } = useSession();
  const [first, setFirst] = useState("");
  const [second, setSecond] = useState("");
  const [done, setDone] = useState(false);
  const { run, busy, error } = useTask();
  const differ = second !== "" && first !== second;
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    void run(() => store(users, 1, { adminPassword: first })).then((stored) => {
      setDone(stored);
      if (!stored) return;
      setFirst("");
      setSecond("");
    });
  };
  return (
    <Card title={words.own}>
      <p class="soft">{who?.name === adminName ? words.ownHint : words.ownOther}</p>
      <form class="inline" onSubmit={submit}>
        {/* Password keepers want to know whose it is. */}
        <input type="text" hidden readOnly autocomplete="username" value={adminName} />
        <NewPassword label={words.newPassword} value={first} change={setFirst} />
        <label>
          {words.again}
          <input
            type="password"
            autocomplete="new-password"
            value={second}
            aria-invalid={differ}
            onInput={(event) => setSecond(event.currentTarget.value)}
          />
        </label>
        <button
          type="submit"
          class="primary"
          disabled={busy || first === "" || first !== second || who?.name !== adminName}
        >
          {words.change}
        </button>
      </form>
      {error && <Trouble error={error} />}
      <p role="status" class={differ ? "problem" : ""}>
        {differ ? words.differ : done ? words.changed : ""}
      </p>
    </Card>
  );
}

type Slot = RecordOf<typeof userSlot>;

function Viewers({
  slots,
  changed,
}: {
  readonly slots: readonly Slot[];
  readonly changed: () => void;
}): JSX.Element {
  const { admin: words } = useWords();
  const [adding, setAdding] = useState(false);
  const free = slots.findIndex(({ name }) => name === "");
  const taken = slots.map((slot, n) => [slot, n + 1] as const).filter(([{ name }]) => name !== "");
  return (
    <Card title={words.viewers}>
      {taken.length === 0 && <p class="soft">{words.noViewers}</p>}
      <ul class="targets">
        {taken.map(([slot, number]) => (
          <li key={number}>
            <Viewer slot={slot} number={number} changed={changed} />
          </li>
        ))}
      </ul>
      {adding && free >= 0 && (
        <AddViewer
          number={free + 1}
          over={() => {
            setAdding(false);
            changed();
          }}
        />
      )}
      {free < 0 && <p>{words.full}</p>}
      {!adding && free >= 0 && (
        <button type="button" class="later" onClick={() => setAdding(true)}>
          {words.add}
        </button>
      )}
    </Card>
  );
}

function Viewer({
  slot,
  number,
  changed,
}: {
  readonly slot: Slot;
  readonly number: number;
  readonly changed: () => void;
}): JSX.Element {
  const { admin: words } = useWords();
  const { run, busy, error } = useTask();
  const [sure, setSure] = useState(false);
  const set = (values: AnyRecord): void => void run(() => store(userSlot, number, values)).then(changed);
  const none = Object.fromEntries(privileges.map((key) => [key, false]));
  return (
    <article class="target" data-viewer={slot.name}>
      <h3>{slot.name}</h3>
      <fieldset class="viewer-rights" disabled={busy}>
        <legend class="soft">{words.rights}</legend>
        {privileges.map((key) => (
          <label class="chip" key={key}>
            <input
              type="checkbox"
              checked={slot[key]}
              onChange={(event) => set({ [key]: event.currentTarget.checked })}
            />
            {words.privileges[key]}
          </label>
        ))}
      </fieldset>
      {error && <Trouble error={error} />}
      <p>
        <button
          type="button"
          disabled={busy}
          onClick={() => (sure ? set({ name: "", password: "", ...none }) : setSure(true))}
        >
          {sure ? words.removeSure : words.remove}
        </button>
      </p>
    </article>
  );
}

function AddViewer({ number, over }: { readonly number: number; readonly over: () => void }): JSX.Element {
  const { admin: words } = useWords();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const { run, busy, error } = useTask();
  const problem = name === "" ? undefined : userSlot.fields.name.check(name);
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    void run(() => store(userSlot, number, { name, password })).then((done) => {
      if (done) over();
    });
  };
  return (
    <form class="inline" onSubmit={submit}>
      <label>
        {words.userName}
        <input
          value={name}
          autocomplete="off"
          autocapitalize="none"
          required
          aria-invalid={problem !== undefined}
          aria-describedby={pathOf(userSlot, number - 1, "problem")}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <NewPassword label={words.newPassword} value={password} change={setPassword} />
      <button
        type="submit"
        class="primary"
        disabled={busy || name === "" || password === "" || problem !== undefined}
      >
        {words.add}
      </button>
      <p class="problem" id={pathOf(userSlot, number - 1, "problem")}>
        {problem ?? ""}
      </p>
      {error && <Trouble error={error} />}
    </form>
  );
}

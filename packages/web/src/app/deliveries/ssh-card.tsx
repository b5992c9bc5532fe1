import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { ask } from "../api.ts";
import { Card, Trouble } from "../ui/notice.tsx";
import { useTask } from "../ui/task.ts";
import { useWords } from "../words/index.ts";

interface Tested {
  readonly done: boolean;
  readonly message?: string;
  readonly remedy?: string;
  readonly hostKey?: string;
}

/** The camera's public key, the server's host key, and a test upload that shows it. */
export function SshCard(): JSX.Element {
  const { deliveries: words } = useWords();
  const [key, setKey] = useState("");
  const [tested, setTested] = useState<Tested>();
  const [said, setSaid] = useState("");
  const { run, busy, error } = useTask();
  const show = (): void =>
    void run(async () => {
      setKey((await ask<{ readonly publicKey: string }>("/pinhole/upload-key")).publicKey);
    });
  const copy = (): void =>
    void navigator.clipboard?.writeText(key).then(
      () => setSaid(words.copied),
      () => setSaid(""),
    );
  const test = (): void =>
    void run(async () => {
      setTested(undefined);
      setSaid("");
      setTested(await ask<Tested>("/pinhole/upload-test", { method: "POST" }));
    });
  const trust = (hostKey: string): void =>
    void run(() => ask("/pinhole/host-key", { method: "POST", body: { key: hostKey } })).then((done) => {
      if (done) setSaid(words.trusted);
    });
  return (
    <Card title={words.ssh} id="ssh">
      {error && <Trouble error={error} />}
      <h3>{words.publicKey}</h3>
      <p class="soft">{words.sshHint}</p>
      {key === "" ? (
        <button type="button" disabled={busy} onClick={show}>
          {words.makeKey}
        </button>
      ) : (
        <div class="line">
          <code>{key}</code>
          <button type="button" class="copy" onClick={copy}>
            {words.copy}
          </button>
        </div>
      )}
      <h3 class="later">{words.hostKey}</h3>
      <p class="soft">{words.hostKeyHint}</p>
      <button type="button" disabled={busy} onClick={test}>
        {busy ? words.testing : words.test}
      </button>
      <div role="status">
        {tested?.done && <p>{words.testDone}</p>}
        {tested && !tested.done && (
          <p class="problem">
            {tested.message} {tested.remedy}
          </p>
        )}
        {tested?.hostKey !== undefined && (
          <div class="line">
            <p>{words.shown}</p>
            <code>{tested.hostKey}</code>
            <button type="button" onClick={() => trust(tested.hostKey as string)}>
              {words.trust}
            </button>
          </div>
        )}
        {said !== "" && <p>{said}</p>}
      </div>
    </Card>
  );
}

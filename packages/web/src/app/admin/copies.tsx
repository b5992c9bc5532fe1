import type { Difference } from "@pinhole/kit/model";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { ApiError } from "../api.ts";
import { Card, Trouble } from "../ui/notice.tsx";
import { useTask } from "../ui/task.ts";
import { useWords } from "../words/index.ts";
import { Changes } from "./changes.tsx";
import { Versions } from "./versions.tsx";

interface Preview {
  readonly changes: readonly Difference[];
  readonly notes: readonly string[];
}

/** All settings in a file, and back, after a look at what that would change. */
export function Copies(): JSX.Element {
  const { admin: words } = useWords();
  const [file, setFile] = useState<Blob>();
  const [preview, setPreview] = useState<Preview>();
  const [done, setDone] = useState(false);
  const { run, busy, error } = useTask();
  const choose = (chosen: Blob | undefined): void => {
    setFile(chosen);
    setPreview(undefined);
    setDone(false);
    if (!chosen) return;
    void run(async () => setPreview(JSON.parse(await upload(chosen, "?preview=1")) as Preview));
  };
  const restore = (): void =>
    void run(() => upload(file as Blob, "")).then((restored) => {
      setDone(restored);
      if (restored) setPreview(undefined);
    });
  return (
    <>
      <Card title={words.backup}>
        <p class="soft">{words.backupHint}</p>
        <p class="downloads">
          <a href="/adm/admcfg.cfg" download="admcfg.cfg">
            {words.save}
          </a>
        </p>
      </Card>
      <Card title={words.restore}>
        <p class="soft">{words.restoreHint}</p>
        <label>
          {words.file}
          <input
            type="file"
            id="backup-file"
            disabled={busy}
            onChange={(event) => choose(event.currentTarget.files?.[0])}
          />
        </label>
        {error && <Trouble error={error} />}
        <p role="status">{done ? words.restored : ""}</p>
        {preview?.notes.map((note) => (
          <p class="soft" key={note}>
            {note}
          </p>
        ))}
        {preview && <Changes changes={preview.changes} none={words.noChange} />}
        {preview && (
          <button type="button" class="primary" disabled={busy} onClick={restore}>
            {words.apply}
          </button>
        )}
      </Card>
      <Versions />
    </>
  );
}

async function upload(file: Blob, query: string): Promise<string> {
  const answer = await fetch(`/adm/upload.cgi${query}`, {
    method: "POST",
    body: file,
    headers: { "x-pinhole-page": "1", "content-type": "application/octet-stream" },
    signal: AbortSignal.timeout(30_000),
  }).catch((error: unknown) => {
    throw new ApiError(0, String(error));
  });
  const text = await answer.text();
  if (!answer.ok) throw new ApiError(answer.status, text.trim().slice(0, 2000));
  return text;
}

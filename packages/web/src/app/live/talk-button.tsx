import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { Icon } from "../ui/icon.tsx";
import { useWords } from "../words/index.ts";
import { talk } from "./talk.ts";

/** Records while it is held, and sends to the speaker when it is let go. */
export function TalkButton({
  codec,
  say,
}: {
  readonly codec: "pcm_alaw" | "pcm_mulaw" | "adpcm_g726";
  say(words: string): void;
}): JSX.Element | null {
  const { watch: words } = useWords();
  const [talking, setTalking] = useState(false);
  const held = useRef<AbortController | undefined>(undefined);
  if (codec === "adpcm_g726") return null;
  const begin = (): void => {
    if (!window.isSecureContext) return say(words.talkInsecure);
    if (held.current !== undefined) return;
    const holding = new AbortController();
    held.current = holding;
    setTalking(true);
    talk(codec, holding.signal)
      .then(
        () => say(words.talkSent),
        (error: unknown) =>
          say(
            error instanceof DOMException ? words.talkRefused : error instanceof Error ? error.message : "",
          ),
      )
      .finally(() => {
        held.current = undefined;
        setTalking(false);
      });
  };
  const end = (): void => held.current?.abort();
  const isHold = ({ key, repeat }: KeyboardEvent): boolean => !repeat && (key === " " || key === "Enter");
  return (
    <button
      type="button"
      data-on={talking ? "" : undefined}
      onPointerDown={begin}
      onPointerUp={end}
      onPointerLeave={end}
      onPointerCancel={end}
      onBlur={end}
      onKeyDown={(event) => isHold(event) && begin()}
      onKeyUp={end}
    >
      <Icon name="talk" />
      <span>{talking ? words.talking : words.talk}</span>
    </button>
  );
}

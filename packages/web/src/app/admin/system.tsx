import { formatMoment } from "@pinhole/kit/model";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { ask } from "../api.ts";
import type { CameraState } from "../camera.ts";
import type { PageProps } from "../page-props.ts";
import { timeOf } from "../ui/amounts.ts";
import { Card, Trouble } from "../ui/notice.tsx";
import { useTask } from "../ui/task.ts";
import { useWords } from "../words/index.ts";

/** What the camera is. */
export function About({ camera }: { readonly camera: CameraState }): JSX.Element {
  const { admin: words } = useWords();
  const { model, device } = camera;
  const ports = {
    HTTP: device.httpPort,
    HTTPS: device.httpsPort,
    RTSP: device.rtspPort,
    RTSPS: device.rtspsPort,
  };
  const open = Object.entries(ports).filter(([, port]) => port > 0);
  const facts = {
    model: `${model.company} ${model.name}`,
    firmware: `${device.firmware} (${device.firmwareDate})`,
    serial: device.serial,
    mac: device.mac,
    address: device.address,
    ports: open.map(([name, port]) => `${name} ${port}`).join(", "),
    started: timeOf(device.startedAt),
    now: formatMoment(camera.localTime),
  };
  return (
    <Card title={words.about}>
      <dl class="facts">
        {Object.entries(facts).map(([name, text]) => (
          <div key={name}>
            <dt>{words.facts[name as keyof typeof facts]}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

/** The camera's facts, restart, and factory settings. */
export function System({ camera }: Pick<PageProps, "camera">): JSX.Element {
  const { admin: words } = useWords();
  const [asked, setAsked] = useState("");
  const [said, setSaid] = useState("");
  const { run, busy, error } = useTask();
  const press = (what: "restart" | "reset"): void => {
    if (asked !== what) return setAsked(what);
    setAsked("");
    void run(() => ask(`/pinhole/${what}`, { method: "POST" })).then((done) => {
      if (done) setSaid(words.restarting);
    });
  };
  return (
    <>
      {camera && <About camera={camera} />}
      <Card title={words.restart}>
        {error && <Trouble error={error} />}
        <p class="soft">{words.restartHint}</p>
        <button type="button" disabled={busy} onClick={() => press("restart")}>
          {asked === "restart" ? words.restartSure : words.restart}
        </button>
        <p class="soft later">{words.resetHint}</p>
        <button type="button" class="danger" disabled={busy} onClick={() => press("reset")}>
          {asked === "reset" ? words.resetSure : words.reset}
        </button>
        <p role="status">{said}</p>
      </Card>
    </>
  );
}

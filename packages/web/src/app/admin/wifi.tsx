import type { Site, WirelessStatus } from "@pinhole/kit/model";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { ask } from "../api.ts";
import { Card, Trouble } from "../ui/notice.tsx";
import { useTask } from "../ui/task.ts";
import { useWords } from "../words/index.ts";

interface Survey {
  readonly sites: readonly Site[];
  readonly status: WirelessStatus;
  readonly simulated: boolean;
}

/** The Wi-Fi networks within reach. */
export function Wifi(): JSX.Element {
  const { admin: words } = useWords();
  const [survey, setSurvey] = useState<Survey>();
  const { run, busy, error } = useTask();
  const scan = (): void => void run(async () => setSurvey(await ask<Survey>("/pinhole/sites")));
  const { siteColumns: columns } = words;
  return (
    <Card title={words.wifi}>
      <button type="button" disabled={busy} onClick={scan}>
        {words.scan}
      </button>
      {error && <Trouble error={error} />}
      <div role="status">
        {survey?.simulated && <p class="soft">{words.simulated}</p>}
        {survey?.sites.length === 0 && <p>{words.noSites}</p>}
      </div>
      {survey && survey.sites.length > 0 && (
        <div class="scroll">
          <table class="lines">
            <thead>
              <tr>
                {Object.values(columns).map((name) => (
                  <th scope="col" key={name}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {survey.sites
                .toSorted((a, b) => b.signal - a.signal)
                .map(({ ssid, bssid, signal, channel, security }) => (
                  <tr key={bssid}>
                    <td>
                      {ssid} {bssid === survey.status.bssid && <span class="badge good">{words.joined}</span>}
                    </td>
                    <td>
                      <meter min={0} max={100} value={signal} aria-label={columns.signal} /> {signal} %
                    </td>
                    <td>{channel}</td>
                    <td>{security}</td>
                    <td>{bssid}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

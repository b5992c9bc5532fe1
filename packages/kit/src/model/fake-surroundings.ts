import type {
  FolderAnswer,
  FolderRequest,
  Seen,
  Site,
  Surroundings,
  WirelessStatus,
  Workgroup,
} from "./surroundings.ts";

/** Surroundings in memory for tests: they answer what they were given and remember what they were asked. */
export class FakeSurroundings implements Surroundings {
  nearby: readonly Site[] = [
    {
      ssid: "MyWiFiNetwork",
      bssid: "34:44:11:A9:C2:D4",
      mode: "infrastructure",
      security: "wpa2-psk",
      encryption: "aes",
      channel: 1,
      signal: 100,
      wps: true,
    },
  ];
  joined: WirelessStatus = { signal: 100, ssid: "MyWiFiNetwork", channel: 11, bssid: "C1:15:A2:01:1D:11" };
  workgroups: readonly Workgroup[] = [
    { name: "WORKGROUP", servers: [{ name: "MYSERVER", comment: "Samba 4.1.6-Ubuntu" }] },
  ];
  answer: FolderAnswer = { outcome: "ok", folders: ["clips"] };
  simulated = false;
  /** Seconds of every survey of shares, and what was asked of shares. */
  readonly surveys: number[] = [];
  readonly requests: FolderRequest[] = [];
  stops = 0;

  async sites(): Promise<Seen<readonly Site[]>> {
    return this.#seen(this.nearby);
  }

  async wirelessStatus(): Promise<Seen<WirelessStatus>> {
    return this.#seen(this.joined);
  }

  async shares(timeoutSeconds: number): Promise<Seen<readonly Workgroup[]>> {
    this.surveys.push(timeoutSeconds);
    return this.#seen(this.workgroups);
  }

  stopShares(): void {
    this.stops++;
  }

  async shareFolder(request: FolderRequest): Promise<Seen<FolderAnswer>> {
    this.requests.push(request);
    return this.#seen(this.answer);
  }

  #seen<T>(found: T): Seen<T> {
    return { found, simulated: this.simulated };
  }
}

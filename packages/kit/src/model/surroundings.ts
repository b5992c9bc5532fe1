/** A Wi-Fi network within reach. */
export interface Site {
  readonly ssid: string;
  /** Upper case with colons. */
  readonly bssid: string;
  readonly mode: "adHoc" | "infrastructure";
  readonly security: "none" | "wep" | "wpa-psk" | "wpa2-psk" | "wpa-wpa2-psk" | "wpa3" | "enterprise";
  readonly encryption: "none" | "wep" | "tkip" | "aes" | "tkip-aes";
  readonly channel: number;
  /** 0 to 100. */
  readonly signal: number;
  /** Whether it takes in stations by Wi-Fi Protected Setup; undefined where the program at hand does not say. */
  readonly wps?: boolean;
}

/** The Wi-Fi that the camera is in; `ssid` and `bssid` are "" while it is in none. */
export interface WirelessStatus {
  /** 0 to 100. */
  readonly signal: number;
  readonly ssid: string;
  /** Upper case with colons. */
  readonly bssid: string;
  /** 0 while it is in none. */
  readonly channel: number;
}

/** A computer that shares folders. */
export interface ShareServer {
  readonly name: string;
  readonly comment: string;
}

/** The computers of a Windows workgroup. */
export interface Workgroup {
  readonly name: string;
  readonly servers: readonly ShareServer[];
}

/** A folder of a share, and what is to be done there. */
export interface FolderRequest {
  readonly host: string;
  /** The share, and behind a "/" the folder in it. */
  readonly path: string;
  readonly user: string;
  readonly password: string;
  /** What the caller has to be able to do there; nothing of it is tried where it is left out. */
  readonly rights?: "read" | "write" | "both";
  /** Makes or removes the folder; left out, the folders in it are listed. */
  readonly change?: "make" | "remove";
}

/** What a share answered. */
export interface FolderAnswer {
  readonly outcome:
    | "ok"
    | "no-login"
    | "denied"
    | "exists"
    | "not-readable"
    | "not-writable"
    /** No such share or folder. */
    | "missing"
    | "failed";
  /** Names of the folders in it; empty unless the outcome is "ok" and nothing was changed. */
  readonly folders: readonly string[];
}

/** An answer, and whether it is made up because this machine has no such thing or is not to be touched. */
export interface Seen<T> {
  readonly found: T;
  readonly simulated: boolean;
}

/** What is around the camera on its networks. All reject with a CameraError when the machine can not tell. */
export interface Surroundings {
  sites(): Promise<Seen<readonly Site[]>>;
  wirelessStatus(): Promise<Seen<WirelessStatus>>;
  /** Those who ask while a survey runs share it; it ends after the time that the first of them gave. */
  shares(timeoutSeconds: number): Promise<Seen<readonly Workgroup[]>>;
  /** Ends the survey that runs: those who wait for it get what has been found. */
  stopShares(): void;
  shareFolder(request: FolderRequest): Promise<Seen<FolderAnswer>>;
}

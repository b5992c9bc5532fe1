/** "frameRate" -> "Frame rate"; units stay at the end: "bitrateKbps" -> "Bitrate (kbit/s)". */
export function nameOf(key: string): string {
  const unit = units.find(([ending]) => key.endsWith(ending) && key !== ending);
  const stem = unit ? key.slice(0, -unit[0].length) : key;
  const spaced = stem
    .replaceAll(/(?<=[a-z0-9])(?=[A-Z])|(?<=[a-z]{2})(?=[0-9])/g, " ")
    .toLowerCase()
    .replace("h264", "H.264")
    .replace("mpeg 4", "MPEG-4");
  const cased = spaced.replaceAll(
    /\b(?:http|https|rtsp|rtp|smtp|pop|ftp|dns|url|ntp|gop|sd|ip|wps|wep|wpa|led|mtu|tls|id|uri)\b/g,
    (word) => word.toUpperCase(),
  );
  const name = cased.slice(0, 1).toUpperCase() + cased.slice(1);
  return unit ? `${name} (${unit[1]})` : name;
}

const units: readonly (readonly [ending: string, unit: string])[] = [
  ["Kbps", "kbit/s"],
  ["Hz", "Hz"],
  ["Seconds", "s"],
  ["Minutes", "min"],
  ["Hours", "h"],
  ["Kb", "KiB"],
  ["Mb", "MiB"],
];

import { type Element, formatXml } from "../xml/index.ts";

/** What a UPnP device says of itself (UPnP Device Architecture 1.1, 2.3). */
export interface DeviceDescription {
  /** "uuid:...", the same for ever. */
  readonly udn: string;
  readonly name: string;
  readonly maker: string;
  readonly model: string;
  readonly summary: string;
  readonly serial: string;
  /** Where people go; relative to the description. */
  readonly page: string;
}

/** No standard type of device is a camera with a web page: Basic is the one for what speaks for itself. */
export const basicDevice = "urn:schemas-upnp-org:device:Basic:1";

export function formatDescription(device: DeviceDescription): string {
  const own: readonly Element[] = [
    ["deviceType", basicDevice],
    ["friendlyName", device.name],
    ["manufacturer", device.maker],
    ["modelDescription", device.summary],
    ["modelName", device.model],
    ["modelNumber", device.model],
    ["serialNumber", device.serial],
    ["UDN", device.udn],
    ["presentationURL", device.page],
  ];
  const version: readonly Element[] = [
    ["major", "1"],
    ["minor", "1"],
  ];
  return formatXml([
    'root xmlns="urn:schemas-upnp-org:device-1-0" configId="1"',
    [
      ["specVersion", version],
      ["device", own],
    ],
  ]);
}

/** A device's name for machines, made from its MAC address: the same camera has the same name at every start. */
export function udnOf(mac: string): string {
  return `uuid:70696e68-6f6c-5e00-8000-${mac.replaceAll(/[^0-9a-f]/g, "").padStart(12, "0")}`;
}

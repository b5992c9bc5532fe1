/** The address of the pages for another machine: localhost is the camera here, and the phone there. */
export function addressForOthers(
  here: { readonly hostname: string; readonly origin: string },
  device: { readonly address: string; readonly httpPort: number },
): string {
  const isLocal = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(here.hostname);
  if (!isLocal || device.httpPort === 0) return `${here.origin}/`;
  return `http://${device.address}${device.httpPort === 80 ? "" : `:${device.httpPort}`}/`;
}

/** A fetch of the page's own login. */
export function request(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(path, { ...init, headers: { "x-pinhole-page": "1" } });
}

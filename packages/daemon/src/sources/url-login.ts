/** The login in an address; undefined where it has none. */
export function loginOf(url: URL): { readonly user: string; readonly password: string } | undefined {
  return url.username === "" ? undefined : { user: plain(url.username), password: plain(url.password) };
}

/** The address without its login and fragment. */
export function bareUrl(url: URL): URL {
  const bare = new URL(url);
  bare.username = "";
  bare.password = "";
  bare.hash = "";
  return bare;
}

/** The address with another's login, unless it has its own. */
export function withLoginOf(url: URL, { username, password }: URL): URL {
  const made = new URL(url);
  if (made.username !== "") return made;
  made.username = username;
  made.password = password;
  return made;
}

function plain(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Passwords that stand after a name, as many cameras have them in the path or query of an address. */
const named = /([?&;/_](?:\w*(?:pass|pwd|token|secret|auth|key)\w*|pw)=)[^&#\s]*/gi;

/** The address without the login, also where the password holds an unescaped "/" or "@". */
export function hideLogin(text: string): string {
  return text
    .replace(/^([a-z]+:\/\/)[^/]*@/i, "$1")
    .replace(/^([a-z]+:\/\/)[^/@[]*:(?!\d+(?:\/|$))[^@]*@/i, "$1")
    .replace(named, "$1***");
}

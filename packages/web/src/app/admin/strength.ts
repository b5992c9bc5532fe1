/** Common beginnings of passwords that are guessed first. */
const common = /pass|admin|1234|qwert|asdf|camera|kamera|letmein|welcome|hallo|abc|0000|1111/i;

/** How hard a password is to guess, from 0 to 4: by its length and the kinds of its characters. */
export function strengthOf(password: string): 0 | 1 | 2 | 3 | 4 {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z0-9]/].filter((kind) => kind.test(password)).length;
  const alphabet = [0, 26, 52, 62, 94][kinds] as number;
  const distinct = new Set(password).size;
  // A character that is there already adds little.
  const length = distinct + (password.length - distinct) / 3;
  const bits = length * Math.log2(Math.max(alphabet, 2)) - (common.test(password) ? 25 : 0);
  if (bits < 25) return 0;
  if (bits < 38) return 1;
  if (bits < 52) return 2;
  return bits < 68 ? 3 : 4;
}

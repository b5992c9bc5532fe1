// The quality of still pictures by the number that the cameras give it, 1 best: RC8230 documentation.
const byLevel = { 1: 25, 2: 40, 3: 55, 4: 70, 5: 85 } as const;

/** JPEG quality of the IJG scale for a channel's level, 1 (very low) to 5 (very high). */
export function jpegQuality(level: number): number {
  return byLevel[level as keyof typeof byLevel];
}

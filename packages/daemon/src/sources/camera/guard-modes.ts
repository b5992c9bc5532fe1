/** What is done when somebody else changes the settings of a camera. */
export const guardModes = ["off", "tell", "restore"] as const;

export type GuardMode = (typeof guardModes)[number];

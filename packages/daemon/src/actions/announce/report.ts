/** Seconds between the reports that show that the camera is well. */
export const reportSeconds = 300;

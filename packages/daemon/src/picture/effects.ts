import type { Lamps, PictureSettings } from "./settings.ts";

// Where white balance moves U and V, in steps of 8-bit chroma: against the tint of each light.
const tints = {
  auto: [0, 0],
  indoor: [8, -10],
  whiteLight: [-3, 2],
  yellowLight: [14, -12],
  outdoor: [-8, 7],
  blackAndWhite: [0, 0],
} as const;

/**
 * The FFmpeg filters that give a picture the look that the settings ask for; "" when they ask for nothing. Levels are 1
 * to 7 with 4 as the picture comes. Night shows what an infrared lamp would light: no colour, lifted shadows.
 */
export function effects({
  video,
  night,
  lamps,
}: Pick<PictureSettings, "video" | "lamps"> & { readonly night: boolean }): string {
  const filters: string[] = [];
  // vflip only has the rows read from below, and what is drawn later needs them in their order.
  if (video.flip) filters.push("vflip,copy");
  if (video.mirror) filters.push("hflip");
  const grey = night || video.whiteBalance === "blackAndWhite";
  const exposure = (video.exposure - 4) * 18;
  const gain = 1 + (video.contrast - 4) * 0.16;
  const gamma = gammaOf(night, lamps);
  if (exposure !== 0 || gain !== 1 || gamma !== 1) filters.push(luma(exposure, gain, gamma));
  const [u, v] = seenThrough(tints[video.whiteBalance], !night && lamps?.filterOpen === true);
  if (!grey && (u !== 0 || v !== 0))
    filters.push(`lutyuv=u=clip(val+(${u})\\,16\\,240):v=clip(val+(${v})\\,16\\,240)`);
  const angle = (video.hue - 4) * 15;
  const saturation = 1 + (video.saturation - 4) / 3;
  if (grey) filters.push("hue=s=0");
  else if (angle !== 0 || saturation !== 1) filters.push(`hue=h=${angle}:s=${saturation.toFixed(3)}`);
  if (video.sharpness !== 4) filters.push(`unsharp=5:5:${((video.sharpness - 4) * 0.5).toFixed(2)}:5:5:0`);
  return filters.join(",");
}

/** A night without lamps stays in the dark; white lamps light it less far than infrared ones. */
function gammaOf(night: boolean, lamps: Lamps | undefined): number {
  if (!night) return lamps?.white ? 1.05 : 1;
  if (lamps?.infrared !== false) return 1.35;
  return lamps.white ? 1.15 : 0.6;
}

/** Without the filter infrared light reaches the sensor's red. */
function seenThrough([u, v]: readonly [number, number], isOpen: boolean): readonly [number, number] {
  return isOpen ? [u - 4, v + 14] : [u, v];
}

function luma(exposure: number, gain: number, gamma: number): string {
  const lifted = gamma === 1 ? "val" : `(16+219*pow(clip((val-16)/219\\,0\\,1)\\,${(1 / gamma).toFixed(3)}))`;
  return `lutyuv=y=clip((${lifted}-126)*${gain.toFixed(2)}+126+(${exposure})\\,16\\,235)`;
}

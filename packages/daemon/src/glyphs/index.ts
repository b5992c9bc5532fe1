export { type Font, type Glyph, openFont } from "./font.ts";
export { darken, drawText, type Picture, type TextStyle, textWidth } from "./text.ts";

/** Codecs that RTP carries here, named as FFmpeg names them; `adpcm_g726` in the packing of RFC 3551. */
export const rtpCodecs = [
  "h264",
  "mpeg4",
  "mjpeg",
  "aac",
  "pcm_alaw",
  "pcm_mulaw",
  "adpcm_g726",
  "pcm_s16be",
] as const;

export type RtpCodec = (typeof rtpCodecs)[number];

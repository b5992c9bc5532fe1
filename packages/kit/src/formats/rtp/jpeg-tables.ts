/** The tables of a JPEG that RTP does not carry (RFC 2435, appendices A and B; ITU-T T.81, annex K), in zigzag order. */

const bytes = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/[0-9a-f]{2}/g) ?? [], (pair) => Number.parseInt(pair, 16));

/** Huffman tables as a DHT segment holds them: 16 counts, then the values. */
export const huffmanTables = {
  dcLuminance: bytes(`
  00010501010101010100000000000000000102030405060708090a0b
  `),
  dcChrominance: bytes(`
  00030101010101010101010000000000000102030405060708090a0b
  `),
  acLuminance: bytes(`
  0002010303020403050504040000017d01020300041105122131410613516107227114328191a1082342b1c11552d1f0
  2433627282090a161718191a25262728292a3435363738393a434445464748494a535455565758595a63646566676869
  6a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5
  c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa
  `),
  acChrominance: bytes(`
  00020102040403040705040400010277000102031104052131061241510761711322328108144291a1b1c109233352f0
  156272d10a162434e125f11718191a262728292a35363738393a434445464748494a535455565758595a636465666768
  696a737475767778797a82838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3
  c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa
  `),
} as const;

const luminance = bytes(`
  100b0c0e0c0a100e0d0e1211101318281a181616183123251d283a333d3c3933383740485c4e404457453738506d5157
  5f626768673e4d71797064785c656763
`);

const chrominance = bytes(`
  1112121815182f1a1a2f6342384263636363636363636363636363636363636363636363636363636363636363636363
  63636363636363636363636363636363
`);

/** The two quantisation tables, 64 bytes each, of a quality of 1 to 99 (RFC 2435 4.2). */
export function quantisationTables(quality: number): Uint8Array<ArrayBuffer> {
  const scale = quality < 50 ? Math.trunc(5000 / quality) : 200 - quality * 2;
  const scaled = (value: number): number =>
    Math.min(255, Math.max(1, Math.trunc((value * scale + 50) / 100)));
  return Uint8Array.from([...luminance, ...chrominance], scaled);
}

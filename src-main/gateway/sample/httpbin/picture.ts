import { crc32, deflateSync } from 'node:zlib';

const side = 96;

/** A small picture (a boat's bow on water) as SVG. */
export const pictureSvg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" width="${side}" height="${side}">
<rect width="${side}" height="${side}" fill="#dff1fb"/><rect y="64" width="${side}" height="32" fill="#1f7fb5"/>
<path d="M12 44h72L68 72H28z" fill="#c2542d"/></svg>
`;

/** The same picture as PNG, drawn pixel by pixel (PNG specification, sections 5 and 11: IHDR, IDAT, IEND). */
export function picturePng(): Buffer {
  const rows: Buffer[] = [];
  for (let y = 0; y < side; y++) {
    const row = Buffer.alloc(1 + side * 3);
    for (let x = 0; x < side; x++) row.set(colour(x, y), 1 + x * 3);
    rows.push(row);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function colour(x: number, y: number): readonly [number, number, number] {
  const narrowing = ((y - 44) * 16) / 28;
  if (y >= 44 && y < 72 && x >= 12 + narrowing && x < 84 - narrowing) return [0xc2, 0x54, 0x2d];
  return y >= 64 ? [0x1f, 0x7f, 0xb5] : [0xdf, 0xf1, 0xfb];
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(4 + body.length + 4);
  frame.writeUInt32BE(data.length, 0);
  body.copy(frame, 4);
  frame.writeUInt32BE(crc32(body), 4 + body.length);
  return frame;
}

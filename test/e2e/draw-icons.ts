import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { projectFolder } from '../../src-main/cli/build-when-stale.ts';
import { findBrowser } from './browser.ts';

/** Draws every icon of the desktop app from the window's own: `node test/e2e/draw-icons.ts`. The pictures are kept in `resources/icons`. */
const project = projectFolder();
const folder = join(project, 'resources', 'icons');
const boat = readFileSync(join(project, 'src-renderer', 'icon.svg'), 'utf8');
const inColour = (colour: string): string => boat.replace('#0b86a9', colour);

/** The boat on a tile, with the room around it that macOS keeps free; `free` in hundredths of a side. */
const tile = (free: number): string => {
  const side = 100 - 2 * free;
  const inner = side * 0.8;
  const at = (100 - inner) / 2;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">
    <rect x="${free}" y="${free}" width="${side}" height="${side}" rx="${side * 0.22}" fill="#0b86a9"/>
    <svg x="${at}" y="${at}" width="${inner}" height="${inner}" viewBox="0 0 24 24">${inColour('#ffffff')}</svg>
  </svg>`;
};

const draw = async (page: Page, svg: string, size: number): Promise<Buffer> => {
  await page.setViewportSize({ width: size, height: size });
  const sized = svg.replace('<svg ', `<svg width="${size}" height="${size}" `);
  await page.setContent(`<body style="margin:0;overflow:hidden">${sized}`);
  return page.screenshot({ omitBackground: true });
};

/** An ICO file: a list of sizes, and behind it each picture as PNG (Windows Vista and later). */
const ico = (pictures: readonly { readonly size: number; readonly png: Buffer }[]): Buffer => {
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  pictures.forEach(({ size, png }, i) => {
    const at = 6 + 16 * i;
    head.writeUInt8(size % 256, at); // 0 stands for 256
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png.length;
  });
  return Buffer.concat([head, ...pictures.map(({ png }) => png)]);
};

/** An ICNS file: pictures as PNG, each behind its type and length. */
const icns = (pictures: readonly { readonly type: string; readonly png: Buffer }[]): Buffer => {
  const part = (type: string, data: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.write(type, 'latin1');
    head.writeUInt32BE(data.length + 8, 4);
    return Buffer.concat([head, data]);
  };
  return part('icns', Buffer.concat(pictures.map(({ type, png }) => part(type, png))));
};

const main = async (): Promise<void> => {
  const browser = await findBrowser();
  if (!browser.found) throw new Error(browser.reason);
  const program = await chromium.launch(browser.options);
  try {
    const page = await program.newPage();
    mkdirSync(join(folder, 'linux'), { recursive: true });
    const write = (name: string, data: Buffer): void => writeFileSync(join(folder, name), data);
    for (const size of [16, 32, 48, 64, 128, 256, 512])
      write(join('linux', `${size}x${size}.png`), await draw(page, tile(4), size));
    const windows = [];
    for (const size of [16, 24, 32, 48, 64, 128, 256]) windows.push({ size, png: await draw(page, tile(2), size) });
    write('icon.ico', ico(windows));
    const mac = [];
    for (const [type, size] of [
      ['ic11', 32],
      ['ic12', 64],
      ['ic07', 128],
      ['ic13', 256],
      ['ic08', 256],
      ['ic14', 512],
      ['ic09', 512],
      ['ic10', 1024],
    ] as const)
      mac.push({ type, png: await draw(page, tile(10), size) });
    write('icon.icns', icns(mac));
    // macOS takes the shape alone and colours it; elsewhere trays are light or dark, and the colour is seen on both.
    for (const [dense, size] of [
      ['', 16],
      ['@2x', 32],
    ] as const) {
      write(`trayTemplate${dense}.png`, await draw(page, inColour('#000000'), size));
      write(`tray${dense}.png`, await draw(page, inColour('#1ba3c9'), size));
    }
  } finally {
    await program.close();
  }
};

await main();

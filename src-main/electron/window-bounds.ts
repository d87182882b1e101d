import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Rectangle } from 'electron';

/** Where the window was. Kept as a small JSON file; of no value to anybody else. */
export type WindowState = { readonly bounds: Rectangle; readonly maximised: boolean };

const defaultSize = { width: 1280, height: 840 };
export const smallest = { width: 720, height: 480 };

/**
 * Where to open the window: where it was, if enough of it would be seen on one of the displays there are now
 * (a display may be gone); else in the middle of the first display, no larger than that.
 */
export const chooseBounds = (saved: WindowState | undefined, workAreas: readonly Rectangle[]): Rectangle => {
  const display = workAreas[0] ?? { x: 0, y: 0, ...defaultSize };
  if (saved !== undefined) {
    const { x, y, width, height } = saved.bounds;
    // The title bar must be within reach: a good piece of the upper edge.
    const titleBar = { x, y, width, height: 40 };
    const home = workAreas.find((area) => overlap(titleBar, area).width >= 120 && overlap(titleBar, area).height >= 30);
    if (home !== undefined) return { x, y, width: Math.min(width, home.width), height: Math.min(height, home.height) };
  }
  const width = Math.min(defaultSize.width, display.width);
  const height = Math.min(defaultSize.height, display.height);
  return {
    x: display.x + Math.round((display.width - width) / 2),
    y: display.y + Math.round((display.height - height) / 2),
    width,
    height,
  };
};

const overlap = (a: Rectangle, b: Rectangle): { width: number; height: number } => ({
  width: Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x),
  height: Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y),
});

/** The state in a file's text, or nothing where it is not one (another version, cut off, edited by hand). */
export const parseWindowState = (text: string): WindowState | undefined => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined; // cut off by a crash: the default place is good enough
  }
  if (!isRecord(value) || !isRecord(value.bounds)) return undefined;
  const { x, y, width, height } = value.bounds;
  if (![x, y, width, height].every((n) => Number.isSafeInteger(n))) return undefined;
  const bounds = { x, y, width, height } as Rectangle;
  if (bounds.width < smallest.width || bounds.height < smallest.height) return undefined;
  return { bounds, maximised: value.maximised === true };
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

export const readWindowState = async (file: string): Promise<WindowState | undefined> => {
  const text = await readFile(file, 'utf8').catch(() => undefined); // the first start has no file
  return text === undefined ? undefined : parseWindowState(text);
};

/** Written beside and moved into place, so that the file is whole whatever happens. */
export const writeWindowState = async (file: string, state: WindowState): Promise<void> => {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, JSON.stringify(state));
  await rename(`${file}.new`, file);
};

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openWindow, type TestWindow } from './window.ts';

const folder = join(import.meta.dirname, '..', '..', 'resources', 'examples', 'hello');
const files = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));

/** Storage of a browser, in memory. */
const createStorage = (): Storage => {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
    key: (at) => [...kept.keys()][at] ?? null,
    get length() {
      return kept.size;
    },
  };
};

type Sample = TestWindow & { readonly storage: Storage };
/** A window in which the first sample is open. */
const openSample = async (): Promise<Sample> => {
  const storage = createStorage();
  const before = await openWindow(files, storage);
  before.fake.openAnother(['/data/samples/hello']);
  before.stop();
  return anew({ ...before, storage });
};
/** What the window is after it was loaded again. */
const anew = async ({ fake, storage }: Sample): Promise<Sample> => ({
  ...(await openWindow(files, storage, fake)),
  storage,
});

const placeIn = ({ stores }: TestWindow): string => {
  const { place } = stores.tour.getState();
  return place === undefined ? 'none' : `${place.step} ${place.phase}`;
};
const get = (path: string) => ({ method: 'GET', url: `http://localhost${path}`, headers: [] });

test('the tour begins in its sample, goes on by what the gateway does, and is over for good', async () => {
  const window = await openSample();
  const { stores, fake, settle } = window;
  const { tour, files: texts } = stores;
  expect(placeIn(window)).toBe('open says');
  fake.arrive([get('/nothing')]);
  expect(placeIn(window)).toBe('open says');
  fake.arrive([get('/hello')]);
  expect(placeIn(window)).toBe('change says');
  expect(texts.getState().files.find(({ file }) => file === 'hello.yaml')).toBeDefined();
  expect(stores.navigation.getState().file).toBe('hello.yaml');

  await tour.doIt();
  await settle();
  expect(placeIn(window)).toBe('change see');
  expect(tour.getState()).toMatchObject({ before: '/hello', busy: false });
  await tour.send(1);
  await settle();
  expect(placeIn(window)).toBe('split says');
  await tour.doIt();
  await settle();
  expect(placeIn(window)).toBe('split see');
  await tour.send(20);
  await settle();
  expect(tour.getState().busy).toBe(false);
  expect(stores.navigation.getState().panel).toBe('traffic');
  // The fake has no dice: the other version answers when it has all of it.
  expect(placeIn(window)).toBe('split see');
  const half = texts.getState().files.find(({ file }) => file === 'hello.yaml')?.disk?.text ?? '';
  fake.changeOnDisk('hello.yaml', half.replace('weight: 50', 'weight: 0'));
  fake.arrive([get('/welcome')]);
  fake.changeOnDisk('hello.yaml', half);
  await settle();
  expect(placeIn(window)).toBe('break says');
  await tour.doIt();
  await settle();
  expect(placeIn(window)).toBe('break see');
  await tour.send(20);
  await settle();
  expect(placeIn(window)).toBe('break why');
  tour.explain();
  expect(placeIn(window)).toBe('break mend');
  expect(stores.request.getState().url).toContain('/welcome');
  await tour.doIt();
  await settle();
  expect(placeIn(window)).toBe('break answer');
  await tour.send(1);
  await settle();
  expect(placeIn(window)).toBe('end says');
  expect(stores.settings.getState().settings.tour).toBe('done');
  tour.end();
  window.stop();
  expect(placeIn(await anew(window))).toBe('none');
});

test('after the window was loaded again it goes on where it was', async () => {
  const before = await openSample();
  before.fake.arrive([get('/hello')]);
  await before.stores.tour.doIt();
  await before.settle();
  expect(placeIn(before)).toBe('change see');
  before.stop();
  const window = await anew(before);
  expect(placeIn(window)).toBe('change see');
  expect(window.stores.tour.getState().before).toBe('/hello');
  window.storage.setItem('slipway.tour', '{"workspace":"/data/samples/hello","step":"dance","phase":7}');
  window.stop();
  expect(placeIn(await anew(window))).toBe('open says');
});

test('where nothing of the sample is left it still says so, and edits that cannot be made are not offered', async () => {
  const window = await openSample();
  window.fake.changeOnDisk('hello.yaml', 'nothing: at all\n');
  await window.settle();
  window.stop();
  const later = await anew(window);
  expect(placeIn(later)).toBe('open says');
  expect(later.stores.tour.edit()).toBeUndefined();
  await later.stores.tour.doIt();
  expect(later.stores.tour.getState().busy).toBe(false);
});

test('a save that fails does not keep its buttons from being pressed', async () => {
  const window = await openSample();
  window.fake.arrive([get('/hello')]);
  window.fake.openAnother(['/home/me/shop']);
  await window.stores.tour.doIt();
  expect(window.stores.tour.getState().busy).toBe(false);
});

test('it begins anywhere by a command, by opening its sample', async () => {
  const { stores, fake, settle } = await openWindow(files, createStorage());
  expect(stores.tour.getState().place).toBeUndefined();
  await stores.tour.start();
  await settle();
  expect(fake.calls).toContainEqual({ name: 'workspaces.open', input: { sample: 'hello' } });
});

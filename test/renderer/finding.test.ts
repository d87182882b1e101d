import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFinding, type Finding, type FoundNow } from '../../src-renderer/state/finding.ts';
import { createIndex } from '../../src-renderer/state/search-index.ts';
import { openWindow, type TestWindow } from './window.ts';

const rules = 3_000;
const perFile = 500;
const gateway = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: gate }
spec:
  servers:
  - { port: { number: 80, name: http, protocol: HTTP }, hosts: ["*.test"] }
`;
const site = (number: number) =>
  `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: site-${number} }
spec:
  hosts: [site-${number}.test]
  gateways: [gate]
  http:
${Array.from({ length: perFile }, (_, i) => `  - match: [{ uri: { exact: /item-${i}/ } }]\n    route: [{ destination: { host: shop, port: { number: 80 } } }]\n`).join('')}`;
const files = [
  { file: 'gate.yaml', text: gateway },
  ...Array.from({ length: rules / perFile }, (_, i) => ({ file: `site-${i}.yaml`, text: site(i) })),
];

let window_: TestWindow;
let told: FoundNow[];
let finding: Finding;
let due: (() => void) | undefined;
let now = 0;
const start = () =>
  createFinding({
    stores: window_.stores,
    kept,
    words: window_.stores.words,
    soon: (work) => {
      due = work;
      return () => {
        due = undefined;
      };
    },
    // Each look at the clock is a millisecond later: a turn ends after a few portions.
    now: () => now++,
    tell: (found) => told.push(found),
  });
let kept = createIndex();
beforeEach(async () => {
  window_ = await openWindow(files);
  [told, kept, now] = [[], createIndex(), 0];
  finding = start();
});
afterEach(() => {
  finding.stop();
  window_.stop();
});

const turn = (): boolean => {
  const work = due;
  due = undefined;
  work?.();
  return due !== undefined;
};
const rest = (): number => {
  let turns = 1;
  while (turn()) turns += 1;
  return turns;
};
const last = () => told.at(-1);
const titles = (found = last()) => found?.lists.flatMap((list) => list.found.map(({ title }) => title)) ?? [];
const counts = (found = last()) =>
  Object.fromEntries(found?.lists.map(({ group, found: some, more }) => [group, some.length + more]) ?? []);

describe('looking for what is typed', () => {
  it('goes in turns, tells what there is before all is there, and all of it in the end', () => {
    finding.ask('item-49', []);
    const turns = rest();
    expect(turns).toBeGreaterThan(3);
    const first = told.find(({ lists }) => lists.length > 0);
    expect(first?.looking).toBe(true);
    expect(last()).toMatchObject({ typed: 'item-49', looking: false });
    // 49 and 490 to 499, of each site.
    expect(counts()).toEqual({ route: 11 * (rules / perFile) });
  });

  it('stops when the next letter comes', () => {
    finding.ask('item-4', []);
    turn();
    const before = told.length;
    finding.ask('site-2', []);
    rest();
    expect(told.slice(before).every(({ typed }) => typed === 'site-2')).toBe(true);
    expect(counts()).toMatchObject({ file: 1, resource: 1, host: 1 });
    const all = told.length;
    expect(turn()).toBe(false);
    expect(told.length).toBe(all);
  });

  it('looks through text in the same way, and forgets it', () => {
    finding.ask('#exact: /item-7/', []);
    turn();
    expect(last()?.typed).toBe('#exact: /item-7/');
    rest();
    expect(counts()).toEqual({ text: rules / perFile });
    finding.ask('#nothing has this', []);
    rest();
    expect(last()).toEqual({ typed: '#nothing has this', lists: [], looking: false });
    finding.ask('', []);
    expect(last()).toMatchObject({ typed: '', looking: false });
    expect(counts()).toEqual({ file: files.length });
  });

  it('leaves a list as it is that stays what it was', () => {
    finding.ask('site-1', []);
    rest();
    const [before] = last()?.lists ?? [];
    finding.ask('site-1 ', []);
    rest();
    expect(before?.group).toBe('file');
    expect(last()?.lists[0]).toBe(before);
  });

  it('has the first that can be done for whoever does not wait', () => {
    const jump = () => window_.stores.navigation.getState().jump?.place;
    finding.first('#item-3/')?.go();
    expect(jump()).toMatchObject({ file: 'site-0.yaml' });
    rest();
    expect(finding.first('site-3.test item-7/')?.title).toBe('site-3.test path is "/item-7/"');
    expect(finding.first('nothing has this')).toBeUndefined();
  });

  it('makes nothing again that was made before, and nothing when it is over', () => {
    finding.ask('shop', []);
    rest();
    const first = titles();
    finding.stop();
    finding = start();
    finding.ask('shop', []);
    rest();
    expect(titles()).toEqual(first);
    finding.ask('item', []);
    finding.stop();
    const all = told.length;
    rest();
    expect(told.length).toBe(all);
  });
});

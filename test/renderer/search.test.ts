import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { search } from '../../src-renderer/state/search.ts';
import {
  createIndex,
  exchangesOf,
  type Found,
  filesOf,
  indexOf,
  type KeptIndex,
  testsOf,
  textIn,
} from '../../src-renderer/state/search-index.ts';
import { rank } from '../../src-renderer/state/search-rank.ts';
import { openWindow, type TestWindow } from './window.ts';

let window_: TestWindow;
let things: readonly Found[];
let kept: KeptIndex;
beforeEach(async () => {
  window_ = await openWindow();
  window_.fake.arrive([{ method: 'GET', url: 'http://shop.example.com/teapot', headers: [] }]);
  await window_.settle();
  const { stores } = window_;
  kept = createIndex();
  things = [...[...indexOf(stores, kept)].flat(), ...(await testsOf(stores)), ...(await exchangesOf(stores))];
});
afterEach(() => window_.stop());

const find = (typed: string) =>
  Object.fromEntries(
    search(typed, { commands: [], files: filesOf(window_.stores), things, lines: [] }).map(({ group, found }) => [
      group,
      found.map(({ title }) => title),
    ]),
  );

describe('search over everything', () => {
  it('finds files, resources, hosts, routes, services and traffic by a part of what they are called', () => {
    expect(find('shop')).toMatchObject({
      file: ['shop.yaml'],
      resource: expect.arrayContaining(['VirtualService shop']),
      host: ['shop.example.com'],
      traffic: ['GET shop.example.com/teapot'],
    });
    expect(find('status')['route']?.[0]).toContain('/status');
    expect(find('teapot')).toEqual({ traffic: ['GET shop.example.com/teapot'] });
    expect(find('httpbin 8000')['service']).toEqual(['httpbin.default.svc.cluster.local:8000']);
  });

  it('finds problems, and words in any order', () => {
    expect(find('bound nothing')['problem']?.length).toBeGreaterThan(0);
    expect(find('service virtual')['resource']?.length).toBeGreaterThan(0);
    expect(find('qqqq')).toEqual({});
  });

  it('leads to the place', () => {
    const route = things.find(({ group, title }) => group === 'route' && title.includes('/status'));
    route?.go();
    expect(window_.stores.navigation.getState().jump?.place).toMatchObject({ file: 'httpbin.yaml' });
    things.find(({ group }) => group === 'traffic')?.go();
    expect(window_.stores.navigation.getState().panel).toBe('traffic');
    expect(window_.stores.traffic.getState().selected).toBe(1);
  });

  it('finds text in drafts, each line once, and goes there', () => {
    window_.stores.files.edit('shop.yaml', 'a: Needle needle\nb: hay\nc: NEEDLE\n');
    const lines = [...textIn(window_.stores, 'needle', window_.stores.words)].flat();
    expect(lines.map(({ title, detail }) => [title, detail])).toEqual([
      ['a: Needle needle', 'shop.yaml · line 1'],
      ['c: NEEDLE', 'shop.yaml · line 3'],
    ]);
    lines[1]?.go();
    expect(window_.stores.navigation.getState().jump?.place).toMatchObject({ file: 'shop.yaml', line: 3 });
  });
});

describe('what is made for one question', () => {
  it('is good for the next until its text changes', () => {
    const again = [...indexOf(window_.stores, kept)].flat();
    const known = new Set(things);
    expect(again.filter((one) => !known.has(one))).toEqual([]);
    window_.stores.files.edit('shop.yaml', 'kind: VirtualService\nmetadata:\n  name: new\n');
    const resources = [...indexOf(window_.stores, kept)].flat().filter(({ group }) => group === 'resource');
    expect(resources.map(({ title }) => title)).toContain('VirtualService new');
    expect(resources.map(({ title }) => title)).not.toContain('VirtualService shop');
  });
});

describe('the order', () => {
  it('puts what is called so first, then what begins so, then where a word begins so, and takes any script', () => {
    const texts = ['reopen shop', 'shop', 'workshop', 'shopping', '主题：深色', 'a*b'];
    expect(rank(texts, 'Shop')).toEqual([1, 3, 0, 2]);
    expect(rank(texts, '主题')).toEqual([4]);
    expect(rank(texts, '*')).toEqual([5]);
    expect(rank(texts, '')).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('takes words in any order, all of which must be there, with their signs', () => {
    const texts = ['GET /delay/1', 'GET /delays', 'POST /delay/1'];
    expect(rank(texts, '/delay/ get')).toEqual([0]);
    expect(rank(texts, 'delay')).toEqual([1, 0, 2]);
    expect(rank(texts, 'put')).toEqual([]);
  });
});

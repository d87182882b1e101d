import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { search } from '../../src-renderer/state/search.ts';
import { exchangesOf, type Found, indexOf, testsOf, textIn } from '../../src-renderer/state/search-index.ts';
import { createRank } from '../../src-renderer/state/search-rank.ts';
import { openWindow, type TestWindow } from './window.ts';

let window_: TestWindow;
let things: readonly Found[];
const rank = createRank();
beforeEach(async () => {
  window_ = await openWindow();
  window_.fake.arrive([{ method: 'GET', url: 'http://shop.example.com/teapot', headers: [] }]);
  await window_.settle();
  const { stores } = window_;
  things = [...[...indexOf(stores)].flat(), ...(await testsOf(stores)), ...(await exchangesOf(stores))];
});
afterEach(() => window_.stop());

const find = (typed: string) =>
  Object.fromEntries(
    search(typed, { commands: [], things }, [], rank).map(({ group, found }) => [
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

describe('the order', () => {
  it('puts what begins with the words first, and takes any script', () => {
    const texts = ['reopen shop', 'shop', 'workshop', '主题：深色', 'a*b'];
    expect(rank(texts, 'shop')[0]).toBe(1);
    expect(rank(texts, '主题')).toEqual([3]);
    expect(rank(texts, '*')).toEqual([4]);
    expect(rank(texts, '')).toEqual([0, 1, 2, 3, 4]);
  });
});

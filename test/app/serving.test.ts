import { expect, test } from 'vitest';
import { startServing, type Wanted } from '../../src-main/app/serving.ts';

type Built = { readonly text: string; readonly previous: string | undefined };

const text = (content: string) => [{ file: 'a.yaml', text: content }];

const start = async () => {
  const generations: (readonly [text: string, by: string, previous: string | undefined])[] = [];
  let active = 0;
  let most = 0;
  let broken = false;
  const serving = await startServing<Built>(
    { sources: text('0'), by: 'start' },
    {
      build: (sources, previous) => {
        if (broken) throw new Error('a bug');
        return { text: sources[0]?.text ?? '', previous: previous?.text };
      },
      apply: async () => {
        most = Math.max(most, ++active);
        await new Promise(setImmediate);
        active--;
        return generations.length + 1;
      },
      current: () => generations.length,
      served: (_, { by }, built) => generations.push([built.text, by, built.previous]),
      ended: () => {},
      log: () => {},
    },
  );
  const ask = (content: string, by: Wanted<Built>['by'], more: Partial<Wanted<Built>> = {}) =>
    serving.serve({ sources: text(content), by, ...more });
  return {
    serving,
    ask,
    generations,
    most: () => most,
    setBroken: (value: boolean) => {
      broken = value;
    },
  };
};

test('saves and changes on disk that wait become one, an apply and a rollback are each one of their own', async () => {
  const { serving, ask, generations, most } = await start();
  const first = ask('1', 'save');
  await Promise.resolve();
  const answers = await Promise.all([
    first,
    ask('2', 'disk'),
    ask('3', 'save'),
    ask('4', 'disk'),
    ask('5', 'apply'),
    ask('6', 'disk'),
    ask('7', 'rollback'),
    ask('8', 'apply'),
    ask('9', 'disk'),
  ]);
  await serving.settled();
  expect(generations).toEqual([
    ['0', 'start', undefined],
    ['1', 'save', '0'],
    ['5', 'apply', '1'],
    ['7', 'rollback', '5'],
    ['8', 'apply', '7'],
    ['9', 'disk', '8'],
  ]);
  // Who asked for text that was passed over is told the generation that took its place.
  expect(answers.map((one) => one.ok && one.value)).toEqual([2, 3, 3, 3, 3, 4, 4, 5, 6]);
  expect(most()).toBe(1);
});

test('a save among changes on disk makes the generation one of a save', async () => {
  const { ask, generations } = await start();
  await Promise.all([ask('1', 'save'), ask('2', 'disk')]);
  expect(generations.slice(1)).toEqual([['2', 'save', '0']]);
});

test('text that answers already makes no generation, and a build may begin from another one', async () => {
  const { ask, generations } = await start();
  expect(await ask('0', 'apply')).toEqual({ ok: true, value: 1 });
  await ask('1', 'rollback', { from: { text: 'older', previous: undefined } });
  expect(generations.slice(1)).toEqual([['1', 'rollback', 'older']]);
});

test('after a bug the build before goes on, and what is asked next is served', async () => {
  const { serving, ask, setBroken } = await start();
  setBroken(true);
  expect(await ask('1', 'save')).toMatchObject({ ok: false, failure: { code: 'config/not-served' } });
  expect([serving.now().built.text, serving.busy()]).toEqual(['0', false]);
  setBroken(false);
  expect(await ask('1', 'save')).toEqual({ ok: true, value: 2 });
  expect(serving.now().sources).toEqual(text('1'));
});

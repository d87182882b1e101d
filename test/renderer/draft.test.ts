import { expect, it } from 'vitest';
import type { Analysis } from '../../src-renderer/state/draft.ts';
import { createDraftStore } from '../../src-renderer/state/draft.ts';
import { createFilesStore } from '../../src-renderer/state/files.ts';
import { openWindow, textInDraft } from './window.ts';

it('analyses what is typed, while main keeps serving what is on disk', async () => {
  const { stores, settle } = await openWindow();
  expect(stores.draft.getState().diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const before = stores.running.getState();
  const text = textInDraft(stores, 'httpbin.yaml');
  stores.files.edit('httpbin.yaml', text.replace('prefix: /delay', 'prefx: /delay'));
  await settle();
  const [problem] = stores.draft.getState().diagnostics.filter(({ severity }) => severity === 'error');
  expect(problem?.place.file).toBe('httpbin.yaml');
  expect(text.replace('prefix: /delay', 'prefx: /delay').slice(...(problem?.place.range ?? []))).toContain('prefx');
  expect(stores.running.getState()).toEqual(before);
});

it('survives any half-typed text', async () => {
  const { stores, settle } = await openWindow();
  const text = textInDraft(stores, 'shop.yaml');
  for (let end = 0; end < text.length; end += 37) {
    stores.files.edit('shop.yaml', text.slice(0, end));
    await settle();
    expect(stores.draft.getState().bug).toBeUndefined();
    expect(stores.draft.getState().table).toBeDefined();
  }
});

it('asks one question at a time and always ends with the newest text', async () => {
  const asked: string[] = [];
  let answer: () => void = () => {};
  let handedOut = 0;
  const table: Analysis['table'] = {
    listeners: [],
    routeConfigs: {},
    clusters: {},
    settings: {
      pathNormalization: 'BASE',
      explainErrors: 'browsers',
      addresses: [],
      ports: {},
      serverHeader: 'istio-envoy',
    },
  };
  const draft = createDraftStore({
    analyse: ([source]) =>
      new Promise((resolve) => {
        asked.push(source?.text ?? '');
        answer = () =>
          resolve({
            diagnostics: [],
            rest: async () => {
              handedOut += 1;
              return { table, resources: [], suppressed: [] };
            },
          });
      }),
    later: (work) => {
      work();
      return () => {};
    },
  });
  const files = createFilesStore({ call: () => Promise.reject(new Error('nobody is there')) }, () => 0);
  draft.follow(files);
  const tick = () => new Promise((done) => setImmediate(done));
  files.arrive({ title: '', failures: [], files: [{ file: 'a.yaml', text: '1', revision: '1', writable: true }] });
  files.edit('a.yaml', '2');
  files.edit('a.yaml', '3');
  expect(asked).toEqual(['1']);
  answer();
  await tick();
  expect(asked).toEqual(['1', '3']);
  expect(draft.getState().behind).toBe(true);
  // Nobody waits for the table of a text that is old already.
  expect(handedOut).toBe(0);
  answer();
  await tick();
  expect(draft.getState().texts.get('a.yaml')).toBe('3');
  expect(draft.getState().behind).toBe(false);

  // A key that is taken back while its analysis is under way.
  files.edit('a.yaml', '34');
  files.edit('a.yaml', '3');
  expect(asked).toEqual(['1', '3', '34']);
  answer();
  await tick();
  expect(asked).toEqual(['1', '3', '34', '3']);
  answer();
  await tick();
  expect(draft.getState().texts.get('a.yaml')).toBe('3');
});

it('keeps the last good result when the analysis itself breaks', async () => {
  const draft = createDraftStore({
    analyse: () => Promise.reject(new Error('a bug')),
    later: (work) => {
      work();
      return () => {};
    },
  });
  const files = createFilesStore({ call: () => Promise.reject(new Error('nobody is there')) }, () => 0);
  draft.follow(files);
  files.arrive({ title: '', failures: [], files: [] });
  await new Promise((done) => setImmediate(done));
  expect(draft.getState().bug).toBe('a bug');
});

import { expect, it } from 'vitest';
import { build } from '#core/build.ts';
import { sampleFiles } from '../../src-renderer/client/fake-samples.ts';
import { createAnalyser } from '../../src-renderer/state/analyser.ts';
import { locateInDraft } from '../../src-renderer/state/locate.ts';

/** Stands in for the worker: answers each message as told. */
class TestWorker {
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  onerror: ((event: { readonly message: string }) => void) | null = null;
  readonly asked: unknown[] = [];
  answer: unknown = { ok: false, message: 'a bug in the worker' };
  postMessage(question: unknown) {
    this.asked.push(question);
    queueMicrotask(() => this.onmessage?.({ data: this.answer }));
  }
}

it('analyses small workspaces here and large ones in one worker', async () => {
  const started: TestWorker[] = [];
  const analyse = createAnalyser(() => {
    const worker = new TestWorker();
    started.push(worker);
    return worker as unknown as Worker;
  });
  expect((await analyse(sampleFiles)).table.listeners).toHaveLength(1);
  expect(started).toHaveLength(0);
  const large = [{ file: 'large.yaml', text: '# long\n'.repeat(50_000) }];
  await expect(analyse(large)).rejects.toThrow('a bug in the worker');
  const [worker] = started;
  if (worker !== undefined)
    worker.answer = { ok: true, analysis: { table: build([]).table, diagnostics: [], resources: [] } };
  expect((await analyse(large)).diagnostics).toEqual([]);
  expect(started).toHaveLength(1);
  expect(worker?.asked).toEqual([large, large]);
});

it('finds a running route in the text as it is now', () => {
  const running = build(sampleFiles).table;
  const moved = build(sampleFiles.map(({ file, text }) => ({ file, text: `# more\n${text}` }))).table;
  const route = running.routeConfigs['http.80']?.virtualHosts[0]?.routes[0];
  if (route === undefined) throw new Error('the samples have a route');
  expect(locateInDraft(route.origin, running)).toEqual(route.origin.place);
  expect(locateInDraft(route.origin, moved).line).toBe(route.origin.place.line + 1);
  expect(locateInDraft(route.origin, undefined)).toEqual(route.origin.place);
});

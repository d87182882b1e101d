import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { build } from '#core/build.ts';
import { sampleFiles } from '../../src-renderer/client/fake-samples.ts';
import { createAnalyser } from '../../src-renderer/state/analyser.ts';
import { type AskedWorker, type AskMessage, answerMessage } from '../../src-renderer/state/ask.ts';
import { createEngine, type Engine } from '../../src-renderer/state/engine.ts';
import { locateInDraft } from '../../src-renderer/state/locate.ts';
import { applySteps, diff } from '../../src-renderer/state/patch.ts';
import { resourceStates } from '../../src-renderer/state/resource-states.ts';

/** Stands in for the worker: what goes through it is cloned as a browser does. */
type Message = AskMessage<Parameters<Engine>[0]>;

const testWorker = (engine: Engine) => {
  const asked: Message[] = [];
  const worker: AskedWorker = {
    onmessage: null,
    onerror: null,
    terminate: () => {},
    postMessage: (message: Message) => {
      asked.push(message);
      queueMicrotask(() => {
        const data = structuredClone(answerMessage(engine, structuredClone(message)));
        worker.onmessage?.call(worker as Worker, { data } as MessageEvent);
      });
    },
  };
  return { worker, asked };
};

const fail = (worker: AskedWorker | undefined, message: string) =>
  worker?.onerror?.call(worker as Worker, { message } as ErrorEvent);

const second = sampleFiles.map(({ file, text }, index) => ({ file, text: index === 0 ? `# more\n${text}` : text }));

describe('the worker of the analysis', () => {
  it('is told what has changed, and gives what a build of everything gives', async () => {
    const { worker, asked } = testWorker(createEngine());
    const { analyse } = createAnalyser(createEngine, () => worker);
    for (const sources of [sampleFiles, second, second.slice(1), sampleFiles]) {
      const { diagnostics, rest } = await analyse(sources);
      const built = build(sources);
      expect(diagnostics).toEqual(built.diagnostics);
      expect(await rest()).toEqual({
        table: built.table,
        resources: resourceStates(built),
        suppressed: built.suppressed,
      });
    }
    const changes = asked.filter(({ ask }) => ask === 'analyse').map(({ args }) => args[0]);
    expect(changes.slice(1, 3)).toEqual([
      { changed: [second[0]], removed: [] },
      { changed: [], removed: [second[0]?.file] },
    ]);
  });

  it('answers the editor from the last analysis, and nothing before the first', async () => {
    const engine = createEngine();
    const { worker } = testWorker((question, args) => (question === 'outline' ? args : engine(question, args)));
    const { analyse, language } = createAnalyser(createEngine, () => worker);
    expect(await language.outline('a.yaml')).toEqual(['a.yaml']);
    const real = createAnalyser(createEngine);
    expect(await real.language.outline('a.yaml')).toBeUndefined();
    await analyse(sampleFiles);
  });

  it('is replaced when it breaks, and the next one is told everything', async () => {
    const started: ReturnType<typeof testWorker>[] = [];
    const { analyse } = createAnalyser(createEngine, () => {
      const one = testWorker(createEngine());
      started.push(one);
      return one.worker;
    });
    await (await analyse(sampleFiles)).rest();
    const lost = analyse(second);
    fail(started[0]?.worker, 'out of memory');
    await expect(lost).rejects.toThrow('out of memory');
    const { diagnostics, rest } = await analyse(second);
    expect(diagnostics).toEqual(build(second).diagnostics);
    expect((await rest()).table).toEqual(build(second).table);
    expect(started[1]?.asked[0]?.args).toEqual([{ changed: second, removed: [] }]);
  });

  it('is done without where it cannot start', async () => {
    const { worker } = testWorker(() => undefined);
    const silent = { ...worker, postMessage: () => {} };
    const { analyse } = createAnalyser(createEngine, () => silent);
    const first = analyse(sampleFiles);
    fail(silent, 'may not be loaded');
    expect((await first).diagnostics).toEqual(build(sampleFiles).diagnostics);
    expect((await (await analyse(second)).rest()).table).toEqual(build(second).table);
    const refused = createAnalyser(createEngine, () => {
      throw new Error('no workers here');
    });
    expect((await refused.analyse(sampleFiles)).diagnostics).toEqual(build(sampleFiles).diagnostics);
  });

  it('tells a bug of the core as an error, and goes on', async () => {
    const engine = createEngine();
    let broken = true;
    const { worker } = testWorker((question, args) => {
      if (broken) throw new Error('a bug');
      return engine(question, args);
    });
    const { analyse } = createAnalyser(createEngine, () => worker);
    await expect(analyse(sampleFiles)).rejects.toThrow('a bug');
    broken = false;
    await expect(analyse(sampleFiles)).resolves.toBeDefined();
  });
});

describe('steps from one value to another', () => {
  const json = fc.jsonValue({ maxDepth: 5 });
  const lists = fc.array(fc.record({ id: fc.nat(9), more: fc.array(fc.nat(3), { maxLength: 3 }) }), { maxLength: 12 });

  it('lead there from anything, whatever the messages they come in, and leave the first as it was', () => {
    const check = (before: unknown, after: unknown) => {
      const copy = structuredClone(before);
      const steps = structuredClone(diff(before, after));
      const made = applySteps(before, steps);
      // Through text, because the order of keys counts for whoever lists them.
      expect(JSON.stringify(made)).toBe(JSON.stringify(after));
      expect(before).toEqual(copy);
    };
    fc.assert(fc.property(json, json, check));
    fc.assert(fc.property(lists, lists, check));
  });

  it('carry large values in small pieces, and share what did not change', () => {
    const row = (number: number) => ({ number, cells: Array.from({ length: 50 }, (_, cell) => ({ cell })) });
    const large = { rows: Array.from({ length: 200 }, (_, number) => row(number)), other: { kept: [1, 2] } };
    const steps = diff(undefined, large);
    expect(Math.max(...steps.map(({ weight }) => weight))).toBeLessThanOrEqual(500);
    expect(applySteps(undefined, steps)).toEqual(large);
    const next = { ...large, rows: [row(1_000), ...large.rows] };
    const few = diff(large, next);
    expect(few).toHaveLength(2);
    const made = applySteps(large, few) as typeof large;
    expect(made).toEqual(next);
    expect(made.rows[1]).toBe(large.rows[0]);
    expect(made.other).toBe(large.other);
  });
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

it('what main says about the machine counts from the next analysis on', async () => {
  const text =
    'apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: main }\nspec:\n  servers:\n  - port: { number: 80, name: http, protocol: HTTP }\n    hosts: ["*"]\n';
  const analyser = createAnalyser(createEngine);
  const codes = async (written: string) =>
    (await analyser.analyse([{ file: 'a.yaml', text: written }])).diagnostics.map(({ code }) => code);
  expect(await codes(text)).not.toContain('listener/port-not-given');
  analyser.setMachine({ firstFreePort: 1024 });
  expect(await codes(`${text}# more\n`)).toContain('listener/port-not-given');
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { build } from '#core/build.ts';
import type { Table } from '#core/route/table.ts';
import type { TrafficRow } from '#core/traffic/traffic-row.ts';
import {
  pathOfRoute,
  type TourPhase,
  type TourPlace,
  type TourStep,
  tourEdit,
  tourNext,
  tourPhases,
  tourRoute,
  tourSteps,
} from '../../src-renderer/state/tour-steps.ts';

const folder = join(import.meta.dirname, '..', '..', 'resources', 'examples', 'hello');
const files = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));
const hello = files.find(({ file }) => file === 'hello.yaml')?.text ?? '';
const tableOf = (text: string): Table =>
  build(files.map((one) => (one.file === 'hello.yaml' ? { ...one, text } : one))).table;

const row = (path: string, status: number, cluster?: string): TrafficRow => ({
  id: 1,
  generation: 1,
  started: 0,
  durationMs: 1,
  listener: '0.0.0.0_80',
  method: 'GET',
  scheme: 'http',
  authority: 'localhost',
  path,
  protocol: 'HTTP/1.1',
  status,
  flags: '',
  details: '',
  bytesReceived: 0,
  bytesSent: 0,
  ...(cluster !== undefined && { upstream: { cluster, attempts: 1 } }),
});
const next = (
  step: TourStep,
  phase: TourPhase,
  text: string,
  rows: readonly TrafficRow[] = [],
  explains = false,
): TourPlace | undefined => {
  const table = tableOf(text);
  return tourNext({ step, phase }, { route: tourRoute(table), table, before: '/hello', rows, explains });
};
const after = (place: TourPlace, text: string): string => tourEdit(place, text)?.text ?? 'there was no such edit';

const changed = after({ step: 'change', phase: 'says' }, hello);
const split = after({ step: 'split', phase: 'says' }, changed);
const broken = after({ step: 'break', phase: 'says' }, split);

describe('a step of the tour goes on by itself', () => {
  test('when the page was answered, and not when anything else was', () => {
    expect(next('open', 'says', hello)).toBeUndefined();
    expect(next('open', 'says', hello, [row('/favicon.ico', 404), row('/hello', 503)])).toBeUndefined();
    expect(next('open', 'says', hello, [row('/hello', 200)])).toEqual({ step: 'change', phase: 'says' });
  });

  test('when the path is another one, however it was typed, and then when that one was answered', () => {
    expect(next('change', 'says', hello)).toBeUndefined();
    expect(next('change', 'says', changed)).toEqual({ step: 'change', phase: 'see' });
    expect(next('change', 'says', hello.replace('prefix: /hello', 'exact: /hi'))?.phase).toBe('see');
    expect(next('change', 'see', changed, [row('/hello', 404)])).toBeUndefined();
    expect(next('change', 'see', changed, [row('/welcome', 200)])).toEqual({ step: 'split', phase: 'says' });
  });

  test('when two destinations have a share, and then when both were seen', () => {
    expect(next('split', 'says', changed)).toBeUndefined();
    expect(next('split', 'says', split)?.phase).toBe('see');
    expect(next('split', 'says', changed.replace('weight: 0', 'weight: 7'))?.phase).toBe('see');
    expect(next('split', 'see', split, [row('/welcome', 200, 'v1'), row('/welcome', 200, 'v1')])).toBeUndefined();
    expect(next('split', 'see', split, [row('/welcome', 200, 'v1'), row('/welcome', 200, 'v2')])).toEqual({
      step: 'break',
      phase: 'says',
    });
  });

  test('when something is broken, seen, explained, mended and seen again', () => {
    expect(next('break', 'says', split)).toBeUndefined();
    expect(next('break', 'says', broken)?.phase).toBe('see');
    expect(next('break', 'see', broken, [row('/welcome', 200)])).toBeUndefined();
    expect(next('break', 'see', broken, [row('/welcome', 503)])?.phase).toBe('why');
    expect(next('break', 'why', broken)).toBeUndefined();
    expect(next('break', 'why', broken, [], true)?.phase).toBe('mend');
    expect(next('break', 'mend', broken)).toBeUndefined();
    expect(next('break', 'mend', split)?.phase).toBe('answer');
    expect(next('break', 'answer', split, [row('/welcome', 200)])).toEqual({ step: 'end', phase: 'says' });
  });

  test('and nowhere where the sample is gone, or at the end', () => {
    for (const step of tourSteps)
      for (const phase of tourPhases[step])
        expect(
          tourNext({ step, phase }, { route: undefined, table: undefined, before: '/', rows: [], explains: true }),
        ).toBeUndefined();
    expect(next('end', 'says', split, [row('/welcome', 200)])).toBeUndefined();
  });
});

describe('what it does for somebody', () => {
  test('changes what it is about and nothing else', () => {
    expect(changed).toBe(hello.replace('prefix: /hello', 'prefix: /welcome'));
    expect(split).toBe(changed.replace('weight: 100', 'weight: 50').replace('weight: 0', 'weight: 50'));
    expect(broken).toBe(split.replace('host: hello\n        subset: v1', 'host: helo\n        subset: v1'));
    expect(after({ step: 'break', phase: 'mend' }, broken)).toBe(split);
  });

  test('changes a path back where somebody takes the tour again', () => {
    expect(tourEdit({ step: 'change', phase: 'says' }, changed)?.text).toBe(hello);
  });

  test('shows the line where it would do it', () => {
    const found = tourEdit({ step: 'break', phase: 'says' }, split);
    expect(found && split.slice(...found.range)).toBe('host: hello');
    const first = tourEdit({ step: 'change', phase: 'says' }, hello);
    expect(first && hello.slice(...first.range)).toBe('prefix: /hello');
  });

  test('says nothing where there is no such place', () => {
    for (const step of tourSteps)
      for (const phase of tourPhases[step]) expect(tourEdit({ step, phase }, 'kind: Gateway\n')).toBeUndefined();
  });
});

test('the route of the sample is found with its path', () => {
  const route = tourRoute(tableOf(hello));
  expect(route && pathOfRoute(route)).toBe('/hello');
  expect(tourRoute(tableOf('kind: Gateway\n'))).toBeUndefined();
});

import { describe, expect, test } from 'vitest';
import { draw } from './check/drawing.ts';
import { buildCase, observeCall, servicesFile, undeclaredServices } from './check/golden.ts';
import { findCases } from './check/golden-files.ts';
import { compare, runsOf } from './check/observation.ts';

/** Every golden case through the core: what the documents mean, and what is wrong with them. */
describe.each(findCases())('$name', ({ file }) => {
  test('can be read', () => expect(file.problems).toEqual([]));

  const services = undeclaredServices(file);
  const { table, diagnostics } = buildCase(file, services, () => 1);

  test('draws every diagnostic and no other', () => {
    for (const source of file.sources) {
      const found = diagnostics.filter((d) => d.place.file === source.file);
      expect(draw(source.text, found).join('\n')).toBe(source.lines.join('\n'));
    }
    expect(diagnostics.filter((d) => d.place.file === servicesFile)).toEqual([]);
  });

  for (const call of file.calls)
    test(call.request.written, () => {
      const seen = observeCall(table, call.request, runsOf(call.expected.answer));
      expect(seen.length === 0 ? [] : compare(call.expected, seen)).toEqual([]);
    });
});

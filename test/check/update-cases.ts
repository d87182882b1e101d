import { writeFileSync } from 'node:fs';
import { type CaseFile, printCase } from '../case-file.ts';
import { type Call, printExpected } from './calls.ts';
import { draw } from './drawing.ts';
import { applyFix } from './fixed.ts';
import { buildCase, observeCall, undeclaredServices } from './golden.ts';
import { findCases } from './golden-files.ts';
import { compare, corrected, runsOf } from './observation.ts';

/**
 * Rewrites drawn diagnostics and call expectations of the golden cases to what the core says now; without names, of all of them.
 * Prose, spacing and header columns stay. Returns one line for each file that changed, to be read as a diff before it is committed.
 */
export function updateCases(names: readonly string[]): readonly string[] {
  return findCases()
    .filter((c) => names.length === 0 || names.includes(c.name))
    .flatMap(({ name, path, text, file }) => {
      // Drawings that cannot be read are replaced; any other fault is the author's to mend.
      const faults = file.problems.filter((p) => !/drawn diagnostic|says nothing/.test(p));
      if (faults.length > 0) return [`${name}: left alone, ${faults.join('; ')}`];
      const updated = update(file);
      if (updated === text) return [];
      writeFileSync(path, updated);
      return [`${name}: updated`];
    });
}

function update(file: CaseFile): string {
  const { table, diagnostics } = buildCase(file, undeclaredServices(file), () => 1);
  const call = (one: Call): string => {
    const seen = observeCall(table, one.request, runsOf(one.expected.answer));
    if (seen.length === 0 || compare(one.expected, seen).length === 0) return one.written;
    const before = one.written.slice(0, one.written.indexOf(' -> '));
    return `${before} -> ${printExpected(corrected(one.expected, seen))}`;
  };
  const yaml = (source: { readonly file: string; readonly text: string }) =>
    draw(
      source.text,
      diagnostics.filter((d) => d.place.file === source.file),
    );
  const fixed = applyFix(file);
  return printCase(file.blocks, yaml, call, ({ file: path, lines }) => fixed?.get(path) ?? lines);
}

/**
 * The part of README's support table that goes field by field: how near each field of Istio's kinds comes, and the golden case that
 * proves it.
 */
import type { Fidelity } from '#core/schema/schema.ts';
import type { FoundCase } from './check/golden-files.ts';
import { type ProvenField, provenFields, provenKinds } from './field-proofs.ts';

const words: Readonly<Record<Fidelity, string>> = {
  exact: 'exact',
  approximated: 'approximated',
  planned: 'not acted on yet',
  ignored: 'without effect',
  mesh: 'needs sidecars',
};

/** One folded table for each kind. Fields that stand beside each other and have the same state and proof share a row. */
export function fieldTables(cases: readonly FoundCase[]): string {
  const all = provenFields(cases);
  return provenKinds
    .map(({ kind }) => {
      const fields = all.filter((f) => f.kind === kind);
      const rows = inRows(fields).map(
        ([first, ...rest]) =>
          `| ${[first, ...rest].map((f) => `\`${f.path}\``).join(' ')} | ${words[first.fidelity]} | ${first.proof === undefined ? '' : link(first.proof)} |`,
      );
      return [
        `<details><summary><code>${kind}</code>: ${fields.length} fields</summary>`,
        ['| field | state | case |', '| --- | --- | --- |', ...rows].join('\n'),
        '</details>',
      ].join('\n\n');
    })
    .join('\n\n');
}

type Row = [ProvenField, ...ProvenField[]];

function inRows(fields: readonly ProvenField[]): readonly Row[] {
  const rows: Row[] = [];
  for (const field of fields) {
    const row = rows.at(-1);
    if (row && row[0].fidelity === field.fidelity && row[0].proof === field.proof) row.push(field);
    else rows.push([field]);
  }
  return rows;
}

/** A case as README links to it. */
export const link = (name: string): string => `[${name.split('/').at(-1)}](test/cases/${name}.md)`;

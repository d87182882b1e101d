import { lineStart } from '../../edit/find-node.ts';
import type { Diagnostic } from '../../text/diagnostic.ts';
import type { Fix } from '../answers.ts';
import type { Workspace } from '../workspace.ts';

/** A comment above the line that says why a warning or an information does not count here. Its reason is for a person to write. */
export const suppress = ({ files }: Workspace, { code, severity, place }: Diagnostic): readonly Fix[] => {
  const text = files.find(({ source }) => source.file === place.file)?.source.text;
  if (text === undefined || severity === 'error' || code.startsWith('suppress/') || code.startsWith('yaml/')) return [];
  const start = lineStart(text, place.range[0]);
  // As far in as what it speaks of: for an item of a list, the column of its dash.
  const [indent = ''] = /^ */.exec(text.slice(start)) ?? [];
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const comment = `${indent}# slipway: ignore ${code} because it is meant so${lineEnd}`;
  return [
    {
      title: `Ignore ${code} here`,
      preferred: false,
      edits: [{ file: place.file, edits: [{ range: [start, start], text: comment }] }],
    },
  ];
};

import type { Diagnostic } from '../../text/diagnostic.ts';
import type { Fix } from '../answers.ts';
import type { Workspace } from '../workspace.ts';

/**
 * Findings whose likeliest remedy is still a choice: it leads requests elsewhere than before, or names another thing that is there,
 * while what is named may only stand in a file that was not read.
 */
const choices: ReadonlySet<string> = new Set([
  'reference/missing',
  'reference/missing-destination',
  'reference/missing-port',
  'reference/missing-subset',
  'reference/host-not-in-gateway',
  'backend/not-resolved',
  'route/not-attached',
  'route/no-parents',
  'route/unreachable',
  'route/covered-match',
  'route/weights',
  'fidelity/mesh-only',
]);

/** Whether a fix may be applied without anybody looking at it: a preferred one, by which nothing but the mistake can change. */
export const isCertain = (workspace: Workspace, { code }: Diagnostic, fix: Fix): boolean =>
  fix.preferred && (!choices.has(code) || isSlip(workspace, fix));

/** A name whose letters changed places, `mian` for `main`. One that differs in a digit or a letter is another name. */
const isSlip = ({ files }: Workspace, { edits }: Fix): boolean => {
  const [file, ...others] = edits;
  const [edit, ...more] = file?.edits ?? [];
  if (!file || !edit || others.length + more.length > 0) return false;
  const text = files.find(({ source }) => source.file === file.file)?.source.text.slice(...edit.range) ?? '';
  return /^[a-z][a-z/-]+$/.test(text) && sorted(text) === sorted(edit.text);
};

const sorted = (text: string): string => [...text].sort().join('');

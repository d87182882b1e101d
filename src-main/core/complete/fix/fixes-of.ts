import type { Diagnostic } from '../../text/diagnostic.ts';
import type { Fix } from '../answers.ts';
import { placeInDocument } from '../place-in-document.ts';
import type { Workspace } from '../workspace.ts';
import { fixers, textFixers } from './index.ts';
import { suppress } from './suppress.ts';

/**
 * The remedies for a finding that can be applied as they are, the likeliest first; the last one is to keep silent about it.
 * At most one is preferred. Ranges belong to the texts the workspace was built from.
 */
export const fixesOf = (workspace: Workspace, diagnostic: Diagnostic): readonly Fix[] => {
  const found = placeInDocument(workspace, diagnostic.place);
  if (!found) return [];
  const { tree, document } = found;
  const fixes = [
    ...(textFixers[diagnostic.code] ?? []).flatMap((fixer) => fixer(document, diagnostic)),
    ...(tree
      ? (fixers[diagnostic.code] ?? []).flatMap((fixer) => fixer({ ...found, tree, workspace, diagnostic }))
      : []),
  ];
  const preferred = fixes.findIndex((fix) => fix.preferred);
  const single = fixes.map((fix, index) => (fix.preferred && index !== preferred ? { ...fix, preferred: false } : fix));
  return [...single, ...suppress(workspace, diagnostic)];
};

import { treeAt } from '#core/text/cursor.ts';
import type { Diagnostic } from '#core/text/diagnostic.ts';
import type { Path } from '#core/text/tree.ts';
import type { VisualDocument } from '#core/visual/document.ts';

const hiding = new Set(['route/unreachable', 'route/covered-match', 'route/duplicate-match', 'route/hidden-here']);

/** What a row says about a rule that requests do not reach, or undefined. `said` is the whole sentence. */
export const hiddenBy = (
  findings: readonly Diagnostic[],
  file: string,
  { tree, start }: VisualDocument,
  list: Path,
  noun: string,
): { readonly badge: string; readonly said: string } | undefined => {
  const found = findings.find(({ code }) => hiding.has(code));
  const never = findings.find(({ code }) => code === 'route/never-matches');
  if (!found) return never && { badge: 'matches nothing', said: never.message };
  const by = found.related?.[0]?.place;
  const rules = tree && treeAt(tree, list);
  const offset = (by?.range[0] ?? 0) - start;
  const index =
    by?.file === file && rules?.is === 'list'
      ? rules.items.findIndex(({ range }) => range[0] <= offset && offset < range[1])
      : -1;
  const partly = found.code === 'route/unreachable' ? '' : 'partly ';
  return { badge: `${partly}hidden by ${index < 0 ? `another ${noun}` : `${noun} ${index + 1}`}`, said: found.message };
};

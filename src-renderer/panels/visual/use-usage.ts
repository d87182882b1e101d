import { useCallback, useRef } from 'react';
import { wholeSchema } from '#core/complete/whole-schema.ts';
import { treeAt } from '#core/text/cursor.ts';
import { guessIdentity } from '#core/text/guess-identity.ts';
import { chunksOf, resourcesIn, type VisualDocument } from '#core/visual/document.ts';
import { countFields, type FieldUsage } from '#core/visual/field-usage.ts';
import { textOf } from '../../state/files.ts';
import { useStores } from '../../state/stores-context.ts';

/** So many resources are looked at: enough to tell what is usual, and soon done. */
const most = 200;

const nothing: FieldUsage = new Map();

/** How often the resources of this kind in the workspace write each field; counted when somebody asks. */
export const useUsage = ({ declared, kind }: VisualDocument): (() => FieldUsage) => {
  const { files } = useStores();
  const counted = useRef<{ readonly of: unknown; readonly kind: string; readonly usage: FieldUsage }>(undefined);
  return useCallback(() => {
    if (declared === undefined) return nothing;
    const { files: of } = files.getState();
    if (counted.current?.of === of && counted.current.kind === kind) return counted.current.usage;
    const trees = of
      .flatMap((one) => chunksOf(textOf(one)))
      .filter(({ text }) => guessIdentity(text).kind === kind)
      .slice(0, most)
      .flatMap((chunk) => resourcesIn(chunk))
      .flatMap(({ tree, root }) => (tree && treeAt(tree, root)) ?? []);
    const usage = countFields(trees, wholeSchema(declared));
    counted.current = { of, kind, usage };
    return usage;
  }, [files, declared, kind]);
};

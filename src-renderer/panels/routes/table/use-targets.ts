import { useEffect, useState } from 'react';
import type { RouteRow } from '#core/route/rows.ts';
import type { Target } from '#core/visual/retarget.ts';
import { useSlice, useStores } from '../../../state/stores-context.ts';

type Known = { readonly namespace: string; readonly targets: readonly Target[] };

/** Every service that the destinations of a row can be led to; until the analysis has answered, those that routes name. */
export const useTargets = (row: RouteRow | undefined): readonly Target[] => {
  const { language } = useStores();
  const clusters = useSlice('draft', ({ table }) => table?.clusters);
  const [known, setKnown] = useState<Known>();
  const namespace = row?.origin?.namespace;
  // Asked anew for each row, because the text may have changed since.
  const id = row?.id;
  useEffect(() => {
    if (namespace === undefined || id === undefined) return;
    let wanted = true;
    language.targets(namespace).then(
      (targets) => wanted && targets && setKnown({ namespace, targets }),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [language, namespace, id]);
  if (known !== undefined && known.namespace === namespace) return known.targets;
  return Object.values(clusters ?? {}).map(({ host, port, subset }) => ({ host, port, ...(subset && { subset }) }));
};

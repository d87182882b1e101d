import { useEffect, useState } from 'react';
import type { Converted, RouteKind } from '#core/convert/answers.ts';
import { askSettled } from '../../state/ask-settled.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import type { Source } from './convert-plan.ts';

export type Answer =
  | { readonly is: 'waiting' }
  | { readonly is: 'silent' }
  | { readonly is: 'answered'; readonly converted: Converted; readonly texts: ReadonlyMap<string, string> };

const waiting: Answer = { is: 'waiting' };

/** What a resource comes to as another kind, of the texts as they are; asked again whenever one of them changes. */
export const useAnswer = ({ target }: Source, to: RouteKind): Answer => {
  const { files, draft, language } = useStores();
  const texts = useSlice('draft', (state) => state.texts);
  const [known, setKnown] = useState<{ readonly key: string; readonly answer: Answer }>();
  const { group, kind, namespace, name } = target;
  const key = JSON.stringify([group, kind, namespace, name, to]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other texts may make another answer
  useEffect(() => {
    let wanted = true;
    const tell = (answer: Answer) => wanted && setKnown({ key, answer });
    askSettled({ files, draft }, () =>
      language.convert({ ...(group !== undefined && { group }), kind, namespace, name }, to),
    ).then(
      (settled) =>
        tell(
          settled?.answer === undefined
            ? { is: 'silent' }
            : { is: 'answered', converted: settled.answer, texts: settled.texts },
        ),
      () => tell({ is: 'silent' }),
    );
    return () => {
      wanted = false;
    };
  }, [files, draft, language, key, texts]);
  return known?.key === key ? known.answer : waiting;
};

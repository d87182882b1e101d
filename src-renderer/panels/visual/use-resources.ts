import { appendDocument } from '#core/edit/append-document.ts';
import type { Place } from '#core/text/diagnostic.ts';
import { guessIdentity } from '#core/text/guess-identity.ts';
import { indexLines, positionAt } from '#core/text/position.ts';
import { chunksOf } from '#core/visual/document.ts';
import { textOf } from '../../state/files.ts';
import { useStores } from '../../state/stores-context.ts';
import { useWords } from '../../words/words.ts';
import type { Choice } from './search-menu.tsx';

/** The resources of all files to choose from, and what can be added to one; looked up when somebody asks. */
export const useResources = (file: string | undefined) => {
  const { files, language, navigation } = useStores();
  const t = useWords('visual');
  const textIn = (name: string): string | undefined => {
    const one = files.getState().files.find((open) => open.file === name);
    return one && textOf(one);
  };
  const placeIn = (name: string, text: string, at: number): Place => ({
    file: name,
    range: [at, at],
    ...positionAt(indexLines(text), at),
  });
  const snippets = async () => {
    const answer = await language.complete(file ?? '', '', 0).catch((): undefined => undefined);
    return (answer?.items ?? []).filter(({ is }) => is === 'snippet');
  };
  return {
    list: (): readonly Choice[] =>
      files.getState().files.flatMap((one) =>
        chunksOf(textOf(one)).flatMap(({ text, index }): readonly Choice[] => {
          const { kind, name = t('head.unnamed'), namespace } = guessIdentity(text);
          if (kind === undefined) return [];
          const where = namespace === undefined ? one.file : `${namespace} · ${one.file}`;
          return [{ id: JSON.stringify([one.file, index]), label: `${kind} ${name}`, detail: where }];
        }),
      ),
    open: (id: string, go: (place: Place) => void): void => {
      const [name, index] = JSON.parse(id) as [string, number];
      const text = textIn(name);
      const chunk = text === undefined ? undefined : chunksOf(text)[index];
      if (text === undefined || chunk === undefined) return;
      const first = chunk.text.search(/^[a-zA-Z]/m);
      go(placeIn(name, text, chunk.start + Math.max(0, first)));
    },
    templates: async (): Promise<readonly Choice[]> =>
      (await snippets()).map(({ label, doc }) => ({
        id: label,
        label,
        ...(doc !== undefined && { detail: doc }),
      })),
    add: async (id: string): Promise<void> => {
      const insert = (await snippets()).find(({ label }) => label === id)?.insert;
      const before = file === undefined ? undefined : textIn(file);
      if (insert === undefined || file === undefined || before === undefined) return;
      const after = appendDocument(before, insert.replaceAll(/\$\{([^}]*)\}/g, '$1'));
      files.edit(file, after, { label: t('head.addStep', { name: id }) });
      const last = chunksOf(after).at(-1);
      if (last) navigation.reveal(placeIn(file, after, last.start + Math.max(0, last.text.search(/^[a-zA-Z]/m))));
    },
  };
};

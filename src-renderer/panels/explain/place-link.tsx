import type { ReactNode } from 'react';
import type { Place } from '#core/text/diagnostic.ts';
import { useStores } from '../../state/stores-context.ts';
import { useWords } from '../../words/words.ts';

/** Leads to a line: the focus shows it beside, a press goes there. */
export const PlaceLink = ({ place, children }: { readonly place: Place; readonly children?: ReactNode }) => {
  const { navigation } = useStores();
  const t = useWords('explain');
  const where = `${place.file}:${place.line}`;
  if (place.file === '') return <span className="muted">{children ?? t('builtIn')}</span>;
  return (
    <button
      type="button"
      className="link place"
      title={where}
      onFocus={() => navigation.reveal(place)}
      onClick={() => navigation.jumpTo(place)}
    >
      {children ?? where}
    </button>
  );
};

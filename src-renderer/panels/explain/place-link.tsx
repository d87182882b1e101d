import type { ReactNode } from 'react';
import type { Place } from '#core/text/diagnostic.ts';
import { useStores } from '../../state/stores-context.ts';

/** Leads to a line: the focus shows it beside, a press goes there. */
export const PlaceLink = ({ place, children }: { readonly place: Place; readonly children?: ReactNode }) => {
  const { navigation } = useStores();
  const where = `${place.file}:${place.line}`;
  if (place.file === '') return <span className="muted">{children ?? 'built in'}</span>;
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

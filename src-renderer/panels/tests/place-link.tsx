import type { Place } from '#core/text/diagnostic.ts';
import { useStores } from '../../state/stores-context.ts';

/** Leads to a line, which is shown beside as soon as the link has the focus. */
export const PlaceLink = ({ place }: { readonly place: Place }) => {
  const { navigation } = useStores();
  return (
    <button
      type="button"
      className="link place"
      onFocus={() => navigation.reveal(place)}
      onClick={() => navigation.jumpTo(place)}
    >
      {place.file}:{place.line}
    </button>
  );
};

import { useSlice, useStores } from '../../state/stores-context.ts';
import { lineStartOf } from '../../state/text-change.ts';
import { IconButton } from '../../ui/button.tsx';
import { CloseIcon } from '../../ui/icons.tsx';
import { useWords } from '../../words/words.ts';

/** What the editor found, as the references to a name: each with its line. A press goes there, Escape puts the list away. */
export const FoundPlaces = () => {
  const { navigation } = useStores();
  const t = useWords('editor');
  const found = useSlice('navigation', (state) => state.found);
  const texts = useSlice('draft', (state) => state.texts);
  if (found === undefined) return null;
  const close = () => navigation.showFound(undefined);
  return (
    <section
      className="problems found"
      aria-label={found.title}
      onKeyDown={(event) => event.key === 'Escape' && close()}
    >
      <div className="problems-head">
        <strong role="status">
          {found.title} <span className="badge">{found.places.length}</span>
        </strong>
        <span className="spacer" />
        <IconButton label={t('found.close')} onPress={close}>
          <CloseIcon size={14} />
        </IconButton>
      </div>
      <ul className="problems-rows">
        {found.places.map((place) => (
          <li key={`${place.file} ${place.range[0]}`}>
            <button type="button" className="problem found-place" onClick={() => navigation.jumpTo(place)}>
              <span className="mono">{lineAt(texts.get(place.file) ?? '', place.range[0])}</span>
              <span className="mono muted">
                {place.file}:{place.line}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
};

const lineAt = (text: string, offset: number): string => {
  const end = text.indexOf('\n', offset);
  return text.slice(lineStartOf(text, offset), end < 0 ? text.length : end).trim();
};

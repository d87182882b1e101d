import type { PlacedNote } from '#core/convert/tests-of.ts';
import { Badge } from '../../ui/badge.tsx';
import { useWords } from '../../words/words.ts';

/** What of an imported file is not said in full, each by the name of its field. */
export const NoteList = ({ notes }: { readonly notes: readonly PlacedNote[] }) => {
  const t = useWords('tests');
  if (notes.length === 0) return null;
  return (
    <>
      <p>{t('import.notes', { count: notes.length })}</p>
      <ul className="tests-notes">
        {notes.map(({ is, field, message }) => (
          <li key={`${field} ${message}`}>
            <Badge tone={is === 'lost' ? 'warn' : 'info'}>{t(`import.${is}`)}</Badge>
            <span>
              <code>{field}</code> {message}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
};

import type { RowsView } from '../../../state/body-engine.ts';
import { LineView } from './line-view.tsx';
import { ScrollText } from './scroll-text.tsx';
import type { SeenBody } from './use-body.ts';

/** So many characters are drawn at once; of more only what is in sight. */
const mostAtOnce = 64 * 1024;
/** A byte takes so many in hexadecimal, roughly. */
const charactersOfByte = 5;

type LongTextProps = { readonly seen: SeenBody; readonly view: RowsView; readonly name: string };

/** A body as text: a short one whole, so that the browser's own search and selection have all of it. */
export const LongText = ({ seen: { look, read, source }, view, name }: LongTextProps) => {
  const length = view === 'hex' ? look.size * charactersOfByte : (read?.text?.length ?? 0);
  if (source.is === 'far' || length > mostAtOnce)
    return <LineView key={view} source={source} view={view} name={name} />;
  const { count, slice } = source.rows(view, Number.POSITIVE_INFINITY);
  return (
    <ScrollText name={name} hex={view === 'hex'}>
      {slice(0, count).join('\n')}
    </ScrollText>
  );
};

import { nameOf } from '../../state/open-in.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Button } from '../../ui/button.tsx';
import { useTongue, useWords } from '../../words/words.ts';

/** The test browsers that run; nothing where none does. */
export const Sessions = () => {
  const { reach } = useStores();
  const t = useWords('browser');
  const tongue = useTongue();
  const known = useSlice('reach', (state) => state.known);
  const closing = useSlice('reach', (state) => state.closing);
  if (known === undefined || known.sessions.length === 0) return null;
  return (
    <section aria-label={t('session.title')}>
      <h3>{t('session.title')}</h3>
      <ul className="sessions">
        {known.sessions.map(({ id, browser, url, started }) => {
          const found = known.browsers.find((one) => one.id === browser);
          const name = found === undefined ? browser : nameOf(found);
          const isClosing = closing.includes(id);
          return (
            <li key={id}>
              <strong>{name}</strong>
              <span className="muted">
                {t('session.since', { time: new Date(started).toLocaleTimeString(tongue) })}
              </span>
              <span className="mono url" title={url}>
                {url}
              </span>
              <Button disabled={isClosing} onPress={() => void reach.close(id)}>
                {t(isClosing ? 'session.closing' : 'session.close')}
                <span className="hidden-visually">: {t('session.closeOne', { name })}</span>
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
};

import { useSlice, useStores } from '../../state/stores-context.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { useWords } from '../../words/words.ts';

/** Ports that lead into clusters: where to, whether a pod takes connections, and the button that ends them. */
export const ForwardsList = () => {
  const t = useWords('services');
  const { candidates } = useStores();
  const forwards = useSlice('candidates', (state) => state.forwards);
  if (forwards.length === 0) return null;
  return (
    <section className="forwards" aria-label={t('forward.list')}>
      <ul>
        {forwards.map(({ id, localPort, state, pod, why, connections }) => (
          <li key={id}>
            <span className="mono">
              127.0.0.1:{localPort} → {id}
            </span>
            <Badge tone={state === 'ready' ? 'ok' : 'warn'}>{t(`forward.${state}`)}</Badge>
            <span className="muted">{state === 'ready' ? t('forward.pod', { pod, count: connections }) : why}</span>
            <span className="spacer" />
            <Button look="quiet" onPress={() => void candidates.endForward(id)}>
              {t('forward.end')}
              <span className="hidden-visually"> {id}</span>
            </Button>
          </li>
        ))}
      </ul>
      <p className="muted">{t('forward.lasts')}</p>
    </section>
  );
};

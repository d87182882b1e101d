import { useSlice, useStores } from '../../state/stores-context.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { useWords } from '../../words/words.ts';

/** Where the mapping proxy listens, for browsers and programs that somebody wires by hand. */
export const ProxySection = () => {
  const { reach } = useStores();
  const t = useWords('browser');
  const proxy = useSlice('reach', (state) => state.known?.proxy);
  const address = proxy && `http://${proxy.address}:${proxy.port}`;
  return (
    <section aria-label={t('proxy.title')}>
      <h3>{t('proxy.title')}</h3>
      <p className="muted">{t('proxy.idle')}</p>
      {proxy === undefined || address === undefined ? (
        <div className="ways">
          <Button onPress={() => void reach.startProxy()}>{t('proxy.start')}</Button>
        </div>
      ) : (
        <dl className="facts">
          <dt>{t('proxy.at')}</dt>
          <dd>
            <code>{address}</code>
            <CopyButton text={address} what={t('proxy.address')} />
          </dd>
          <dt>{t('proxy.pac')}</dt>
          <dd>
            <code>{proxy.pac}</code>
            <CopyButton text={proxy.pac} what={t('proxy.pacUrl')} />
          </dd>
        </dl>
      )}
    </section>
  );
};

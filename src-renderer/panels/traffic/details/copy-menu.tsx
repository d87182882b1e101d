import { useState } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover, Separator } from 'react-aria-components';
import type { ExchangeDetails } from '#core/traffic/exchange-details.ts';
import { type CopyForm, copyAs } from '../../../state/copy-as.ts';
import { useSlice } from '../../../state/stores-context.ts';
import { useWords } from '../../../words/words.ts';
import { ExportHar } from './export-har.tsx';

const forms: readonly CopyForm[] = ['curl', 'fetch', 'raw', 'url'];

/** The request as a command, as code, as it stood on the wire; or all of it as a HAR file. */
export const CopyMenu = ({ details }: { readonly details: ExchangeDetails }) => {
  const t = useWords('exchange');
  const table = useSlice('running', (state) => state.table);
  const running = useSlice('running', (state) => state.running);
  const reveal = useSlice('exchangeDetails', (state) => state.reveal);
  const [said, say] = useState('');
  const [har, setHar] = useState(false);
  const copy = (form: CopyForm) => {
    const text = copyAs(form, details, {
      table,
      listeners: running?.gateway.listeners ?? [],
      mesh: running?.gateway.mesh,
      authorityFile: running?.authorityFile,
      hide: !reveal,
    });
    if (text === undefined) return say(t('copy.cannot'));
    navigator.clipboard?.writeText(text).then(
      () => say(t(reveal ? 'copy.doneWithSecrets' : 'copy.done', { what: t(`copy.${form}`) })),
      () => say(t('copy.forbidden')),
    );
  };
  return (
    <>
      <MenuTrigger>
        <Button className="button quiet">{t('action.copy')} ▾</Button>
        <Popover className="menu-popover">
          <Menu
            className="menu"
            aria-label={t('action.copy')}
            onAction={(key) => (key === 'har' ? setHar(true) : copy(key as CopyForm))}
          >
            {forms.map((form) => (
              <MenuItem key={form} id={form} className="menu-item">
                {t(`copy.${form}`)}
              </MenuItem>
            ))}
            <Separator className="menu-line" />
            <MenuItem id="har" className="menu-item">
              {t('copy.har')}
            </MenuItem>
          </Menu>
        </Popover>
      </MenuTrigger>
      {said !== '' && (
        <span className="muted said" role="status">
          {said}
        </span>
      )}
      {har && <ExportHar ids={async () => [details.exchange.id]} onDone={() => setHar(false)} />}
    </>
  );
};

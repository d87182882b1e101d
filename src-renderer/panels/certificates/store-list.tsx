import { useRef } from 'react';
import type { TrustStore } from '#contract/reach.ts';
import { storeWords } from '../../state/store-words.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Command } from '../../ui/copy-button.tsx';
import { CheckIcon, CrossIcon, InformationIcon } from '../../ui/icons.tsx';
import { useKeepFocus } from '../../ui/use-keep-focus.ts';
import { useWords } from '../../words/words.ts';
import { StoreReportLine } from './store-report.tsx';

const looks: Readonly<Record<TrustStore['state'], { readonly tone: Tone; readonly Icon: typeof CheckIcon }>> = {
  trusted: { tone: 'ok', Icon: CheckIcon },
  untrusted: { tone: 'neutral', Icon: CrossIcon },
  hint: { tone: 'info', Icon: InformationIcon },
  unavailable: { tone: 'neutral', Icon: CrossIcon },
};

/** Who on this machine trusts the authority, as reading each store shows it. */
export const StoreList = ({ stores }: { readonly stores: readonly TrustStore[] }) => {
  const t = useWords('certificates');
  const part = useRef<HTMLElement>(null);
  useKeepFocus(part);
  return (
    <section aria-label={t('stores.title')} ref={part} tabIndex={-1}>
      <h3>{t('stores.title')}</h3>
      <p className="muted">{t('stores.explain')}</p>
      {stores.length === 0 ? (
        <p className="muted">{t('stores.none')}</p>
      ) : (
        <ul className="cards">
          {stores.map((store) => (
            <Store key={store.id} store={store} />
          ))}
        </ul>
      )}
    </section>
  );
};

const Store = ({ store }: { readonly store: TrustStore }) => {
  const t = useWords('certificates');
  const { id, state, rights, command } = store;
  const { name, usedBy, says, lang } = storeWords(store, t);
  const { tone, Icon } = looks[state];
  return (
    <li aria-label={name}>
      <div className="card-head">
        <strong lang={lang}>{name}</strong>
        <Badge tone={tone}>
          <Icon size={12} />
          {t(`stores.state.${state}`)}
        </Badge>
        <span className="spacer" />
        <Deed store={store} name={name} />
      </div>
      <p className="muted" lang={lang}>
        {usedBy}
      </p>
      <p lang={lang}>{says}</p>
      <StoreReportLine id={id} />
      {command !== undefined && (state === 'hint' || rights === 'command') && state !== 'trusted' && (
        <>
          <p className="muted">{t(state === 'hint' ? 'stores.set' : 'stores.same')}</p>
          <Command text={command} />
        </>
      )}
      {command !== undefined && state !== 'hint' && rights !== 'command' && (
        <details>
          <summary>{t('stores.same')}</summary>
          <Command text={command} />
        </details>
      )}
    </li>
  );
};

type DeedProps = { readonly store: TrustStore; readonly name: string };

const Deed = ({ store: { id, state, rights }, name }: DeedProps) => {
  const { certificates } = useStores();
  const t = useWords('certificates');
  const doing = useSlice('certificates', (all) => all.doing);
  if (state === 'hint' || state === 'unavailable' || rights === 'command') return null;
  const trusted = state === 'trusted';
  const words = t(trusted ? 'stores.untrust' : rights === 'prompt' ? 'stores.trustAsk' : 'stores.trust');
  return (
    <Button
      disabled={doing !== undefined}
      onPress={() => void (trusted ? certificates.untrust(id) : certificates.trust(id))}
    >
      {doing === id ? t('stores.doing') : words}
      <span className="hidden-visually">: {t(trusted ? 'stores.untrustOne' : 'stores.trustOne', { name })}</span>
    </Button>
  );
};

import type { ReactNode } from 'react';
import type { Effect, Explanation } from '#core/route/explanation.ts';
import { useWords } from '../../words/words.ts';
import { Candidates } from './candidates.tsx';
import { Destinations } from './destinations.tsx';
import { Mark } from './mark.tsx';
import { PlaceLink } from './place-link.tsx';

/** The way of a request from the port to the address, one station below the other. */
export const Trace = ({ explanation }: { readonly explanation: Explanation }) => {
  const t = useWords('explain');
  const { listener, hosts, candidates, effects, destinations, connection } = explanation;
  if (listener === undefined) return null;
  const server = (listener.chains.find(({ chosen }) => chosen) ?? listener.chains[0])?.origin;
  return (
    <section aria-label={t('trace.label')}>
      <h3>{t('trace.title')}</h3>
      <ol className="trace">
        <Station name={t('trace.listener')} title={listener.id}>
          <p className="sentence" lang="en">
            {listener.message}
          </p>
          {server !== undefined && <PlaceLink place={server.place} />}
        </Station>
        <Station name={t('trace.tls')}>
          <p lang="en" className={listener.tls === 'no TLS' ? 'sentence muted' : 'sentence'}>
            {listener.tls}
          </p>
          <Chains chains={listener.chains} />
        </Station>
        {hosts.length > 0 && (
          <Station name={t('trace.host')}>
            <Hosts hosts={hosts} />
          </Station>
        )}
        {candidates.length > 0 && (
          <Station name={t('trace.rules')}>
            <Candidates explanation={explanation} />
          </Station>
        )}
        {effects.length > 0 && (
          <Station name={t('trace.does')}>
            <Effects effects={effects} />
          </Station>
        )}
        {destinations.length > 0 && (
          <Station name={connection === undefined ? t('trace.goesTo') : t('trace.bytesTo')}>
            <Destinations destinations={destinations} />
          </Station>
        )}
      </ol>
    </section>
  );
};

type StationProps = { readonly name: string; readonly title?: string; readonly children: ReactNode };

const Station = ({ name, title, children }: StationProps) => (
  <li>
    <h4>{name}</h4>
    <div>
      {title !== undefined && <p className="mono">{title}</p>}
      {children}
    </div>
  </li>
);

/** With one way there is no choice to be shown. */
const Chains = ({ chains }: { readonly chains: NonNullable<Explanation['listener']>['chains'] }) => {
  const t = useWords('explain');
  return chains.length < 2 ? null : (
    <ul className="checks">
      {chains.map(({ chosen, message, origin }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the order is the listener's, and two may be alike
        <li key={i} className={chosen ? 'holds' : 'fails'}>
          <Mark holds={chosen} words={[t('check.chosen'), t('check.notChosen')]} />
          <span lang="en">
            {message} {origin !== undefined && <PlaceLink place={origin.place} />}
          </span>
        </li>
      ))}
    </ul>
  );
};

const mostHosts = 6;

const Hosts = ({ hosts }: { readonly hosts: Explanation['hosts'] }) => {
  const t = useWords('explain');
  const rest = hosts.slice(mostHosts);
  return (
    <>
      <HostList hosts={hosts.slice(0, mostHosts)} />
      {rest.length > 0 && (
        <details>
          <summary>{t('trace.moreHosts', { count: rest.length })}</summary>
          <HostList hosts={rest} />
        </details>
      )}
    </>
  );
};

const HostList = ({ hosts }: { readonly hosts: Explanation['hosts'] }) => {
  const t = useWords('explain');
  return (
    <ul className="checks" aria-label={t('trace.hosts')}>
      {hosts.map(({ domain, chosen, message }) => (
        <li key={domain} className={chosen ? 'holds' : 'fails'}>
          <Mark holds={chosen} words={[t('check.chosen'), t('check.notChosen')]} />
          <span lang="en">{message}</span>
        </li>
      ))}
    </ul>
  );
};

const Effects = ({ effects }: { readonly effects: readonly Effect[] }) => (
  <ol className="effects">
    {effects.map(({ field, message, before, after, place }, i) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the order is the meaning
      <li key={`${i} ${field}`}>
        <span lang="en">
          {message}
          {before !== undefined && <code> {before}</code>}
          {after !== undefined && <code> → {after}</code>}
        </span>
        {place !== undefined && <PlaceLink place={place} />}
      </li>
    ))}
  </ol>
);

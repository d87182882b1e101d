import { memo, useId } from 'react';
import type { Place } from '#core/text/diagnostic.ts';
import { useStores } from '../../state/stores-context.ts';
import { Badge } from '../../ui/badge.tsx';
import { ChevronIcon, WarningIcon } from '../../ui/icons.tsx';
import { useWords } from '../../words/words.ts';
import { Conditions } from './conditions.tsx';
import { Dot } from './dot.tsx';
import type { PartRow, StatusRow } from './status-rows.ts';

type ResourceCardProps = {
  readonly row: StatusRow;
  readonly open: boolean;
  readonly onToggle: (id: string) => void;
};

/** One resource: how it is in a line, and unfolded all that its status says. */
export const ResourceCard = memo(({ row, open, onToggle }: ResourceCardProps) => {
  const id = useId();
  const t = useWords('status');
  const { kind, namespace, name, tone, verdict, reason, message, addresses, listenerSets, place } = row;
  const fullName = namespace === '' ? name : `${namespace}/${name}`;
  const facts = [
    ...(addresses.length > 0 ? [t('at', { addresses: addresses.join(', ') })] : []),
    ...(row.open.length > 0 ? [t('openAt', { addresses: row.open.join(', ') })] : []),
    ...(listenerSets > 0 ? [t('joined', { count: listenerSets })] : []),
  ];
  const foldable = row.conditions.length > 0 || row.parts.length > 0;
  return (
    <li className="resource" aria-label={`${kind} ${fullName}`}>
      <div className="resource-head">
        {foldable ? (
          <button
            type="button"
            className={`resource-fold ${open ? 'open' : ''}`}
            aria-label={t('conditions', { of: `${kind} ${fullName}` })}
            aria-expanded={open}
            aria-controls={open ? id : undefined}
            onClick={() => onToggle(row.id)}
          >
            <ChevronIcon size={14} />
          </button>
        ) : (
          <span className="resource-fold" />
        )}
        <div>
          <Badge>{kind}</Badge>
          <strong>
            <Written place={place}>{fullName}</Written>
          </strong>
          <span className={`standing ${tone}`}>
            <Dot tone={tone} />
            {verdict}
            {reason !== undefined && (
              <span className="reason" lang="en">
                {reason}
              </span>
            )}
          </span>
        </div>
      </div>
      {facts.length > 0 && <p className="resource-facts">{facts.join(' · ')}</p>}
      {message !== undefined && row.failures.length === 0 && !(open && foldable) && (
        <p className="resource-message" lang={reason === undefined ? undefined : 'en'}>
          {message}
        </p>
      )}
      {row.failures.map((failure) => (
        <Failure key={failure} words={failure} />
      ))}
      {open && foldable && (
        <div id={id} className="resource-body">
          <Conditions of={`${kind} ${fullName}`} conditions={row.conditions} />
          {row.parts.map((part, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a route may name one parent twice
            <Part key={`${i} ${part.name}`} part={part} of={`${kind} ${fullName}`} />
          ))}
        </div>
      )}
    </li>
  );
});

const Part = ({ part, of }: { readonly part: PartRow; readonly of: string }) => {
  const t = useWords('status');
  return (
    <section className="resource-part" aria-label={t('partOf', { part: part.name, of })}>
      <h3>
        <Written place={part.place}>{part.is === 'listener' ? part.name : t('partAt', { name: part.name })}</Written>
        {part.listener !== undefined && <ListenerFacts {...part.listener} open={part.open} />}
      </h3>
      {part.failures.map((failure) => (
        <Failure key={failure} words={failure} />
      ))}
      <Conditions of={t('partOf', { part: part.name, of })} conditions={part.conditions} />
    </section>
  );
};

type ListenerFactsProps = NonNullable<PartRow['listener']> & { readonly open: readonly string[] };

const ListenerFacts = ({ port, attachedRoutes, supportedKinds, open }: ListenerFactsProps) => {
  const t = useWords('status');
  return (
    <span className="facts">
      {port !== undefined && (
        <span>
          {t('port', { port })}
          {open.length > 0 && <span className="mono"> → {open.join(', ')}</span>}
        </span>
      )}
      <span>{t('attached', { count: attachedRoutes })}</span>
      <span>{supportedKinds.length === 0 ? t('takesNone') : t('takes', { kinds: supportedKinds.join(', ') })}</span>
    </span>
  );
};

const Failure = ({ words }: { readonly words: string }) => (
  <p className="resource-failure">
    <WarningIcon size={14} /> {words}
  </p>
);

/** Its place in the editor is a click away, where it has one. */
const Written = ({ place, children }: { readonly place: Place | undefined; readonly children: string }) => {
  const { navigation } = useStores();
  if (place === undefined) return <span>{children}</span>;
  return (
    <button type="button" className="link" onClick={() => navigation.jumpTo(place)}>
      {children}
    </button>
  );
};

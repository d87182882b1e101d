import { useEffect, useMemo, useState } from 'react';
import { joinTerms, type Offer, readTerms, sayTerm, splitTerms, suggestTerms } from '#core/text/filter-terms.ts';
import {
  misread,
  readTrafficFilter,
  type TrafficKey,
  type TrafficTerm,
  trafficKeys,
} from '#core/traffic/rows-filter.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { FilterField } from '../../ui/filter-field.tsx';
import { type Say, useWords } from '../../words/words.ts';
import { SavedFilters } from './saved-filters.tsx';

const noValues: Offer<TrafficKey>['values'] = new Map();

/** The part of what is typed that values are looked for by. */
const partOf = (typed: string): string => {
  const [last] = readTerms(trafficKeys, /(?:[^\s"]*"[^"]*"?|\S+)$/.exec(typed)?.[0] ?? '');
  const alone = last?.key === 'word' && /^[a-z]+:$/i.test(last.value);
  return last === undefined || alone ? '' : last.value;
};

const faultsOf = (terms: readonly TrafficTerm[], t: Say<'traffic'>): ReadonlyMap<string, string> =>
  new Map(
    terms.flatMap((term) => {
      const wanted = misread(term);
      const written = sayTerm(term);
      return wanted === undefined ? [] : [[written, t(`filter.misread.${wanted}`, { term: written })]];
    }),
  );

/** What the traffic is filtered by; suggestions are the values that occur in it, counted where the rows are. */
export const FilterBar = () => {
  const { traffic } = useStores();
  const t = useWords('traffic');
  const filter = useSlice('traffic', (state) => state.filter);
  const [asked, setAsked] = useState<string>();
  const [values, setValues] = useState(noValues);
  useEffect(() => {
    if (asked === undefined) return;
    let left = false;
    void traffic.values(partOf(asked)).then((found) => left || setValues(found));
    return () => {
      left = true;
    };
  }, [traffic, asked]);
  const offered = useMemo(() => {
    if (asked === undefined) return [];
    const meanings = Object.fromEntries(trafficKeys.map((key) => [key, t(`key.${key}`)])) as Record<TrafficKey, string>;
    return suggestTerms(asked, { keys: trafficKeys, meanings, values, first: 'is' });
  }, [asked, values, t]);
  const { terms, text } = splitTerms(readTrafficFilter, filter);
  const faults = useMemo(() => {
    // What is being typed is judged when the field is left.
    const typed = asked === undefined ? readTrafficFilter(text) : [];
    return faultsOf([...terms, ...typed], t);
  }, [terms, text, asked, t]);
  return (
    <FilterField
      terms={terms.map(sayTerm)}
      text={text}
      label={t('filter.label')}
      placeholder={t('filter.placeholder')}
      offered={offered}
      faults={faults}
      onAsk={setAsked}
      onType={(typed) =>
        traffic.setFilter(joinTerms({ terms: typed.terms.flatMap(readTrafficFilter), text: typed.text }))
      }
    >
      <SavedFilters />
    </FilterField>
  );
};

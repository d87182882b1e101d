import { useState } from 'react';
import type { RouteTestResult } from '#core/route/route-tests.ts';
import { requestsOfTest } from '../../state/route-tests.ts';
import { useStores } from '../../state/stores-context.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ChevronIcon } from '../../ui/icons.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useWords } from '../../words/words.ts';
import { PlaceLink } from './place-link.tsx';
import { TraceView } from './trace-view.tsx';

type TestRowProps = {
  readonly result: RouteTestResult;
  readonly open: boolean;
  readonly onToggle: () => void;
  readonly onSaid: (words: string) => void;
};

/** One request: whether it gets what is expected, and unfolded why not, with what can be done. */
export const TestRow = ({ result, open, onToggle, onSaid }: TestRowProps) => {
  const t = useWords('tests');
  const { test, faults } = result;
  const fails = faults.length > 0;
  const request = `${test.request.method} ${test.request.url}`;
  const [first] = faults;
  return (
    <article className={`test ${fails ? 'fails' : 'holds'}`} aria-label={`${test.name}: ${request}`}>
      <div className="test-head">
        <button
          type="button"
          className="test-fold"
          aria-expanded={open}
          aria-label={t(fails ? 'fold' : 'foldHolds', { name: test.name, request })}
          onClick={onToggle}
        >
          <ChevronIcon size={14} />
        </button>
        <Badge tone={fails ? 'error' : 'ok'}>{t(fails ? 'fails' : 'holds')}</Badge>
        <p className="test-title">
          <span>{test.name}</span> <span className="mono muted">{request}</span>
        </p>
      </div>
      {fails && !open && <p className="test-fault">{first}</p>}
      {open && <TestDetails result={result} onSaid={onSaid} />}
    </article>
  );
};

type DetailsProps = Pick<TestRowProps, 'result' | 'onSaid'>;

const TestDetails = ({ result, onSaid }: DetailsProps) => {
  const stores = useStores();
  const { routeTests, request: store, navigation } = stores;
  const t = useWords('tests');
  const [failed, setFailed] = useState<string>();
  const { test, faults, got, simulated } = result;
  const explain = () => {
    const { method, url, headers, from } = test.request;
    store.change({ method, url, headers, body: '', via: from ?? 'gateway', against: 'draft', notes: [] });
    navigation.openPanel('explain');
  };
  const accept = async () => {
    const all = requestsOfTest(routeTests.getState().results ?? [], test);
    const done = await routeTests.accept(all, t('undo.accept', { name: test.name }));
    setFailed(done.ok ? undefined : done.failure.message);
    if (done.ok) onSaid(t('accepted', { name: test.name }));
  };
  return (
    <div className="test-details">
      {faults.map((fault) => (
        <p key={fault} className="test-fault">
          {fault}
        </p>
      ))}
      {faults.length === 0 && <p>{t('got', { got })}</p>}
      {faults.length === 0 && simulated && <Drawn drawn={simulated} />}
      {faults.length > 0 && <TraceView test={test} />}
      {failed !== undefined && <Notice tone="error">{failed}</Notice>}
      <p className="test-actions">
        <PlaceLink place={test.place} />
        <Button onPress={explain}>{t('action.explain')}</Button>
        {faults.length > 0 && test.of.is === 'resource' && (
          <Button onPress={() => void accept()}>{t('action.accept')}</Button>
        )}
      </p>
    </div>
  );
};

const Drawn = ({ drawn }: { readonly drawn: NonNullable<RouteTestResult['simulated']> }) => {
  const t = useWords('tests');
  const { requests, seed, reached, answered } = drawn;
  return (
    <div>
      <p>{t('drawn', { requests, seed })}</p>
      <ul className="drawn">
        {reached.map(({ host, port, subset, count }) => (
          <li key={`${host} ${port} ${subset}`}>
            {t('drawnTo', { count, name: `${host}:${port}${subset === undefined ? '' : ` ${subset}`}` })}
          </li>
        ))}
        {answered.map(({ status, count }) => (
          <li key={status}>{t('drawnAnswered', { count, status })}</li>
        ))}
      </ul>
    </div>
  );
};

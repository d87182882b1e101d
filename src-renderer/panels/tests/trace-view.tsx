import { useEffect, useState } from 'react';
import type { RouteTest } from '#core/route/route-tests.ts';
import type { TestTrace, TraceLine } from '#core/route/test-trace.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Badge } from '../../ui/badge.tsx';
import { CheckIcon, CrossIcon } from '../../ui/icons.tsx';
import { useWords } from '../../words/words.ts';
import { PlaceLink } from './place-link.tsx';

/** Which rule answers, and why those that were to answer do not, each condition with its line. */
export const TraceView = ({ test }: { readonly test: RouteTest }) => {
  const t = useWords('tests');
  const trace = useTrace(test);
  if (trace === 'waiting') return <p className="muted">{t('trace.waiting')}</p>;
  if (trace === 'lost') return <p className="muted">{t('trace.lost')}</p>;
  return (
    <ol className="test-trace" aria-label={t('trace.label')}>
      {trace.map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the order is the meaning, and two lines may be alike
        <li key={at} className={line.is}>
          <Lead line={line} />
          <span className="trace-words">
            {line.message} {line.place !== undefined && <PlaceLink place={line.place} />}
          </span>
        </li>
      ))}
    </ol>
  );
};

const tones = { answers: 'info', expected: 'warn', near: 'neutral' } as const;

const Lead = ({ line: { is, holds } }: { readonly line: TraceLine }) => {
  const t = useWords('tests');
  if (is !== 'check') return <Badge tone={tones[is]}>{t(`trace.${is}`)}</Badge>;
  return (
    <span className={`trace-mark ${holds ? 'holds' : 'fails'}`}>
      {holds ? <CheckIcon size={14} /> : <CrossIcon size={14} />}
      <span className="hidden-visually">{t(holds ? 'trace.holds' : 'trace.fails')}: </span>
    </span>
  );
};

/** Asked of the worker, and again when the drafts change; what was known is shown until then. */
const useTrace = (test: RouteTest): TestTrace | 'waiting' | 'lost' => {
  const { language } = useStores();
  const texts = useSlice('draft', (state) => state.texts);
  const [trace, setTrace] = useState<TestTrace | 'waiting' | 'lost'>('waiting');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the reason may be another one when the drafts change
  useEffect(() => {
    let wanted = true;
    language
      .testTrace(test)
      .then((found) => wanted && setTrace(found ?? 'lost'))
      .catch(() => wanted && setTrace('lost'));
    return () => {
      wanted = false;
    };
  }, [test, texts, language]);
  return trace;
};

import { useState } from 'react';
import type { Moved } from '#core/traffic/blast-radius.ts';
import type { Measured, TurnedTest } from '../../state/blast-radius.ts';
import { useStores } from '../../state/stores-context.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { type Say, useWords } from '../../words/words.ts';
import { useBlastRadius } from './use-blast-radius.ts';

const tones: Readonly<Record<Moved['shift'], Tone>> = { elsewhere: 'error', shares: 'warn', treatment: 'info' };

/** So many lines are drawn until somebody asks for more. */
const firstShown = 20;

/** Which of the requests that were seen lately would be answered otherwise. */
export const BlastRadiusView = () => {
  const t = useWords('review');
  const measured = useBlastRadius();
  const [all, setAll] = useState(false);
  const { moved, asked } = measured.result?.requests ?? { moved: [], asked: 0 };
  const tests = measured.result?.tests;
  const shown = all ? moved : moved.slice(0, firstShown);
  return (
    <section className="blast" aria-label={t('blast.label')} aria-busy={measured.busy}>
      <h3>{t('blast.title')}</h3>
      <p role="status">{wordsFor(t, measured.busy, measured.result === undefined, asked, moved)}</p>
      {tests !== undefined && tests.asked > 0 && (
        <>
          <p role="status">{wordsForTests(t, tests)}</p>
          {tests.turned.length > 0 && (
            <ul>
              {tests.turned.map((one) => (
                <TurnedRequest key={`${one.test.name} ${one.test.request.method} ${one.test.request.url}`} one={one} />
              ))}
            </ul>
          )}
        </>
      )}
      {shown.length > 0 && (
        <ul>
          {shown.map((one) => (
            <MovedRequest key={`${one.method} ${one.url} ${one.before.words} ${one.after.words}`} one={one} />
          ))}
        </ul>
      )}
      {shown.length < moved.length && (
        <Button look="quiet" onPress={() => setAll(true)}>
          {t('blast.all', { count: moved.length })}
        </Button>
      )}
    </section>
  );
};

const wordsFor = (
  t: Say<'review'>,
  busy: boolean,
  unknown: boolean,
  asked: number,
  moved: readonly Moved[],
): string => {
  if (busy && unknown) return t('blast.looking');
  if (asked === 0) return t('blast.noRequests');
  const count = moved.reduce((sum, one) => sum + one.count, 0);
  return count === 0 ? t('blast.none', { count: asked }) : t('blast.some', { count: asked, moved: count });
};

const wordsForTests = (t: Say<'review'>, { asked, failing, turned }: Measured['tests']): string => {
  const numbers = { count: asked, failing, turned: turned.length };
  if (turned.length === 0) return failing === 0 ? t('tests.allPass', numbers) : t('tests.fail', numbers);
  return failing === 0 ? t('tests.allPassTurned', numbers) : t('tests.failTurned', numbers);
};

const TurnedRequest = ({ one }: { readonly one: TurnedTest }) => {
  const t = useWords('review');
  const { navigation } = useStores();
  const { test, turns, before, after } = one;
  return (
    <li>
      <div className="moved-head">
        <Badge tone={turns === 'fails' ? 'error' : 'ok'}>
          {turns === 'fails' ? t('tests.wouldFail') : t('tests.wouldPass')}
        </Badge>
        <span>{test.name}</span>
        <span className="mono">
          {test.request.method} {test.request.url}
        </span>
      </div>
      <div className="moved-answers">
        <span lang="en">{(turns === 'fails' ? after : before).faults[0]}</span>
        <button type="button" className="link" onClick={() => navigation.jumpTo(test.place)}>
          {test.place.file}:{test.place.line}
        </button>
      </div>
    </li>
  );
};

const MovedRequest = ({ one }: { readonly one: Moved }) => {
  const t = useWords('review');
  const { navigation } = useStores();
  const { method, url, count, shift, before, after } = one;
  const rule = after.rule ?? before.rule;
  return (
    <li>
      <div className="moved-head">
        <Badge tone={tones[shift]}>{t(`blast.${shift}`)}</Badge>
        <span className="mono">
          {method} {url}
        </span>
        {count > 1 && <span className="muted">× {count}</span>}
      </div>
      <div className="moved-answers">
        <span>
          <span className="hidden-visually">{t('moved.now')}</span>
          <span lang="en">{before.words}</span>
        </span>
        <span aria-hidden="true">→</span>
        <span>
          <span className="hidden-visually">{t('moved.then')}</span>
          <span lang="en">{after.words}</span>
        </span>
        {rule !== undefined && (
          <button type="button" className="link" onClick={() => navigation.jumpTo(rule.place)}>
            {rule.place.file}:{rule.place.line}
          </button>
        )}
      </div>
    </li>
  );
};

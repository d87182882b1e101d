import { useState } from 'react';
import type { Moved } from '#core/traffic/blast-radius.ts';
import type { Measured, TurnedTest } from '../../state/blast-radius.ts';
import { useStores } from '../../state/stores-context.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { useBlastRadius } from './use-blast-radius.ts';

const shifts: Readonly<Record<Moved['shift'], { readonly tone: Tone; readonly words: string }>> = {
  elsewhere: { tone: 'error', words: 'goes elsewhere' },
  shares: { tone: 'warn', words: 'other shares' },
  treatment: { tone: 'info', words: 'treated otherwise' },
};

/** So many lines are drawn until somebody asks for more. */
const firstShown = 20;

/** Which of the requests that were seen lately would be answered otherwise. */
export const BlastRadiusView = () => {
  const measured = useBlastRadius();
  const [all, setAll] = useState(false);
  const { moved, asked } = measured.result?.requests ?? { moved: [], asked: 0 };
  const tests = measured.result?.tests;
  const shown = all ? moved : moved.slice(0, firstShown);
  return (
    <section className="blast" aria-label="blast radius" aria-busy={measured.busy}>
      <h3>What would be answered otherwise</h3>
      <p role="status">{wordsFor(measured.busy, measured.result === undefined, asked, moved)}</p>
      {tests !== undefined && tests.asked > 0 && (
        <>
          <p role="status">{wordsForTests(tests)}</p>
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
          Show all {moved.length}
        </Button>
      )}
    </section>
  );
};

const wordsFor = (busy: boolean, unknown: boolean, asked: number, moved: readonly Moved[]): string => {
  if (busy && unknown) return 'looking at the requests of this run …';
  if (asked === 0) return 'No requests have been seen yet. Send some through the gateway, and they are compared here.';
  const count = moved.reduce((sum, one) => sum + one.count, 0);
  const last = `the last ${asked === 1 ? 'request' : `${asked} requests`}`;
  return count === 0 ? `None of ${last}: each gets the same answer.` : `${count} of ${last}.`;
};

const wordsForTests = ({ asked, failing, turned }: Measured['tests']): string => {
  const of = `${asked === 1 ? 'the saved test' : `the ${asked} requests of saved tests`}`;
  const state = failing === 0 ? `All of ${of} pass` : `${failing} of ${of} would fail`;
  return turned.length === 0 ? `${state}, as now.` : `${state}; ${turned.length} otherwise than now:`;
};

const TurnedRequest = ({ one }: { readonly one: TurnedTest }) => {
  const { navigation } = useStores();
  const { test, turns, before, after } = one;
  return (
    <li>
      <div className="moved-head">
        <Badge tone={turns === 'fails' ? 'error' : 'ok'}>{turns === 'fails' ? 'would fail' : 'would pass'}</Badge>
        <span>{test.name}</span>
        <span className="mono">
          {test.request.method} {test.request.url}
        </span>
      </div>
      <div className="moved-answers">
        <span>{(turns === 'fails' ? after : before).faults[0]}</span>
        <button type="button" className="link" onClick={() => navigation.jumpTo(test.place)}>
          {test.place.file}:{test.place.line}
        </button>
      </div>
    </li>
  );
};

const MovedRequest = ({ one }: { readonly one: Moved }) => {
  const { navigation } = useStores();
  const { method, url, count, shift, before, after } = one;
  const { tone, words } = shifts[shift];
  const rule = after.rule ?? before.rule;
  return (
    <li>
      <div className="moved-head">
        <Badge tone={tone}>{words}</Badge>
        <span className="mono">
          {method} {url}
        </span>
        {count > 1 && <span className="muted">× {count}</span>}
      </div>
      <div className="moved-answers">
        <span>
          <span className="hidden-visually">now: </span>
          {before.words}
        </span>
        <span aria-hidden="true">→</span>
        <span>
          <span className="hidden-visually">then: </span>
          {after.words}
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

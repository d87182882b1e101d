import { useState } from 'react';
import type { Moved } from '#core/traffic/blast-radius.ts';
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
  const { moved, asked } = measured.result ?? { moved: [], asked: 0 };
  const shown = all ? moved : moved.slice(0, firstShown);
  return (
    <section className="blast" aria-label="blast radius" aria-busy={measured.busy}>
      <h3>What would be answered otherwise</h3>
      <p role="status">{wordsFor(measured.busy, measured.result === undefined, asked, moved)}</p>
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

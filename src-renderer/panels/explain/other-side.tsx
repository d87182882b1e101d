import type { Explanation } from '#core/route/explanation.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { type Say, useWords } from '../../words/words.ts';
import { wordsFor } from './verdict-words.ts';

type OtherSideProps = {
  readonly shown: Explanation;
  readonly other: Explanation | undefined;
  readonly against: 'draft' | 'running';
};

/** Whether the draft and what runs answer alike, and where not, what the other one says. */
export const OtherSide = ({ shown, other, against }: OtherSideProps) => {
  const { request: store } = useStores();
  const t = useWords('explain');
  const answers = useWords('answers');
  if (other === undefined || sumUp(t, answers, shown) === sumUp(t, answers, other)) return null;
  const next = against === 'draft' ? 'running' : 'draft';
  const { status, tone, headline } = wordsFor(t, answers, other.decision, other.destinations);
  return (
    <Notice
      tone="info"
      actions={
        <Button look="quiet" onPress={() => store.change({ against: next })}>
          {t('other.why')}
        </Button>
      }
    >
      {t(`other.${next}`)}
      {status !== undefined && <Badge tone={tone}>{status}</Badge>} {headline}
    </Notice>
  );
};

/** All that makes a difference to the client and to the services. */
const sumUp = (t: Say<'explain'>, answers: Say<'answers'>, { decision, destinations, effects }: Explanation): string =>
  JSON.stringify([
    wordsFor(t, answers, decision),
    destinations.map(({ cluster, weight, addresses }) => [cluster, weight, addresses]),
    effects.map(({ message, after }) => [message, after]),
  ]);

/** A recorded request is explained by what runs now, which may be another generation than the one that answered it. */
export const Recorded = () => {
  const t = useWords('explain');
  const about = useSlice('request', (state) => state.about);
  const generation = useSlice('running', (state) => state.running?.gateway.generation);
  if (about === undefined) return null;
  const { status } = about;
  if (generation === undefined || generation === about.generation)
    return <p className="muted">{status === 0 ? t('recorded.sameNothing') : t('recorded.same', { status })}</p>;
  return (
    <Notice tone="info">
      {status === 0
        ? t('recorded.otherNothing', { generation: about.generation, now: generation })
        : t('recorded.other', { status, generation: about.generation, now: generation })}
    </Notice>
  );
};

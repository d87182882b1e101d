import type { Explanation } from '#core/route/explanation.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { wordsFor } from './verdict-words.ts';

type OtherSideProps = {
  readonly shown: Explanation;
  readonly other: Explanation | undefined;
  readonly against: 'draft' | 'running';
};

/** Whether the draft and what runs answer alike, and where not, what the other one says. */
export const OtherSide = ({ shown, other, against }: OtherSideProps) => {
  const { request: store } = useStores();
  if (other === undefined || sumUp(shown) === sumUp(other)) return null;
  const next = against === 'draft' ? 'running' : 'draft';
  const { status, tone, headline } = wordsFor(other.decision, other.destinations);
  return (
    <Notice
      tone="info"
      actions={
        <Button look="quiet" onPress={() => store.change({ against: next })}>
          Show why
        </Button>
      }
    >
      {next === 'running' ? 'The running gateway answers otherwise: ' : 'The draft answers otherwise: '}
      {status !== undefined && <Badge tone={tone}>{status}</Badge>} {headline}
    </Notice>
  );
};

/** All that makes a difference to the client and to the services. */
const sumUp = ({ decision, destinations, effects }: Explanation): string =>
  JSON.stringify([
    wordsFor(decision),
    destinations.map(({ cluster, weight, addresses }) => [cluster, weight, addresses]),
    effects.map(({ message, after }) => [message, after]),
  ]);

/** A recorded request is explained by what runs now, which may be another generation than the one that answered it. */
export const Recorded = () => {
  const about = useSlice('request', (state) => state.about);
  const generation = useSlice('running', (state) => state.running?.gateway.generation);
  if (about === undefined) return null;
  const was = `This request was answered ${about.status === 0 ? 'with nothing' : `with ${about.status}`}`;
  if (generation === undefined || generation === about.generation)
    return <p className="muted">{was} by what runs now.</p>;
  return (
    <Notice tone="info">
      {was} by generation {about.generation}; generation {generation} runs now and may answer otherwise.
    </Notice>
  );
};

import { candidateSources } from '#core/edit/candidate.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { Button } from '../../ui/button.tsx';
import { useWords } from '../../words/words.ts';

/** Who is still being asked for candidates, and who could not be, each in one sentence. */
export const SourcesLine = () => {
  const t = useWords('services');
  const { candidates } = useStores();
  const sources = useSlice('candidates', (state) => state.sources);
  const asking = candidateSources.filter((source) => sources[source].asking && !sources[source].known);
  const failed = candidateSources.filter((source) => sources[source].failure !== undefined);
  return (
    <div className="sources">
      <div role="status">
        {asking.length > 0 && (
          <p className="muted">{t('source.asking', { names: asking.map((one) => t(`source.${one}`)).join(', ') })}</p>
        )}
        {failed.map((source) => (
          <p key={source} className="muted">
            <b>{t(`source.${source}`)}</b> {sources[source].failure}
          </p>
        ))}
      </div>
      <Button look="quiet" onPress={() => void candidates.look()}>
        {t('source.again')}
      </Button>
    </div>
  );
};

import type { BundledSample } from '#contract/workspaces.ts';
import { useStores } from '../state/stores-context.ts';
import { Button } from '../ui/button.tsx';
import { Coded } from '../ui/coded.tsx';
import { useWords } from '../words/words.ts';
import { wordsOfSample } from './sample-words.ts';

/** One sample: what it is, what to try, and how to get it. */
export const SampleCard = ({ sample }: { readonly sample: BundledSample }) => {
  const { workspaces, words } = useStores();
  const t = useWords('welcome');
  const { title, says, try: tries } = wordsOfSample(words, sample);
  const open = (anew: boolean) =>
    void workspaces.open({ sample: sample.name, ...(anew && { anew: true as const }) }, title);
  const known = sample.copy !== undefined;
  return (
    <li className="sample-card">
      <h4>{title}</h4>
      <p>
        <Coded text={says} />
      </p>
      <details>
        <summary>{t('samples.try')}</summary>
        <ul>
          {tries.map((one) => (
            <li key={one}>
              <Coded text={one} />
            </li>
          ))}
        </ul>
      </details>
      <div className="sample-actions">
        <Button onPress={() => open(false)}>
          {known ? t('samples.continue') : t('samples.open')}
          <span className="hidden-visually"> {title}</span>
        </Button>
        {known && (
          <Button look="quiet" onPress={() => open(true)}>
            {t('samples.anew')}
            <span className="hidden-visually"> {title}</span>
          </Button>
        )}
      </div>
    </li>
  );
};

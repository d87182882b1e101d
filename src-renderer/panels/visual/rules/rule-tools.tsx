import { Button } from '../../../ui/button.tsx';
import { TrashIcon } from '../../../ui/icons.tsx';
import { useWords } from '../../../words/words.ts';
import { useVisual } from '../visual-context.ts';
import type { Noun } from './rule-findings.ts';
import type { Rules } from './use-rules.ts';

type RuleToolsProps = {
  readonly index: number;
  readonly count: number;
  readonly noun: Noun;
  readonly rules: Rules;
};

/** What can be done with an open rule as a whole, for those who neither drag nor know the keys. */
export const RuleTools = ({ index, count, noun, rules }: RuleToolsProps) => {
  const { editable } = useVisual();
  const t = useWords('visual');
  const rule = t('rule.named', { noun: t(`noun.${noun}`), number: index + 1 });
  return (
    <div className="rule-tools" role="toolbar" aria-label={rule}>
      <Button look="quiet" disabled={!editable || index === 0} onPress={() => rules.move(index, index - 1)}>
        {t('tools.up')}
      </Button>
      <Button look="quiet" disabled={!editable || index === count - 1} onPress={() => rules.move(index, index + 1)}>
        {t('tools.down')}
      </Button>
      <Button look="quiet" disabled={!editable} onPress={() => rules.add(index)}>
        {t('tools.addAbove')}
      </Button>
      <Button look="quiet" disabled={!editable} onPress={() => rules.add(index + 1)}>
        {t('tools.addBelow')}
      </Button>
      <Button look="quiet" disabled={!editable} onPress={() => rules.duplicate(index)}>
        {t('tools.duplicate')}
      </Button>
      <Button
        look="quiet"
        icon={<TrashIcon size={14} />}
        disabled={!editable || count < 2}
        onPress={() => rules.remove(index)}
      >
        {t('tools.remove')}
      </Button>
    </div>
  );
};

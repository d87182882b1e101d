import { Button } from '../../../ui/button.tsx';
import { TrashIcon } from '../../../ui/icons.tsx';
import { useVisual } from '../visual-context.ts';
import type { Rules } from './use-rules.ts';

type RuleToolsProps = {
  readonly index: number;
  readonly count: number;
  readonly noun: string;
  readonly rules: Rules;
};

/** What can be done with an open rule as a whole, for those who neither drag nor know the keys. */
export const RuleTools = ({ index, count, noun, rules }: RuleToolsProps) => {
  const { editable } = useVisual();
  const rule = `${noun} ${index + 1}`;
  return (
    <div className="rule-tools" role="toolbar" aria-label={rule}>
      <Button look="quiet" disabled={!editable || index === 0} onPress={() => rules.move(index, index - 1)}>
        Move up
      </Button>
      <Button look="quiet" disabled={!editable || index === count - 1} onPress={() => rules.move(index, index + 1)}>
        Move down
      </Button>
      <Button look="quiet" disabled={!editable} onPress={() => rules.add(index)}>
        Add above
      </Button>
      <Button look="quiet" disabled={!editable} onPress={() => rules.add(index + 1)}>
        Add below
      </Button>
      <Button look="quiet" disabled={!editable} onPress={() => rules.duplicate(index)}>
        Duplicate
      </Button>
      <Button
        look="quiet"
        icon={<TrashIcon size={14} />}
        disabled={!editable || count < 2}
        onPress={() => rules.remove(index)}
      >
        Remove
      </Button>
    </div>
  );
};

import { Button, Label, Slider, SliderThumb, SliderTrack } from 'react-aria-components';
import { IconButton } from '../../../ui/button.tsx';
import { CommitField } from './commit-field.tsx';
import { LockIcon, OpenLockIcon } from './lock-icons.tsx';
import type { Weights } from './use-weights.ts';

type WeightSliderProps = {
  readonly index: number;
  readonly words: string;
  readonly percent: number;
  readonly weights: Weights;
  readonly disabled: boolean;
};

const presets = [1, 5, 25, 50, 100] as const;

/** The share of one destination: by slider, number or preset, with a lock against the moves of the others. */
export const WeightSlider = ({ index, words, percent, weights, disabled }: WeightSliderProps) => {
  const weight = weights.shown[index] ?? 0;
  const { total } = weights;
  const locked = weights.locked(index);
  const typeWeight = (typed: string): string | undefined => {
    const wanted = Number(typed.replace(/%$/, ''));
    if (typed.trim() === '' || !Number.isInteger(wanted) || wanted < 0 || wanted > total)
      return `a weight is a whole number from 0 to ${total}; write one`;
    weights.give(index, wanted);
    return undefined;
  };
  return (
    <div className="weight">
      <Slider
        className="weight-slider"
        value={weight}
        minValue={0}
        maxValue={total}
        isDisabled={disabled || locked}
        onChange={(next) => weights.drag(index, Number(next))}
        onChangeEnd={weights.endDrag}
      >
        <Label className="hidden-label">weight of {words}</Label>
        <SliderTrack className="weight-track">
          {({ state }) => (
            <>
              <span className="weight-fill" style={{ width: `${state.getThumbPercent(0) * 100}%` }} />
              <SliderThumb className="weight-thumb" />
            </>
          )}
        </SliderTrack>
      </Slider>
      <CommitField
        label={`weight of ${words} as a number`}
        value={String(weight)}
        size={4}
        disabled={disabled || locked}
        onCommit={typeWeight}
      />
      {total !== 100 && <span className="percent">{percent}%</span>}
      <IconButton
        label={`${locked ? 'unlock' : 'lock'} the weight of ${words}`}
        pressed={locked}
        disabled={disabled}
        onPress={() => weights.toggleLock(index)}
      >
        {locked ? <LockIcon /> : <OpenLockIcon />}
      </IconButton>
      <fieldset className="presets" aria-label={`presets for ${words}`}>
        {presets.map((preset) => (
          <Button
            key={preset}
            className="button quiet preset"
            aria-label={`${preset}% to ${words}`}
            isDisabled={disabled || locked}
            onPress={() => weights.give(index, Math.round((preset * total) / 100))}
          >
            {preset}%
          </Button>
        ))}
      </fieldset>
    </div>
  );
};

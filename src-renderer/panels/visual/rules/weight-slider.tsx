import { Button, Label, Slider, SliderThumb, SliderTrack } from 'react-aria-components';
import { IconButton } from '../../../ui/button.tsx';
import { useWords } from '../../../words/words.ts';
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
  const t = useWords('visual');
  const weight = weights.shown[index] ?? 0;
  const { total } = weights;
  const locked = weights.locked(index);
  const typeWeight = (typed: string): string | undefined => {
    const wanted = Number(typed.replace(/%$/, ''));
    if (typed.trim() === '' || !Number.isInteger(wanted) || wanted < 0 || wanted > total)
      return t('weight.wrong', { total });
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
        <Label className="hidden-label">{t('weight.of', { name: words })}</Label>
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
        label={t('weight.number', { name: words })}
        value={String(weight)}
        size={4}
        disabled={disabled || locked}
        onCommit={typeWeight}
      />
      {total !== 100 && <span className="percent">{percent}%</span>}
      <IconButton
        label={locked ? t('weight.unlock', { name: words }) : t('weight.lock', { name: words })}
        pressed={locked}
        disabled={disabled}
        onPress={() => weights.toggleLock(index)}
      >
        {locked ? <LockIcon /> : <OpenLockIcon />}
      </IconButton>
      <fieldset className="presets" aria-label={t('weight.presets', { name: words })}>
        {presets.map((preset) => (
          <Button
            key={preset}
            className="button quiet preset"
            aria-label={t('weight.preset', { percent: preset, name: words })}
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

import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { BindTarget } from '#core/edit/bind-service.ts';
import type { ServiceRow } from '#core/route/service-rows.ts';
import { rank } from '../../state/search-rank.ts';
import { useSlice, useStores } from '../../state/stores-context.ts';
import { useWords } from '../../words/words.ts';
import { CandidateLine } from './candidate-line.tsx';
import { type Choice, choicesOf } from './choices.ts';
import { ForwardForm } from './forward-form.tsx';
import { offerFor, rowName, servedBy } from './offers.ts';
import { SourcesLine } from './sources-line.tsx';
import { StubForm } from './stub-form.tsx';

type PickerProps = {
  readonly row: ServiceRow;
  readonly rows: readonly ServiceRow[];
  /** `id`: of the candidate, to be remembered. */
  readonly onPick: (to: BindTarget, id: string | undefined) => void;
  readonly onClose: () => void;
};

/**
 * A combo box whose first line is chosen from the beginning where something speaks for it, so that Enter alone binds it (WAI-ARIA, "Editable
 * combobox with list autocomplete"); the library's own one chooses nothing before somebody types or presses an arrow.
 */
export const BindPicker = ({ row, rows, onPick, onClose }: PickerProps) => {
  const t = useWords('services');
  const { candidates } = useStores();
  const state = useSlice('candidates', (all) => all);
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState<number>();
  const [form, setForm] = useState<'stub' | 'cluster'>();
  const list = useId();
  const field = useRef<HTMLInputElement>(null);
  const choices = useMemo(() => choicesOf(offerFor(row, rows, state), typed, rank), [row, rows, state, typed]);
  const served = useMemo(() => servedBy(rows), [rows]);
  const at = Math.min(active ?? (typed.trim() !== '' || isLikely(choices[0]) ? 0 : -1), choices.length - 1);
  const chosen = choices[at];

  useEffect(() => field.current?.focus(), []);
  useEffect(() => void candidates.look(['containers', 'forwards']), [candidates]);
  useEffect(() => {
    if (chosen) document.getElementById(`${list} ${chosen.id}`)?.scrollIntoView?.({ block: 'nearest' });
  }, [chosen, list]);

  const take = (choice: Choice | undefined) => {
    if (choice === undefined) return;
    if (choice.is === 'candidate') onPick(choice.candidate.to, choice.candidate.id);
    else if (choice.is === 'typed') onPick(choice.to, undefined);
    else if (choice.is === 'unbind') onPick({ nothing: true }, undefined);
    else if (choice.is === 'stub' || choice.is === 'cluster') setForm(choice.is);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const moved = { ArrowDown: at + 1, ArrowUp: Math.max(at, 0) - 1, Home: 0, End: choices.length - 1 }[event.key];
    if (moved !== undefined && !((event.key === 'Home' || event.key === 'End') && typed !== '')) {
      setActive((moved + choices.length) % choices.length);
      event.preventDefault();
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      take(chosen);
      event.preventDefault();
    } else if (event.key === 'Escape') {
      onClose();
      event.stopPropagation();
    }
  };
  const back = () => {
    setForm(undefined);
    field.current?.focus();
  };
  const name = rowName(row);
  if (form === 'stub') return <StubForm name={name} onDone={(stub) => onPick({ stub }, undefined)} onBack={back} />;
  if (form === 'cluster')
    return (
      <ForwardForm row={row} onDone={(localPort, id) => onPick({ address: String(localPort) }, id)} onBack={back} />
    );
  return (
    <div className="bind-picker">
      <input
        ref={field}
        className="field mono"
        role="combobox"
        aria-label={t('picker.label', { name })}
        aria-expanded={choices.length > 0}
        aria-controls={list}
        aria-autocomplete="list"
        {...(chosen && { 'aria-activedescendant': `${list} ${chosen.id}` })}
        placeholder={t('picker.placeholder')}
        value={typed}
        spellCheck={false}
        onChange={(event) => {
          setTyped(event.target.value);
          setActive(undefined);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={list} className="picker-choices" role="listbox" aria-label={t('picker.candidates', { name })}>
        {choices.map((choice, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the field has the focus and its keys
          <div
            key={choice.id}
            id={`${list} ${choice.id}`}
            role="option"
            aria-selected={index === at}
            className="picker-choice"
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => take(choice)}
          >
            <Line choice={choice} served={served} row={row} />
          </div>
        ))}
      </div>
      <SourcesLine />
    </div>
  );
};

const isLikely = (choice: Choice | undefined): boolean => choice?.is === 'candidate' && choice.reasons.length > 0;

type LineProps = {
  readonly choice: Choice;
  readonly served: ReadonlyMap<number, readonly ServiceRow[]>;
  readonly row: ServiceRow;
};

const Line = ({ choice, served, row }: LineProps) => {
  const t = useWords('services');
  if (choice.is === 'typed')
    return <strong>{t(choice.to.stub ? 'picker.typedStub' : 'picker.typed', { text: choice.text })}</strong>;
  if (choice.is !== 'candidate') return <span>{t(`picker.${choice.is}`)}</span>;
  const others = (served.get(choice.candidate.port ?? 0) ?? []).filter((one) => one.host !== row.host);
  return <CandidateLine candidate={choice.candidate} reasons={choice.reasons} serves={others.map(rowName)} />;
};

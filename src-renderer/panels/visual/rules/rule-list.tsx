import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useRef } from 'react';
import type { Path } from '#core/text/tree.ts';
import { type RuleShape, summarizeRule } from '#core/visual/rules.ts';
import { Button } from '../../../ui/button.tsx';
import { PlusIcon } from '../../../ui/icons.tsx';
import { useWords } from '../../../words/words.ts';
import { useVisual } from '../visual-context.ts';
import { Removed } from './removed.tsx';
import { RuleBody } from './rule-body.tsx';
import type { Noun } from './rule-findings.ts';
import { RuleRow } from './rule-row.tsx';
import { RuleTools } from './rule-tools.tsx';
import { useDrag } from './use-drag.ts';
import { useItems } from './use-items.ts';
import { useRuleStates } from './use-rule-states.ts';
import { useRules } from './use-rules.ts';
import { useRunning } from './use-running.ts';

/** From so many rules on, only those in sight are drawn. */
const drawnAtMost = 100;

type RuleListProps = { readonly path: Path; readonly shape: RuleShape; readonly noun: Noun };

/** The rules of a list in their order, to be opened, moved and changed. */
export const RuleList = ({ path, shape, noun }: RuleListProps) => {
  const { document, editable } = useVisual();
  const t = useWords('visual');
  const list = useRef<HTMLOListElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const items = useItems(document, path);
  const count = items.ids.length;
  const virtual = count > drawnAtMost;
  // Where the hand and the focus are there is a row, wherever it is scrolled to.
  const drawnAlways = useRef<readonly number[]>([]);
  const rows = useVirtualizer({
    count,
    enabled: virtual,
    getScrollElement: () => box.current,
    getItemKey: (index) => items.ids[index] ?? index,
    estimateSize: () => 58,
    overscan: 8,
    rangeExtractor: (range) =>
      [...new Set([...defaultRangeExtractor(range), ...drawnAlways.current])]
        .filter((index) => index < count)
        .sort((a, b) => a - b),
  });
  const edited = { text: document.text, tree: document.tree ?? emptyTree };
  const show = (index: number) => virtual && rows.scrollToIndex(index);
  const states = useRuleStates(path, noun, shape.matches?.field, items.ids);
  const rules = useRules({ edited, path, items, shape, noun, list, show, watch: states.watch });
  const keysOf = useRunning(path, items);
  const { drag, handle } = useDrag(list, rules.move);
  drawnAlways.current = [rules.open, drag?.from].filter((index) => index !== undefined);

  const onKey = (index: number) => (event: KeyboardEvent) => {
    const way = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    if (way === 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (!event.altKey) rules.focus(index + way);
    else if (editable) rules.move(index, index + way);
  };
  const drawRow = (index: number, start?: number) => {
    const summary = summarizeRule(edited, path, index, shape);
    const open = rules.open === index;
    const id = items.ids[index] ?? index;
    const line = drag?.before === index ? 'above' : drag?.before === count && index === count - 1 ? 'below' : undefined;
    return (
      <RuleRow
        key={id}
        summary={summary}
        count={count}
        noun={noun}
        open={open}
        movable={editable && count > 1}
        state={states.of(id)}
        keys={keysOf(index)}
        line={line}
        dragged={drag?.from === index}
        handle={handle(index)}
        onToggle={() => rules.toggle(index)}
        onKey={onKey(index)}
        rowRef={start === undefined ? undefined : rows.measureElement}
        style={
          start === undefined
            ? undefined
            : { position: 'absolute', top: 0, insetInline: 0, transform: `translateY(${start}px)` }
        }
      >
        {open && (
          <>
            <RuleTools index={index} count={count} noun={noun} rules={rules} />
            <RuleBody summary={summary} shape={shape} />
          </>
        )}
      </RuleRow>
    );
  };
  return (
    <div className="rules">
      <div ref={box} className={virtual ? 'rules-scroll' : undefined}>
        <ol
          ref={list}
          className={`rule-list${drag ? ' dragging' : ''}`}
          aria-label={t(`list.label.${noun}`)}
          style={virtual ? { height: rows.getTotalSize(), position: 'relative' } : undefined}
        >
          {virtual
            ? rows.getVirtualItems().map(({ index, start }) => drawRow(index, start))
            : Array.from({ length: count }, (_, index) => drawRow(index))}
        </ol>
      </div>
      <Removed rules={rules} />
      <Button look="quiet" icon={<PlusIcon size={14} />} disabled={!editable} onPress={() => rules.add(count)}>
        {t('list.add', { noun: t(`noun.${noun}`) })}
      </Button>
    </div>
  );
};

const emptyTree = { is: 'map', entries: [], range: [0, 0] } as const;

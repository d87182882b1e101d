import { useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { RowsView } from '../../../state/body-engine.ts';
import { useWidth } from '../../../ui/use-width.ts';
import { useWords } from '../../../words/words.ts';
import { createScrollScale } from '../scroll-scale.ts';
import type { RowSource } from './use-body.ts';
import { useRows } from './use-rows.ts';

/** In pixels, as the stylesheet has it. */
const rowHeight = 18;
/** What is drawn where nothing can be measured. */
const usual = { height: 600, columns: 100 };

type LineViewProps = { readonly source: RowSource; readonly view: RowsView; readonly name: string };

/** Text of any length: the rows in sight are drawn, long lines as several of them. It scrolls in its own box, which the keyboard reaches. */
export const LineView = ({ source, view, name }: LineViewProps) => {
  const t = useWords('exchange');
  const box = useRef<HTMLElement>(null);
  const letters = useRef<HTMLSpanElement>(null);
  const width = useWidth(box);
  const [columns, setColumns] = useState(usual.columns);
  useLayoutEffect(() => {
    const letter = (letters.current?.offsetWidth ?? 0) / probe.length;
    if (letter === 0 || width === 0) return;
    // In steps, so that not every pixel of a moving edge lays out everything anew.
    setColumns(Math.max(20, Math.floor((width - 24) / letter / 4) * 4));
  }, [width]);
  const [scale] = useState(() => createScrollScale());
  const [, draw] = useState(0);
  const seen = box.current?.clientHeight || usual.height;
  const inSight = Math.ceil(seen / rowHeight) + 1;
  const first = Math.floor(scale.top() / rowHeight);
  const { count, from, rows, failed } = useRows(source, view, columns, first, inSight);
  // While others come those of before stay in sight, for a frame or two, because nothing at all would flicker.
  const isNear = first + inSight > from && first < from + rows.length;
  const at = isNear ? from : first;
  scale.resize((count ?? 0) * rowHeight + 2 * padding, seen);
  useLayoutEffect(() => {
    const { current } = box;
    if (current && Math.abs(current.scrollTop - scale.scrollTop()) >= 1) current.scrollTop = scale.scrollTop();
  });
  return (
    <section
      ref={box}
      className="scroll-text lines"
      aria-label={name}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      onScroll={({ currentTarget }) => {
        // Before this frame is drawn, or it would show where no rows are yet.
        if (scale.scrolled(currentTarget.scrollTop)) flushSync(() => draw((times) => times + 1));
      }}
    >
      <span ref={letters} className="probe" aria-hidden="true">
        {probe}
      </span>
      {count === undefined ? (
        <p className={failed ? 'cut' : 'muted waiting'} role="status">
          {t(failed ? 'body.unreadable' : 'reading')}
        </p>
      ) : (
        <div className="all-lines" style={{ height: scale.height() }}>
          <pre style={{ transform: `translateY(${at * rowHeight + padding + scale.shift()}px)` }}>
            {rows.join('\n')}
          </pre>
        </div>
      )}
    </section>
  );
};

/** Above and below the rows, in pixels. */
const padding = 8;

const probe = '0'.repeat(50);

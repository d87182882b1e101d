import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from 'react';

type SplitProps = {
  readonly label: string;
  /** One above the other, in place of side by side. */
  readonly rows?: true;
  /** Share of the first side, 0 to 1. */
  readonly share: number;
  readonly onShare: (share: number) => void;
  readonly first: ReactNode;
  /** Where there is none, the first side has all the room. */
  readonly second: ReactNode;
};

const keys: Readonly<Record<string, number>> = { PageUp: -0.1, PageDown: 0.1 };
const arrows: Readonly<Record<'rows' | 'columns', Readonly<Record<string, number>>>> = {
  columns: { ArrowLeft: -0.02, ArrowRight: 0.02 },
  rows: { ArrowUp: -0.02, ArrowDown: 0.02 },
};

/** Two sides with a bar between them that is moved by pointer or by arrow keys; a double click halves. */
export const Split = ({ label, rows, share, onShare, first, second }: SplitProps) => {
  const box = useRef<HTMLDivElement>(null);
  const drag = (event: PointerEvent) => {
    const bounds = box.current?.getBoundingClientRect();
    if (!event.currentTarget.hasPointerCapture(event.pointerId) || bounds === undefined) return;
    onShare(rows ? (event.clientY - bounds.top) / bounds.height : (event.clientX - bounds.left) / bounds.width);
  };
  const press = (event: KeyboardEvent) => {
    const step = keys[event.key] ?? arrows[rows ? 'rows' : 'columns'][event.key];
    const next = event.key === 'Home' ? 0 : event.key === 'End' ? 1 : step === undefined ? undefined : share + step;
    if (next === undefined) return;
    event.preventDefault();
    onShare(next);
  };
  if (second === undefined || second === null || second === false) {
    return (
      <div className={`split alone ${rows ? 'rows' : ''}`} ref={box}>
        <div className="split-side">{first}</div>
      </div>
    );
  }
  return (
    <div
      className={`split ${rows ? 'rows' : ''}`}
      ref={box}
      style={{ [rows ? 'gridTemplateRows' : 'gridTemplateColumns']: `${share}fr 7px ${1 - share}fr` }}
    >
      <div className="split-side">{first}</div>
      {/* biome-ignore lint/a11y/useSemanticElements: a window splitter can be moved, which hr cannot say */}
      <div
        className="split-bar"
        role="separator"
        tabIndex={0}
        aria-label={label}
        aria-orientation={rows ? 'horizontal' : 'vertical'}
        aria-valuemin={20}
        aria-valuemax={80}
        aria-valuenow={Math.round(share * 100)}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onDoubleClick={() => onShare(0.5)}
        onKeyDown={press}
      />
      <div className="split-side">{second}</div>
    </div>
  );
};

import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from 'react';

type SplitProps = {
  readonly label: string;
  /** Share of the first side, 0 to 1. */
  readonly share: number;
  readonly onShare: (share: number) => void;
  readonly first: ReactNode;
  /** Where there is none, the first side has all the width. */
  readonly second: ReactNode | undefined;
};

const keys: Readonly<Record<string, number>> = { ArrowLeft: -0.02, ArrowRight: 0.02, PageUp: -0.1, PageDown: 0.1 };

/** Two sides with a bar between them that is moved by pointer or by arrow keys; a double click halves. */
export const Split = ({ label, share, onShare, first, second }: SplitProps) => {
  const box = useRef<HTMLDivElement>(null);
  const drag = (event: PointerEvent) => {
    const bounds = box.current?.getBoundingClientRect();
    if (!event.currentTarget.hasPointerCapture(event.pointerId) || bounds === undefined) return;
    onShare((event.clientX - bounds.left) / bounds.width);
  };
  const press = (event: KeyboardEvent) => {
    const step = keys[event.key];
    const next = event.key === 'Home' ? 0 : event.key === 'End' ? 1 : step === undefined ? undefined : share + step;
    if (next === undefined) return;
    event.preventDefault();
    onShare(next);
  };
  if (second === undefined) {
    return (
      <div className="split alone" ref={box}>
        <div className="split-side">{first}</div>
      </div>
    );
  }
  return (
    <div className="split" ref={box} style={{ gridTemplateColumns: `${share}fr 7px ${1 - share}fr` }}>
      <div className="split-side">{first}</div>
      {/* biome-ignore lint/a11y/useSemanticElements: a window splitter can be moved, which hr cannot say */}
      <div
        className="split-bar"
        role="separator"
        tabIndex={0}
        aria-label={label}
        aria-orientation="vertical"
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

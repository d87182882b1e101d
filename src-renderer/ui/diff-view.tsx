import { Fragment } from 'react';
import { useWords } from '../words/words.ts';

type Line = {
  readonly is: 'same' | 'added' | 'removed';
  readonly text: string;
  readonly before?: number;
  readonly after?: number;
};

type DiffViewProps = {
  readonly label: string;
  readonly hunks: readonly { readonly id: string; readonly lines: readonly Line[] }[];
  /** Asked for a line of the new text. */
  readonly onLine?: (line: number) => void;
};

const signs = { same: ' ', added: '+', removed: '−' } as const;

/** Two texts compared, line by line: signs and words besides the colours. */
export const DiffView = ({ label, hunks, onLine }: DiffViewProps) => (
  // A region that scrolls sideways must be reachable by keyboard.
  // biome-ignore lint/a11y/noNoninteractiveTabindex: as said above
  <section className="diff" aria-label={label} tabIndex={0}>
    <table>
      <tbody>
        {hunks.map(({ id, lines }, index) => (
          <Fragment key={id}>
            {index > 0 && (
              <tr className="gap">
                <td colSpan={4}>
                  <span aria-hidden="true">⋯</span>
                  <Gap />
                </td>
              </tr>
            )}
            {lines.map((line) => (
              <DiffRow key={`${line.before ?? ''} ${line.after ?? ''}`} line={line} onLine={onLine} />
            ))}
          </Fragment>
        ))}
      </tbody>
    </table>
  </section>
);

const Gap = () => <span className="hidden-visually">{useWords('ui')('diff.gap')}</span>;

const DiffRow = ({ line, onLine }: { readonly line: Line; readonly onLine: DiffViewProps['onLine'] }) => {
  const t = useWords('ui');
  const { is, text, before, after } = line;
  return (
    <tr className={is}>
      <td className="number">{before}</td>
      <td className="number">
        {after !== undefined && onLine !== undefined && is === 'added' ? (
          <button type="button" aria-label={t('diff.goTo', { line: after })} onClick={() => onLine(after)}>
            {after}
          </button>
        ) : (
          after
        )}
      </td>
      <td className="sign">
        <span aria-hidden="true">{signs[is]}</span>
        <span className="hidden-visually">{is === 'same' ? '' : t(`diff.${is}`)}</span>
      </td>
      <td className="line">{text === '' ? ' ' : text}</td>
    </tr>
  );
};

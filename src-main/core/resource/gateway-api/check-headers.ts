import type { Path } from '../../text/tree.ts';
import type { CheckReport } from '../kind.ts';

/**
 * The pattern that the experimental channel alone has for values of headers (reference 1.3, HVAL): printable ASCII with single blanks or
 * tabs in between. A warning, because the standard channel takes any text.
 */
export const checkHeaderValue = (value: string, path: Path, report: CheckReport): void => {
  // A blank at either end, two of them together, or what is not ASCII. Written so that it cannot take long.
  if (!/^[ \t]|[ \t]$|[ \t][ \t]|[^\t -~]/.test(value)) return;
  const message =
    'the experimental channel refuses this value; use ASCII, with single blanks in between and none at the ends';
  report('route/header-value', message, path, { severity: 'warning' });
};

import { createElement, Fragment, type ReactNode } from 'react';

/**
 * A text with parts of the view in it, wherever its language wants them: `rich(t('by'), { rule: <PlaceLink … /> })` for `by <rule/>`.
 * What stands in a part is never read as a text with parts of its own.
 */
export const rich = (text: string, parts: Readonly<Record<string, ReactNode>>): ReactNode =>
  text
    .split(/<(\w+)\/>/)
    .map((piece, at) => createElement(Fragment, { key: String(at) }, at % 2 === 0 ? piece : parts[piece]));

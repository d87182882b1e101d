import type { Path } from '../../text/tree.ts';
import type { CheckReport } from '../kind.ts';
import type { HttpRouteMatch } from './http-route.ts';
import { pathText } from './texts.ts';

/** What the text of a path may not be, and what to do. */
const faults: readonly (readonly [is: (text: string) => boolean, fault: string])[] = [
  [(text) => !text.startsWith('/'), 'begins with no "/"; put one in front'], // 68
  [(text) => text.includes('//'), 'has "//", which it cannot have; write one "/"'], // 69
  [(text) => text.includes('/./'), 'has "/./", which it cannot have; write "/"'], // 70
  [(text) => text.includes('/../'), 'has "/../", which it cannot have; write where it leads'], // 71
  [(text) => /%2f/i.test(text), 'has an encoded "/"; write "/", or use a RegularExpression'], // 72, 73
  [(text) => text.includes('#'), 'has a "#", which is no part of a request; remove it and what follows'], // 74
  [(text) => text.endsWith('/..'), 'ends in "/..", which it cannot have; write where it leads'], // 75
  [(text) => text.endsWith('/.'), 'ends in "/.", which it cannot have; remove the "."'], // 76
  // 78; 77 (the type) is the schema's.
  [
    (text) => !pathText.pattern.test(text),
    'has a character that no path has; write it as "%" and two hexadecimal digits',
  ],
];

/** 68 to 78, both channels: a path that is compared letter by letter, as a request can have it. The first fault is told. */
export const checkPath = (
  { type = 'PathPrefix', value = '/' }: NonNullable<HttpRouteMatch['path']>,
  path: Path,
  report: CheckReport,
): void => {
  if (type === 'RegularExpression') return;
  const fault = faults.find(([is]) => is(value));
  if (fault) report('route/path', value === '' ? 'a path begins with "/"; write it' : `"${value}" ${fault[1]}`, path);
};

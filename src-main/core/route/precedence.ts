import { type Exported, visibilityOf } from '../resource/visibility.ts';
import type { Route } from './table.ts';

/**
 * The VirtualServices a gateway proxy sees, in the order that decides between them (reference 3.3): private to the proxy's namespace,
 * exported to it by name, public. In each group the order they come in stays: a snapshot's, the oldest first.
 */
export const orderVirtualServices = <T extends Exported>(all: readonly T[], proxyNamespace: string): readonly T[] => {
  const own: T[] = [];
  const exported: T[] = [];
  const open: T[] = [];
  for (const one of all) {
    const visibility = visibilityOf(one);
    if (visibility === 'everybody') open.push(one);
    else if (visibility !== 'nobody' && visibility.has(proxyNamespace)) {
      (visibility.size === 1 && one.namespace === proxyNamespace ? own : exported).push(one);
    }
  }
  return [...own, ...exported, ...open];
};

/** Whether a route takes every request: its path is anything, and nothing else is asked (reference 3.6). */
export const isCatchAll = ({ conditions }: Pick<Route, 'conditions'>): boolean => {
  const [first] = conditions;
  if (first === undefined) return true;
  if (conditions.length > 1 || first.on !== 'path') return false;
  const { type, value } = first.match;
  return (
    (type === 'prefix' && value === '/') ||
    (type === 'segments' && value === '') ||
    (type === 'regex' && value === '.*')
  );
};

/** Routes with those that take everything moved to the end; the rest keeps its order (reference 3.6). */
export const catchAllsLast = (routes: readonly Route[]): readonly Route[] => [
  ...routes.filter((route) => !isCatchAll(route)),
  ...routes.filter(isCatchAll),
];

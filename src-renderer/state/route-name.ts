import type { Origin } from '#core/route/table.ts';

/** A route as it is called everywhere in the window: whose it is, and which of its entries (by name where it has one). */
export type RouteName = { readonly owner: string; readonly part: string };

/** `httpbin` and `http[0].match[1]`; the namespace only where it is not `default`. */
export const routeName = ({ namespace, name, path }: Origin, given = ''): RouteName => ({
  owner: namespace === 'default' ? name : `${namespace}/${name}`,
  part: given === '' ? path.replace(/^spec\./, '') : given,
});

export const sayRoute = (origin: Origin, given?: string): string => {
  const { owner, part } = routeName(origin, given);
  return part === '' ? owner : `${owner} · ${part}`;
};

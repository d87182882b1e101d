import type { HeaderOperationsSpec, HeadersSpec } from '../../resource/istio/destination.ts';
import type { HeaderOperations } from '../table.ts';

/** What header operations of one level come to: the lists, and the Host they ask for. */
export type Level = {
  readonly request?: HeaderOperations;
  readonly response?: HeaderOperations;
  readonly authority?: string;
};

/** The operations of one level: names in lower case and sorted, without those of empty value, and Host apart (reference 5.4). */
export const translateHeaders = (headers: HeadersSpec | undefined): Level => {
  const request = headers?.request;
  const authority = hostIn(request?.set) ?? hostIn(request?.add);
  const requestOperations = operations(request, true);
  const responseOperations = operations(headers?.response, false);
  return {
    ...(requestOperations && { request: requestOperations }),
    ...(responseOperations && { response: responseOperations }),
    ...(authority !== undefined && { authority }),
  };
};

/** The operations of one destination: one parser when it is the only one, the destination's and then the route's otherwise. */
export const combineHeaders = (
  route: HeaderOperations | undefined,
  destination: HeaderOperations | undefined,
  single: boolean,
): readonly HeaderOperations[] => {
  if (!single || route === undefined || destination === undefined) {
    return [destination, route].filter((one) => one !== undefined);
  }
  return [
    {
      remove: [...route.remove, ...destination.remove],
      set: [...route.set, ...destination.set],
      add: [...route.add, ...destination.add],
    },
  ];
};

const isHost = (name: string): boolean => {
  const lower = name.toLowerCase();
  return lower === 'host' || lower === ':authority';
};

const hostIn = (values: Readonly<Record<string, string>> | undefined): string | undefined =>
  sorted(values).find(([name, value]) => isHost(name) && value !== '')?.[1];

const sorted = (values: Readonly<Record<string, string>> | undefined): readonly (readonly [string, string])[] =>
  Object.entries(values ?? {}).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

const operations = (spec: HeaderOperationsSpec | undefined, isRequest: boolean): HeaderOperations | undefined => {
  if (spec === undefined) return undefined;
  const pairs = (values: Readonly<Record<string, string>> | undefined) =>
    sorted(values)
      .filter(([name, value]) => value !== '' && !(isRequest && isHost(name)))
      .map(([name, value]) => [name.toLowerCase(), value] as const);
  const result = {
    remove: (spec.remove ?? []).map((name) => name.toLowerCase()),
    set: pairs(spec.set),
    add: pairs(spec.add),
  };
  return result.remove.length + result.set.length + result.add.length === 0 ? undefined : result;
};

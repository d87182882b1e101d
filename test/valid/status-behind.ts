import type { ResourceStatus } from '#core/snapshot/status.ts';
import type { Diagnostic } from '#core/text/diagnostic.ts';

/** What a finding says is bad news of a status, by the beginning of its code: the conditions of which one must be False, or conflict True. */
const conditionsBehind: readonly (readonly [code: RegExp, kinds: RegExp])[] = [
  [/^listener\//, /^(?:Gateway|ListenerSet)$/],
  [/^listener-set\//, /^ListenerSet$/],
  [/^gateway\//, /^Gateway$/],
  [/^(?:route|backend)\//, /Route$/],
  [/^backend-tls\//, /^BackendTLSPolicy$/],
  [/^reference\/(?:not-permitted|missing)$/, /^(?:Gateway|ListenerSet|.*Route)$/],
];

const isBad = ({ type, status }: { readonly type?: unknown; readonly status?: unknown }): boolean =>
  type === 'Conflicted' ? status === 'True' : status === 'False';

/** The resource that a finding is about. */
export type About = { readonly kind: string; readonly namespace?: string; readonly name: string };

/** Whether the status of that resource tells bad news, too; the suite's own expectations are what statuses are judged by. */
export const statusBehind = ({ code }: Diagnostic, about: About, statuses: readonly ResourceStatus[]): boolean => {
  const kinds = conditionsBehind.find(([codes]) => codes.test(code))?.[1];
  const own = statuses.find(
    (one) => one.kind === about.kind && one.name === about.name && one.namespace === about.namespace,
  );
  return kinds?.test(about.kind) === true && own !== undefined && hasBadNews(own.status);
};

const hasBadNews = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  if ('type' in value && 'status' in value && isBad(value)) return true;
  return Object.values(value).some(hasBadNews);
};

import { type EndpointState, successShare, type UpstreamState } from '#core/traffic/upstream-state.ts';

const heads = ['SERVICE', 'ENDPOINT', 'HEALTH', 'ACTIVE', 'CONN', 'PENDING', 'EJECTIONS', 'REQUESTS', 'SUCCESS'];

/** A table with one row for each endpoint, then what is in force, one line for each cluster that has something. `now` as of a clock. */
export const upstreamLines = (states: readonly UpstreamState[], now: number): readonly string[] => {
  const rows = states.flatMap((state) => rowsOf(state, now));
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const ruled = states.filter(({ inForce }) => inForce.length > 0);
  return [
    line(heads),
    ...rows.map(line),
    ...(ruled.length === 0 ? [] : ['', ...ruled.map((state) => `${nameOf(state)}: ${state.inForce.join('; ')}`)]),
  ];
};

/** Counts of the cluster as a whole stand beside its first endpoint when it has several. */
const rowsOf = (state: UpstreamState, now: number): readonly (readonly string[])[] => {
  const { limits, endpoints } = state;
  const pending = withLimit(state.now.pending, limits.pending);
  if (endpoints.length === 0) return [[nameOf(state), '-', whyEmpty(state), '-', '-', pending, '-', '-', '-']];
  return endpoints.map((endpoint, index) => [
    nameOf(state),
    endpoint.address,
    healthOf(endpoint, now),
    withLimit(endpoint.active, limits.requests),
    withLimit(endpoint.connections, limits.connections),
    index === 0 ? pending : '',
    String(endpoint.ejections),
    String(endpoint.totals.requests),
    shareOf(endpoint),
  ]);
};

const nameOf = ({ host, port, subset }: UpstreamState): string =>
  `${host}${port === 0 ? '' : `:${port}`}${subset === undefined ? '' : ` ${subset}`}`;

const whyEmpty = ({ boundBy }: UpstreamState): string => (boundBy === 'nothing' ? 'no address' : 'not asked yet');

const healthOf = ({ health, ejection }: EndpointState, now: number): string => {
  if (health === 'idle') return 'not asked yet';
  if (health === 'healthy') return 'healthy';
  if (ejection === undefined) return 'ejected';
  const left = Math.ceil((ejection.until - now) / 1000);
  return `ejected (${ejection.reason}), ${left > 0 ? `${left}s left` : 'back soon'}`;
};

const withLimit = (count: number, limit: number | undefined): string =>
  limit === undefined ? String(count) : `${count}/${limit}`;

const shareOf = ({ totals }: EndpointState): string => {
  const share = successShare(totals);
  // Rounded down: 100% means all of them.
  return share === undefined ? '-' : `${Math.floor(share * 100)}%`;
};

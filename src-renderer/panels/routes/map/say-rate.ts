import type { CountedBy } from '#core/route/graph-parts.ts';
import { type Rate, rateKey } from '#core/traffic/rates.ts';
import type { Say } from '../../../words/words.ts';

/** The key under which the live figures of a node or edge are. */
export const keyOf = (by: CountedBy): string => {
  switch (by.of) {
    case 'listener':
      return rateKey.listener(by.listener);
    case 'host':
      return rateKey.host(by.listener, by.host);
    case 'route':
      return rateKey.route(by.host, by.route);
    case 'edge':
      return rateKey.edge(by.host, by.route, by.cluster);
    case 'cluster':
      return rateKey.cluster(by.cluster);
    case 'address':
      return rateKey.address(by.cluster, by.address);
  }
};

/** `12/s · ✗ 2% · 18 ms` (the 95th percentile), `3 requests` where none came lately. Empty before the first. */
export const sayRate = (t: Say<'routes'>, rate: Rate | undefined): string => {
  if (rate === undefined || rate.requests === 0) return '';
  if (rate.perSecondInMinute === 0) return t('rate.requests', { count: rate.requests, number: short(rate.requests) });
  const perSecond = rate.perSecond > 0 ? rate.perSecond : rate.perSecondInMinute;
  const errors = rate.errorShare === 0 ? [] : [`✗ ${percent(rate.errorShare)}`];
  return [t('rate.perSecond', { number: short(perSecond) }), ...errors, `${short(rate.p95)} ms`].join(' · ');
};

/** The same in words that need no legend. */
export const sayRateInFull = (t: Say<'routes'>, rate: Rate | undefined): string => {
  if (rate === undefined || rate.requests === 0) return '';
  const { requests, perSecond, errorShare, p50, p95 } = rate;
  return t('rate.full', {
    count: requests,
    perSecond: short(perSecond),
    errors: percent(errorShare),
    p50: short(p50),
    p95: short(p95),
  });
};

/** As short as a label of an edge: `12/s`, `✗ 0.3/s` where some failed in the last minute, `3 req` where none came lately. */
export const sayEdgeRate = (t: Say<'routes'>, rate: Rate | undefined): string => {
  if (rate === undefined || rate.requests === 0) return '';
  if (rate.perSecondInMinute === 0) return t('rate.short', { number: short(rate.requests) });
  const perSecond = rate.perSecond > 0 ? rate.perSecond : rate.perSecondInMinute;
  return `${rate.errorShare === 0 ? '' : '✗ '}${t('rate.perSecond', { number: short(perSecond) })}`;
};

export const percent = (share: number): string =>
  share > 0 && share < 0.01 ? '< 1%' : `${Math.round(share * 1000) / 10}%`;

const short = (number: number): string => {
  if (number >= 10_000) return `${Math.round(number / 1000)}k`;
  if (number > 0 && number < 0.1) return '< 0.1';
  return number >= 10 ? String(Math.round(number)) : String(Math.round(number * 10) / 10);
};

/** The width of an edge in pixels, 1.5 to 6, by the logarithm of its rate. */
export const widthOf = (rate: Rate | undefined): number =>
  rate === undefined || rate.perSecond === 0
    ? 1.5
    : Math.round(Math.min(6, 2 + Math.log10(1 + rate.perSecond)) * 2) / 2;

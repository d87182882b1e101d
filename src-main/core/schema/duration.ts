/**
 * Milliseconds of a duration in the syntax of Go's `time.ParseDuration` (`1.5s`, `500ms`, `1h30m`); undefined for anything else.
 * May be negative or a fraction: which of these are allowed is the caller's rule.
 */
export const parseDuration = (text: string): number | undefined => {
  const sign = /^[-+]/.exec(text)?.[0] ?? '';
  const body = text.slice(sign.length);
  if (body === '0') return 0;
  if (!/^(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(body)) return undefined;
  let total = 0;
  for (const [, amount, unit] of body.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g)) {
    total += Number(amount) * (milliseconds[unit ?? ''] ?? 0);
  }
  return sign === '-' ? -total : total;
};

const milliseconds: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** Figures in the language of the window. */
export const sayNumber = (language: string, value: number, digits = 0): string =>
  new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);

/** Requests in a second: small rates keep a digit or two, and are never none. */
export const sayRate = (language: string, perSecond: number): string =>
  perSecond > 0 && perSecond < 0.005
    ? `<${sayNumber(language, 0.01, 2)}`
    : sayNumber(language, perSecond, perSecond >= 100 ? 0 : perSecond >= 10 ? 1 : 2);

export const sayShare = (language: string, share: number): string =>
  new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: share < 0.1 ? 1 : 0 }).format(share);

/** Milliseconds below a second, seconds above. */
export const sayTime = (language: string, ms: number): string =>
  ms >= 1_000
    ? `${sayNumber(language, ms / 1_000, ms < 10_000 ? 2 : 1)} s`
    : `${sayNumber(language, ms, ms < 10 ? 1 : 0)} ms`;

export const sayClock = (language: string, at: number): string =>
  new Intl.DateTimeFormat(language, { timeStyle: 'medium' }).format(at);

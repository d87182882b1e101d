/** What was put where, so that it can be taken out again, also when the authority is another one by then. It holds no key. */
export type Ledger = {
  readonly read: () => Promise<Written>;
  /** One change after the other; rejects where it cannot be kept. */
  readonly change: (change: (written: Written) => Written) => Promise<Written>;
};

export type Written = {
  /** What stores are given now, and for which domains beyond the reserved ones it vouches. */
  readonly limited?: Limited;
  readonly put: readonly Put[];
};

export type Limited = {
  readonly pem: string;
  readonly domains: readonly string[];
  /** The thumbprint of the authority whose key it has. */
  readonly authority: string;
};

export type Put = {
  readonly store: string;
  readonly name: string;
  readonly place?: string;
  readonly thumbprint: string;
  /** Absent: for any domain. */
  readonly domains?: readonly string[];
};

export type LedgerFile = {
  /** Undefined where there is none. */
  readonly read: () => Promise<string | undefined>;
  readonly write: (text: string) => Promise<void>;
};

/** Without a file it is kept as long as the program runs. */
export const createLedger = (file?: LedgerFile): Ledger => {
  let memory: Written = { put: [] };
  let last: Promise<unknown> = Promise.resolve();
  const read = async (): Promise<Written> => (file ? parse(await file.read()) : memory);
  return {
    read,
    change: (change) => {
      const mine = last.then(async () => {
        const next = change(await read());
        if (file) await file.write(`${JSON.stringify({ version: 1, ...next }, null, 2)}\n`);
        else memory = next;
        return next;
      });
      last = mine.catch(() => undefined); // whoever asked for it gets the error
      return mine;
    },
  };
};

/** A damaged file is as good as none: stores are also searched by the name of the authority. */
const parse = (text: string | undefined): Written => {
  try {
    const { limited, put } = JSON.parse(text ?? '{}') as Readonly<Record<string, unknown>>;
    return {
      ...(isLimited(limited) && { limited }),
      put: Array.isArray(put) ? put.filter(isPut) : [],
    };
  } catch {
    return { put: [] };
  }
};

const isText = (value: unknown): value is string => typeof value === 'string';
const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);

const isLimited = (value: unknown): value is Limited => {
  if (typeof value !== 'object' || value === null) return false;
  const { pem, domains, authority } = value as Readonly<Record<string, unknown>>;
  return isText(pem) && isTexts(domains) && isText(authority);
};

const isPut = (value: unknown): value is Put => {
  if (typeof value !== 'object' || value === null) return false;
  const { store, name, place, thumbprint, domains } = value as Readonly<Record<string, unknown>>;
  const whole = isText(store) && isText(name) && isText(thumbprint);
  return whole && (place === undefined || isText(place)) && (domains === undefined || isTexts(domains));
};

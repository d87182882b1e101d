import { sayCluster } from '#core/traffic/rows-filter.ts';
import type { TrafficRow } from '#core/traffic/traffic-row.ts';
import { flagWords } from '../../state/flag-words.ts';
import { routeName, sayRoute } from '../../state/route-name.ts';
import { type RulesNowState, ruleNow } from '../../state/rules-now.ts';
import { en } from '../../words/catalogues.ts';
import type { Say } from '../../words/words.ts';

/** The rule of a row as it is shown; `is` where it is not what it was. */
export type Pill = {
  readonly owner: string;
  readonly part: string;
  /** Without which of its matches it was, which is said in full where there is room for it. */
  readonly short: string;
  readonly label: string;
  readonly title: string;
  readonly is: 'changed' | 'deleted' | undefined;
};

/** What cells say of values that many rows share, each put into words once. */
export type Sayings = {
  readonly flags: (flags: string) => string;
  readonly flagsShort: (flags: string) => string;
  readonly cluster: (cluster: string) => string;
  /** Undefined where no rule took the request. */
  readonly rule: (row: TrafficRow) => Pill | undefined;
};

type Languages = {
  readonly t: Say<'traffic'>;
  readonly exchange: Say<'exchange'>;
  readonly answers: Say<'answers'>;
};

type ShortFlag = keyof typeof en.traffic.flag;
const isKnown = (flag: string): flag is ShortFlag => Object.hasOwn(en.traffic.flag, flag);

/** Good for as long as the language is, and what has become of the rules. */
export const createSayings = ({ t, exchange, answers }: Languages, followed: RulesNowState['followed']): Sayings => {
  const pills = createMemory<Pill>();
  return {
    flags: byText((flags) => flagWords(flags, answers)),
    flagsShort: byText((flags) =>
      flags
        .split(',')
        .flatMap((one) => (isKnown(one) ? t(`flag.${one}`) : []))
        .join(', '),
    ),
    cluster: byText(sayCluster),
    rule: (row) => {
      if (row.route === undefined) return undefined;
      const { origin, name, id } = row.route;
      const known = followed.get(row.generation);
      const now = known && ruleNow(known.rules, row)?.is;
      const is = now === 'changed' || now === 'deleted' ? now : undefined;
      const key = `${id}\n${name}\n${origin.namespace}\n${origin.name}\n${origin.path}\n${is === undefined ? '' : `${is} ${row.generation}`}`;
      return pills(key, () => {
        const change = is === undefined ? '' : exchange(`rule.${is}`, { generation: row.generation });
        const { owner, part } = routeName(origin, name);
        const rule = sayRoute(origin, name);
        return {
          owner,
          part,
          short: part.replace(/\.match(es)?\[\d+\]$/, ''),
          label: [exchange('rule.goTo', { rule }), change].filter(Boolean).join(', '),
          title: [rule, id, change].filter(Boolean).join('\n'),
          is,
        };
      });
    },
  };
};

/** Forgets everything before it grows beyond what a list shows in a while. */
const most = 2_000;

const createMemory = <T>(): ((key: string, make: () => T) => T) => {
  const known = new Map<string, T>();
  return (key, make) => {
    const there = known.get(key);
    if (there !== undefined) return there;
    if (known.size >= most) known.clear();
    const made = make();
    known.set(key, made);
    return made;
  };
};

const byText = (say: (text: string) => string): ((text: string) => string) => {
  const memory = createMemory<string>();
  return (text) => memory(text, () => say(text));
};

import type { Rates } from '#core/traffic/rates.ts';
import { useSlice } from '../../../state/stores-context.ts';
import { type Say, useWords } from '../../../words/words.ts';

type RuleRateProps = { readonly keys: readonly string[]; readonly id: string };

/** What passes a rule now: this text alone is drawn again, and only when its words change. */
export const RuleRate = ({ keys, id }: RuleRateProps) => {
  const t = useWords('visual');
  const words = useSlice('liveStats', ({ rates }) => sayRates(t, keys, rates));
  const [requests = '', errors] = words.split('\n');
  return (
    <span className="rule-rate" id={id}>
      {requests}
      {errors !== undefined && <strong className="failing"> {errors}</strong>}
    </span>
  );
};

/** `12/s`, and in a line of its own the share that failed, all routes of the rule together; empty where nothing has passed. */
export const sayRates = (t: Say<'visual'>, keys: readonly string[], rates: Rates): string => {
  let [requests, perSecond, inMinute, failed] = [0, 0, 0, 0];
  for (const key of keys) {
    const rate = rates[key];
    if (rate === undefined) continue;
    requests += rate.requests;
    perSecond += rate.perSecond;
    inMinute += rate.perSecondInMinute;
    failed += rate.errorShare * rate.perSecondInMinute;
  }
  if (requests === 0) return '';
  if (inMinute === 0) return t('rate.requests', { count: requests, number: short(requests) });
  const share = failed / inMinute;
  const errors = share === 0 ? '' : `\n${t('rate.errors', { share: share < 0.01 ? '< 1' : Math.round(share * 100) })}`;
  return t('rate.perSecond', { number: short(perSecond > 0 ? perSecond : inMinute) }) + errors;
};

const short = (number: number): string => {
  if (number >= 10_000) return `${Math.round(number / 1000)}k`;
  return number >= 10 ? String(Math.round(number)) : number < 0.1 ? '< 0.1' : String(Math.round(number * 10) / 10);
};

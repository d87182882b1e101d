import { useEffect, useMemo, useState } from 'react';
import type { TrafficRow } from '#core/traffic/traffic-row.ts';
import { lineDiff } from '../../../state/line-diff.ts';
import { ruleNow } from '../../../state/rules-now.ts';
import { useSlice, useStores } from '../../../state/stores-context.ts';
import { Button } from '../../../ui/button.tsx';
import { DiffView } from '../../../ui/diff-view.tsx';
import { useWords } from '../../../words/words.ts';

/** Says where the rule is not what it was when it handled the request, and shows it then and now. */
export const RuleThen = ({ exchange }: { readonly exchange: TrafficRow }) => {
  const { rulesNow } = useStores();
  const t = useWords('exchange');
  const table = useSlice('draft', (state) => state.table);
  const known = useSlice('rulesNow', ({ followed }) => followed.get(exchange.generation));
  const [open, setOpen] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew whenever the routes have changed, which is when typing pauses
  useEffect(() => {
    if (exchange.route) void rulesNow.resolve(exchange);
  }, [rulesNow, exchange, table]);
  const now = known && ruleNow(known.rules, exchange);
  const texts = useMemo(
    () => (open && now && known ? rulesNow.textsOf(exchange, now) : undefined),
    [open, now, known, exchange, rulesNow],
  );
  const diff = useMemo(() => texts && lineDiff(texts.before, texts.after), [texts]);
  if (now === undefined || now.is === 'same') return null;
  const words = t(`rule.${now.is}`, { generation: exchange.generation });
  return (
    <section className="rule-then" aria-label={words}>
      <p className="cut">
        {t(`rule.says.${now.is}`, { generation: exchange.generation })}
        <Button look="quiet" onPress={() => setOpen(!open)}>
          {t(open ? 'rule.close' : 'rule.compare')}
        </Button>
      </p>
      {diff !== undefined &&
        (diff.hunks.length > 0 ? (
          <DiffView label={t('rule.diff', { generation: exchange.generation })} hunks={diff.hunks} />
        ) : (
          <p className="muted">{t('rule.sameText')}</p>
        ))}
    </section>
  );
};

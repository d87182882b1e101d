import { type FormEvent, useEffect, useMemo, useState } from 'react';
import type { Origin, Table } from '#core/route/table.ts';
import type { ExchangeDetails } from '#core/traffic/exchange-details.ts';
import { canLead, makeRoute, type NewRule, takenByAnother } from '../../../state/make-route.ts';
import { planRoute, type RoutePlan } from '../../../state/plan-route.ts';
import { useSlice, useStores } from '../../../state/stores-context.ts';
import { Button } from '../../../ui/button.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { useWords } from '../../../words/words.ts';

type MakeRouteProps = { readonly details: ExchangeDetails; readonly onDone: () => void };

/** A new rule for this path, written where it is reached. */
export const MakeRoute = ({ details, onDone }: MakeRouteProps) => {
  const t = useWords('exchange');
  const table = useSlice('draft', (state) => state.table);
  const running = useSlice('running', (state) => state.running);
  const plan = useMemo(
    () => table && planRoute(details, table, running?.gateway.listeners ?? []),
    [details, table, running],
  );
  if (plan === undefined) return <p className="muted">{t('reading')}</p>;
  if (plan.at === 'nowhere') return <Notice tone="warn">{t(`route.nowhere.${plan.why}`, { what: plan.what })}</Notice>;
  return <RuleForm details={details} plan={plan} onDone={onDone} />;
};

type FormProps = MakeRouteProps & { readonly plan: Exclude<RoutePlan, { readonly at: 'nowhere' }> };

const RuleForm = ({ details, plan, onDone }: FormProps) => {
  const stores = useStores();
  const t = useWords('exchange');
  const kind = plan.at === 'new' ? plan.kind : plan.origin.kind;
  const { namespace } = plan.at === 'new' ? plan.gateway : plan.origin;
  const targets = useTargets(kind, namespace);
  const [how, setHow] = useState<NewRule['how']>('exact');
  const asked = details.exchange.path.replace(/[?#].*$/s, '');
  const [path, setPath] = useState(asked);
  const [chosen, choose] = useState<string>();
  const [failure, setFailure] = useState('');
  const table = useSlice('draft', (state) => state.table);
  const usual = useMemo(() => usualTarget(plan, table), [plan, table]);
  const target =
    targets.find((one) => sayTarget(one) === chosen) ??
    targets.find((one) => usual !== undefined && sayTarget(one) === sayTarget(usual)) ??
    targets[0];
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (target === undefined) return;
    const made = makeRoute(stores, plan, { how, path, target });
    if (!made.ok) return setFailure(made.failure.message);
    const listeners = stores.running.getState().running?.gateway.listeners ?? [];
    const other = path === asked ? await takenByAnother(stores, details, made.value, listeners) : undefined;
    if (other === undefined) return onDone();
    setFailure(t('route.notTaken', { owner: `${other.kind} ${other.namespace}/${other.name}`, rule: ruleOf(other) }));
  };
  return (
    <form
      className="make-route"
      aria-label={t('route.title')}
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => event.key === 'Escape' && onDone()}
    >
      <p className="muted">
        {plan.at === 'new'
          ? t('route.new', { kind, host: plan.host, gateway: `${plan.gateway.namespace}/${plan.gateway.name}` })
          : t(plan.last ? 'route.last' : 'route.before', {
              owner: `${kind} ${namespace}/${plan.origin.name}`,
              rule: ruleOf(plan.origin),
            })}
      </p>
      <div className="request-line">
        <select
          className="field"
          aria-label={t('route.how')}
          value={how}
          onChange={({ target: { value } }) => setHow(value as NewRule['how'])}
        >
          <option value="exact">{t('route.exact')}</option>
          <option value="prefix">{t('route.prefix')}</option>
        </select>
        <input
          className="field mono"
          aria-label={t('route.path')}
          spellCheck={false}
          value={path}
          onChange={(event) => setPath(event.target.value)}
        />
      </div>
      <div className="request-line">
        <label>
          <span>{t('route.to')} </span>
          <select
            className="field mono"
            // biome-ignore lint/a11y/noAutofocus: the form appears because the user asked for it, and this is what it asks
            autoFocus
            value={target && sayTarget(target)}
            onChange={(event) => choose(event.target.value)}
          >
            {targets.map((one) => (
              <option key={sayTarget(one)}>{sayTarget(one)}</option>
            ))}
          </select>
        </label>
        <span className="spacer" />
        <Button onPress={onDone}>{t('har.cancel')}</Button>
        <Button look="primary" submit disabled={target === undefined || !path.startsWith('/')}>
          {t('route.write')}
        </Button>
      </div>
      {failure !== '' && <Notice tone="error">{failure}</Notice>}
    </form>
  );
};

const ruleOf = ({ path }: Origin): string => path.replace(/^spec\./, '').replace(/\.match(es)?\[\d+\]$/, '');

type Target = NewRule['target'];

/** Every service that a rule of this kind can lead to. */
const useTargets = (kind: string, namespace: string): readonly Target[] => {
  const { language } = useStores();
  const [targets, setTargets] = useState<readonly Target[]>([]);
  useEffect(() => {
    let wanted = true;
    void language.targets(namespace).then((all = []) => {
      if (wanted) setTargets(all.filter((one) => canLead(kind, one)));
    });
    return () => {
      wanted = false;
    };
  }, [language, kind, namespace]);
  return targets;
};

/** Where the resource leads already, which is most likely meant. */
const usualTarget = (plan: FormProps['plan'], table: Table | undefined): Target | undefined => {
  if (plan.at === 'new') return undefined;
  const { kind, namespace, name } = plan.origin;
  for (const { virtualHosts } of Object.values(table?.routeConfigs ?? {}))
    for (const { routes } of virtualHosts)
      for (const { origin, action } of routes)
        if (origin.kind === kind && origin.namespace === namespace && origin.name === name && action.do === 'forward')
          return action.destinations[0];
  return undefined;
};

const sayTarget = ({ host, port, subset }: Target): string =>
  `${host}${port === 0 ? '' : `:${port}`}${subset === undefined ? '' : ` ${subset}`}`;

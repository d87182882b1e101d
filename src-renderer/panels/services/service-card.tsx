import { useState } from 'react';
import { sayEndpoint } from '#core/route/say-endpoint.ts';
import type { Cluster } from '#core/route/table.ts';
import { useStores } from '../../state/stores-context.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { BindForm } from './bind-form.tsx';
import { ClusterHealth } from './endpoint-health.tsx';
import { Endpoints } from './endpoints.tsx';
import type { ServiceRow } from './service-rows.ts';

const states: Readonly<Record<ServiceRow['state'], { readonly tone: Tone; readonly words: string }>> = {
  bound: { tone: 'ok', words: 'bound' },
  unbound: { tone: 'warn', words: 'not bound' },
  unknown: { tone: 'error', words: 'unknown' },
};
const rules: Readonly<Record<Cluster['boundBy'], string>> = {
  'local-service': 'LocalService',
  'endpoint-slice': 'EndpointSlice',
  'service-entry': 'ServiceEntry',
  'workload-entry': 'WorkloadEntry',
  sample: 'bundled sample',
  gateway: 'Gateway',
  passthrough: 'wherever the client goes',
  nothing: 'nothing',
};

/** One service: state, addresses, users, and the form that binds it. */
export const ServiceCard = ({ row }: { readonly row: ServiceRow }) => {
  const { navigation } = useStores();
  const [binding, setBinding] = useState(false);
  const { tone, words } = states[row.state];
  const origin = row.bound?.origin;
  return (
    <li className="service" aria-label={`${row.host}:${row.port}`}>
      <div className="service-head">
        <strong className="mono">
          {row.host}
          {row.port > 0 && `:${row.port}`}
        </strong>
        {row.subset !== undefined && <Badge>{row.subset}</Badge>}
        <Badge tone={tone}>{words}</Badge>
        <ClusterHealth cluster={row.cluster} asked />
        <span className="spacer" />
        {row.bindAs !== undefined && !binding && (
          <Button look={row.state === 'bound' ? 'quiet' : 'primary'} onPress={() => setBinding(true)}>
            {row.state === 'bound' ? 'Bind elsewhere' : 'Bind'}
          </Button>
        )}
      </div>
      <p>
        <Where row={row} />
        {origin !== undefined && (
          <>
            {' · '}
            <button type="button" className="link" onClick={() => navigation.jumpTo(origin.place)}>
              {origin.kind} {origin.namespace}/{origin.name}
            </button>
          </>
        )}
        <ClusterHealth cluster={row.cluster} asked={false} />
      </p>
      <Endpoints cluster={row.cluster} />
      {binding && row.bindAs !== undefined && <BindForm bindAs={row.bindAs} onDone={() => setBinding(false)} />}
      {row.users.length > 0 && (
        <p className="users">
          <span className="muted">used by </span>
          <span>
            {row.users.slice(0, 6).map(({ name, origin: user }) => (
              <button type="button" className="link" key={name} onClick={() => navigation.jumpTo(user.place)}>
                {name}
              </button>
            ))}
            {row.users.length > 6 && <span className="muted">and {row.users.length - 6} more</span>}
          </span>
        </p>
      )}
    </li>
  );
};

const Where = ({ row }: { readonly row: ServiceRow }) => {
  if (row.state === 'unknown') {
    return <span className="trouble-text">Nothing declares this service: requests get 503 with response flag NC.</span>;
  }
  if (row.bound === undefined || row.state === 'unbound') {
    return (
      <span className="trouble-text">It has no address on this machine: requests get 503 with response flag UH.</span>
    );
  }
  const addresses = row.bound.endpoints.map((one) => (one.at === 'sample' ? `“${one.sample}”` : sayEndpoint(one)));
  return (
    <>
      <span className="muted">
        {rules[row.bound.boundBy]}
        {addresses.length > 0 && ' → '}
      </span>
      <span className="mono">{addresses.slice(0, 3).join(', ')}</span>
      {addresses.length > 3 && <span className="muted"> and {addresses.length - 3} more</span>}
    </>
  );
};

import { useDeferredValue, useMemo } from 'react';
import { useSlice } from '../../state/stores-context.ts';
import { Badge } from '../../ui/badge.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ServicesIcon } from '../../ui/icons.tsx';
import { ServiceCard } from './service-card.tsx';
import { serviceRows } from './service-rows.ts';
import { useFreshUpstreams } from './use-fresh-upstreams.ts';
import './services.css';

/** Every destination, and which address on this machine stands in for it. */
export const ServicesPanel = () => {
  useFreshUpstreams();
  const table = useDeferredValue(useSlice('draft', (state) => state.table));
  const rows = useMemo(() => (table === undefined ? [] : serviceRows(table)), [table]);
  const open = rows.filter(({ state }) => state !== 'bound').length;
  return (
    <>
      <header className="panel-head">
        <h2>Services</h2>
        {open > 0 && <Badge tone="warn">{open} without an address</Badge>}
      </header>
      <div className="panel-body">
        {rows.length === 0 ? (
          <Empty icon={<ServicesIcon size={32} />} title="No services yet">
            <p>
              Every destination of a route appears here. Bind it to the address of a program on this machine, or name
              “httpbin”, “details” or “echo”, which are bundled.
            </p>
          </Empty>
        ) : (
          <ul className="services" aria-label="services">
            {rows.map((row) => (
              <ServiceCard key={row.cluster} row={row} />
            ))}
          </ul>
        )}
      </div>
    </>
  );
};

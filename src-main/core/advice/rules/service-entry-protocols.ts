import type { ServiceEntrySpec } from '../../resource/istio/service-entry.ts';
import type { Resource } from '../../resource/resource.ts';
import type { Rule } from '../rule.ts';

type Said = { readonly entry: Resource<ServiceEntrySpec>; readonly port: number; readonly protocol: string };

/** Two ServiceEntries that give one host and port different protocols where both are seen (analyzer IST0177). Told at the later one. */
export const serviceEntryProtocols: Rule = ({ serviceEntries }) => {
  const said = new Map<string, Said[]>();
  return serviceEntries.flatMap((entry) => {
    const scopes = scopesOf(entry);
    const found = (entry.spec.ports ?? []).flatMap(({ number, protocol = '' }, port) => {
      const own = { entry, port, protocol: protocol.toUpperCase() };
      const others = entry.spec.hosts.flatMap((host) => {
        const keys = scopes.map((scope) => `${scope} ${host} ${number}`);
        // What everybody sees meets what anybody sees.
        const seen = scopes.includes('*') ? [`any ${host} ${number}`] : [...keys, `* ${host} ${number}`];
        const first = seen
          .flatMap((key) => said.get(key) ?? [])
          .find((one) => one.entry !== entry && one.protocol !== own.protocol);
        for (const key of [...keys, `any ${host} ${number}`]) {
          const list = said.get(key);
          // One for each protocol is enough.
          if (!list) said.set(key, [own]);
          else if (!list.some((one) => one.protocol === own.protocol)) list.push(own);
        }
        return first ? [{ first, host }] : [];
      });
      const [conflict] = others;
      if (!conflict) return [];
      const { first, host } = conflict;
      const name = `ServiceEntry "${first.entry.namespace}/${first.entry.name}"`;
      const path = ['spec', 'ports', port, 'protocol'];
      return [
        {
          severity: 'warning' as const,
          code: 'service-entry/protocols-differ',
          istio: 'IST0177',
          message: `${name} gives port ${number} of "${host}" ${first.protocol ? `the protocol ${first.protocol}` : 'no protocol'}, and only one of the two counts; give both the same`,
          place: entry.at(path),
          related: [{ message: 'the other one', place: first.entry.at(['spec', 'ports', first.port, 'protocol']) }],
        },
      ];
    });
    return found.slice(0, 1);
  });
};

const scopesOf = ({ namespace, spec }: Resource<ServiceEntrySpec>): readonly string[] => {
  const { exportTo = [] } = spec;
  return exportTo.length === 0 || exportTo.includes('*')
    ? ['*']
    : exportTo.map((scope) => (scope === '.' ? namespace : scope));
};

import { bindService } from '../../edit/bind-service.ts';
import { differenceOf } from '../../edit/text-edit.ts';
import { insertItem, removeAt, setValue } from '../../edit/yaml-edits.ts';
import type { DestinationRuleSpec } from '../../resource/istio/destination-rule.ts';
import type { GatewaySpec } from '../../resource/istio/gateway.ts';
import { resolveGatewayName } from '../../resource/istio/gateway-name.ts';
import type { VirtualServiceSpec } from '../../resource/istio/virtual-service.ts';
import type { ServiceSpec } from '../../resource/kubernetes/service.ts';
import { groupOf, type Resource } from '../../resource/resource.ts';
import { expandHost, hostsMeet, sanitiseServerHosts, serverHostsFor } from '../../route/hostname.ts';
import { nearest } from '../../text/nearest.ts';
import type { Path } from '../../text/tree.ts';
import type { Fix } from '../answers.ts';
import { type KnownHost, knownHosts } from '../known-hosts.ts';
import { pathAt } from '../place-in-document.ts';
import {
  documentOf,
  edited,
  type FixContext,
  type Fixer,
  fixHere,
  newDocument,
  placed,
  valueAt,
  writtenAt,
} from './context.ts';

/** A name that is written nearly so, or the same one in another namespace. */
const meantOf = (written: string, names: readonly string[]): string | undefined =>
  names.find((name) => name.endsWith(`/${written.slice(written.indexOf('/') + 1)}`)) ?? nearest(written, names);

const replaceWith = (context: FixContext, name: string, preferred = true): readonly Fix[] =>
  fixHere(context, `Replace with "${name}"`, setValue(edited(context), context.path, name), preferred);

/** As a resource of `namespace` names another one. */
const nameFrom = (namespace: string, one: Pick<Resource, 'namespace' | 'name'>): string =>
  one.namespace === namespace ? one.name : `${one.namespace}/${one.name}`;

/** A Gateway or a delegate that is not there. */
export const missingResource: Fixer = (context) => {
  if (context.kind !== 'VirtualService') return [];
  const at = context.path.at(-1) === 'name' ? context.path.slice(0, -1) : context.path;
  return at.at(-1) === 'delegate' ? missingDelegate(context) : missingGateway(context);
};

const missingGateway = (context: FixContext): readonly Fix[] => {
  const { workspace, namespace } = context;
  const written = writtenAt(context);
  const names = workspace.snapshot.gateways.map((one) => nameFrom(namespace, one));
  const meant = meantOf(written, [...names, 'mesh']);
  return [...(meant ? replaceWith(context, meant) : []), ...createGateway(context, written)];
};

const createGateway = (context: FixContext, written: string): readonly Fix[] => {
  const { workspace, namespace, document } = context;
  const key = resolveGatewayName(written, namespace);
  const [home = '', name = ''] = key.split('/');
  if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name)) return [];
  const spec = context.resource?.spec as VirtualServiceSpec | undefined;
  const hosts = (spec?.hosts ?? []).filter((host) => host === '*' || host.includes('.'));
  const lines = [
    'apiVersion: networking.istio.io/v1',
    'kind: Gateway',
    'metadata:',
    `  name: ${name}`,
    ...(home === 'default' ? [] : [`  namespace: ${home}`]),
    'spec:',
    '  selector:',
    '    istio: ingressgateway',
    '  servers:',
    '  - port:',
    '      number: 80',
    '      name: http',
    '      protocol: HTTP',
    '    hosts:',
    ...(hosts.length > 0 ? hosts : ['*']).map((host) => `    - "${host}"`),
  ];
  const edit = newDocument(workspace, document.file, `${lines.join('\n')}\n`);
  return [{ title: `Create Gateway "${key}"`, preferred: false, edits: [edit] }];
};

const missingDelegate = (context: FixContext): readonly Fix[] => {
  const { workspace, namespace, path } = context;
  const delegate = valueAt({ ...context, path: path.at(-1) === 'name' ? path.slice(0, -1) : path });
  const home = delegate?.is === 'map' ? delegate.entries.find(({ key }) => key === 'namespace')?.value : undefined;
  const target = home?.is === 'scalar' && home.source !== '' ? home.source : namespace;
  const names = workspace.snapshot.virtualServices
    .filter((one) => !one.spec.hosts?.length && one.namespace === target)
    .map(({ name }) => name);
  const meant = nearest(writtenAt(context), names);
  return meant && path.at(-1) === 'name' ? replaceWith(context, meant) : [];
};

/** A host that nothing declares, or that is bound to nothing. */
export const missingHost: Fixer = (context) => {
  const { workspace, namespace, path } = context;
  const written = writtenAt(context);
  const known = knownHosts(workspace, namespace).filter(({ written: name }) => name !== written);
  const meant =
    path.at(-1) === 'host'
      ? nearest(
          written,
          known.map((one) => one.written),
        )
      : undefined;
  return [...(meant ? replaceWith(context, meant) : []), ...bind(context, written)];
};

/** The finding that a service is bound to nothing; its name is right. A backend is pointed at as a whole. */
export const unboundHost: Fixer = (context) => {
  const value = valueAt(context);
  if (value?.is !== 'map') return bind(context, writtenAt(context));
  const within = { ...context, path: [...context.path, 'name'] };
  const namespace = writtenAt({ ...context, path: [...context.path, 'namespace'] }) || context.namespace;
  const port = Number(writtenAt({ ...context, path: [...context.path, 'port'] }));
  return bind({ ...context, namespace }, writtenAt(within), port > 0 ? port : undefined);
};

const bind = (context: FixContext, written: string, port = portBeside(context)): readonly Fix[] => {
  const { workspace, namespace } = context;
  const domain = workspace.snapshot.settings.clusterDomain;
  const host = expandHost(written, namespace, domain);
  const tail = `.svc.${domain}`;
  if (!host.endsWith(tail) || written === '') return [];
  const [name = '', home = ''] = host.slice(0, -tail.length).split('.');
  const address = String(port && port > 1023 ? port : 3000);
  const sources = workspace.files.map(({ source }) => source);
  const result = bindService(sources, { namespace: home, name, ...(port && { port }), address });
  if (!result.ok) return [];
  const before = sources.find(({ file }) => file === result.file)?.text ?? '';
  return [
    {
      title: `Bind "${name}" to port ${address} of this machine`,
      preferred: false,
      edits: [{ file: result.file, edits: [differenceOf(before, result.text)] }],
    },
  ];
};

/** The port that the destination around a host names. */
const portBeside = (context: FixContext): number | undefined => {
  const around: Path = [...context.path.slice(0, -1), 'port', 'number'];
  const value = Number(writtenAt({ ...context, path: around }));
  return Number.isInteger(value) && value > 0 ? value : undefined;
};

/** A port that a service does not have: one that it has, or one more in the Service. */
export const missingPort: Fixer = (context) => {
  const { path, workspace, namespace } = context;
  const destination = path.at(-1) === 'number' ? path.slice(0, -2) : path.slice(0, -1);
  const host = writtenAt({ ...context, path: [...destination, 'host'] });
  const domain = workspace.snapshot.settings.clusterDomain;
  const known = knownHosts(workspace, namespace).find((one) => one.host === expandHost(host, namespace, domain));
  if (!known) return [];
  const only = known.ports.length === 1;
  const at: Path = [...destination, 'port', 'number'];
  const use = known.ports
    .slice(0, 4)
    .flatMap(({ number }) => fixHere(context, `Use port ${number}`, setValue(edited(context), at, number), only));
  return [...use, ...addPort(context, known)];
};

const addPort = (context: FixContext, { resource, ports }: KnownHost): readonly Fix[] => {
  const number = Number(writtenAt(context));
  if (context.path.at(-1) !== 'number' || !Number.isInteger(number) || number < 1 || number > 65535) return [];
  if (resource?.kind !== 'Service' || groupOf(resource) !== '') return [];
  const found = documentOf(context.workspace, resource);
  if (!found) return [];
  const count = (resource.spec as ServiceSpec).ports?.length ?? 0;
  const named = ports.some(({ name }) => name === `http-${number}`) ? `port-${number}` : `http-${number}`;
  const edits = insertItem(edited(found), [...found.prefix, 'spec', 'ports'], count, { name: named, port: number });
  return edits
    ? [
        {
          title: `Add port ${number} to Service "${resource.name}"`,
          preferred: false,
          edits: [placed(found.document, edits)],
        },
      ]
    : [];
};

/** A subset that no rule defines: one that is, or one more in the rule, or none. */
export const missingSubset: Fixer = (context) => {
  const { workspace, namespace, path } = context;
  const written = writtenAt(context);
  const domain = workspace.snapshot.settings.clusterDomain;
  const host = expandHost(writtenAt({ ...context, path: [...path.slice(0, -1), 'host'] }), namespace, domain);
  const rule = workspace.snapshot.destinationRules.find(
    (one) => expandHost(one.spec.host, one.namespace, domain) === host,
  );
  const meant = nearest(
    written,
    (rule?.spec.subsets ?? []).flatMap(({ name }) => (name === written ? [] : [name])),
  );
  return [
    ...(meant ? replaceWith(context, meant) : []),
    ...(rule && !rule.spec.subsets?.some(({ name }) => name === written) ? addSubset(context, rule, written) : []),
    ...fixHere(context, 'Leave "subset" out', removeAt(edited(context), path)),
  ];
};

const addSubset = (context: FixContext, rule: Resource<DestinationRuleSpec>, name: string): readonly Fix[] => {
  const found = documentOf(context.workspace, rule);
  if (!found || !/^[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?$/.test(name)) return [];
  const at = [...found.prefix, 'spec', 'subsets'];
  const edits = insertItem(edited(found), at, rule.spec.subsets?.length ?? 0, { name, labels: { version: name } });
  return edits
    ? [
        {
          title: `Add subset "${name}" to DestinationRule "${rule.name}"`,
          preferred: false,
          edits: [placed(found.document, edits)],
        },
      ]
    : [];
};

/** Whether a Gateway has a server for one of the hosts of a VirtualService in this namespace. */
const serves = (gateway: Resource<GatewaySpec>, hosts: readonly string[], namespace: string): boolean => {
  const all = gateway.spec.servers.flatMap((server) => sanitiseServerHosts(server.hosts, gateway.namespace));
  return hostsMeet(serverHostsFor(all, namespace), hosts);
};

const virtualServiceOf = ({ kind, resource }: FixContext): VirtualServiceSpec | undefined =>
  kind === 'VirtualService' ? (resource?.spec as VirtualServiceSpec | undefined) : undefined;

/** A VirtualService for the mesh alone is given the Gateways that serve its hosts; it stays in the mesh. */
export const addGateways: Fixer = (context) => {
  const { workspace, namespace, prefix } = context;
  const spec = virtualServiceOf(context);
  if (!spec) return [];
  const at = [...prefix, 'spec', 'gateways'];
  const fitting = workspace.snapshot.gateways.filter((one) => serves(one, spec.hosts ?? [], namespace));
  return fitting.flatMap((one) => {
    const name = nameFrom(namespace, one);
    const edits = spec.gateways?.length
      ? insertItem(edited(context), at, spec.gateways.length, name)
      : setValue(edited(context), at, ['mesh', name], { after: 'hosts' });
    return fixHere(context, `Add gateway "${name}"`, edits, fitting.length === 1);
  });
};

/** None of the hosts is served by a Gateway: another one that does, or one more host for this one. */
export const servedHost: Fixer = (context) => {
  const { workspace, namespace, prefix, diagnostic, document, tree } = context;
  const spec = virtualServiceOf(context);
  const mention = diagnostic.related?.[0]?.place.range;
  if (!spec || !mention) return [];
  const at = pathAt(tree, [mention[0] - document.start, mention[1] - document.start]).path;
  const written = writtenAt({ ...context, path: at });
  const key = resolveGatewayName(written, namespace);
  const own = (spec.gateways ?? []).map((name) => resolveGatewayName(name, namespace));
  const fitting = workspace.snapshot.gateways.filter(
    (one) => !own.includes(`${one.namespace}/${one.name}`) && serves(one, spec.hosts ?? [], namespace),
  );
  const gateway = workspace.snapshot.gateways.find((one) => `${one.namespace}/${one.name}` === key);
  const host = spec.hosts?.find((one) => one.includes('.') || one === '*');
  return [
    ...fitting.flatMap((one) => {
      const name = nameFrom(namespace, one);
      return fixHere(context, `Use gateway "${name}"`, setValue(edited(context), at, name), fitting.length === 1);
    }),
    // Two Gateways with one host would mix their routes.
    ...(gateway && host && fitting.length === 0 ? addHost(context, gateway, host) : []),
    ...addMesh(context, [...prefix, 'spec', 'gateways'], spec),
  ];
};

const addHost = ({ workspace }: FixContext, gateway: Resource<GatewaySpec>, host: string): readonly Fix[] => {
  const found = documentOf(workspace, gateway);
  const [server] = gateway.spec.servers;
  if (!found || !server || server.hosts.some((one) => one.startsWith('~'))) return [];
  const at = [...found.prefix, 'spec', 'servers', 0, 'hosts'];
  const edits = insertItem(edited(found), at, server.hosts.length, host);
  const title = `Add "${host}" to the hosts of Gateway "${gateway.name}"`;
  return edits ? [{ title, preferred: false, edits: [placed(found.document, edits)] }] : [];
};

/** A short host is one of the mesh: that is where such routes take effect. */
const addMesh = (context: FixContext, at: Path, { hosts = [], gateways = [] }: VirtualServiceSpec): readonly Fix[] => {
  if (gateways.includes('mesh') || !hosts.some((host) => !host.includes('.') && host !== '*')) return [];
  const alone = gateways.length === 1;
  const edits = alone
    ? setValue(edited(context), [...at, 0], 'mesh')
    : insertItem(edited(context), at, gateways.length, 'mesh');
  return fixHere(context, alone ? 'Make it a route of the mesh' : 'Add "mesh"', edits);
};

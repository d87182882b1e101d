import type { ServicePort } from '../../resource/kubernetes/service.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Diagnostic } from '../../text/diagnostic.ts';
import type { Rule } from '../rule.ts';

/** The first parts of port names that name a protocol (reference 2.2). */
const named = new Set([
  'grpc',
  'grpc-web',
  'http',
  'http2',
  'http_proxy',
  'https',
  'hbone',
  'mongo',
  'mysql',
  'redis',
  'tcp',
  'tls',
  'udp',
]);
const appProtocols = new Set(['kubernetes.io/h2c', 'kubernetes.io/ws', 'kubernetes.io/wss']);
/** Mail, DNS, MySQL, MongoDB: TCP without a name too. */
const usual = new Set([25, 53, 3306, 27017]);

/**
 * Ports of Services that name no protocol: Istio looks at the first bytes instead (analyzer IST0118). On a Service of type
 * ExternalName that makes the port take all connections of the mesh to it (IST0150).
 */
export const servicePortProtocol: Rule = (snapshot) => {
  if (!hasIstio(snapshot)) return [];
  return snapshot.services.flatMap((service) => {
    const { namespace, labels, spec } = service;
    if (/^(?:istio|kube)-system$/.test(namespace) || Object.hasOwn(labels, 'gateway.istio.io/managed')) return [];
    const external = spec.type === 'ExternalName';
    return (spec.ports ?? []).flatMap((port, index): readonly Diagnostic[] => {
      if (namesProtocol(port) && !(external && port.appProtocol === undefined && port.name === 'tcp')) return [];
      const path = ['spec', 'ports', index];
      const place = port.name === undefined ? service.keyAt([...path, 'port']) : service.at([...path, 'name']);
      const what = port.name === undefined ? `port ${port.port} has no name` : `the name "${port.name}"`;
      if (external) {
        const message = `${what}${port.name === undefined ? ', which' : ''} makes the sidecars take connections to every host on port ${port.port} for this service; name it by its protocol, such as "http" or "tls-${port.port}"`;
        return [{ severity: 'warning', code: 'service/external-port-name', istio: 'IST0150', message, place }];
      }
      const said = port.name === undefined ? `${what} that tells its protocol` : `${what} tells no protocol`;
      const message = `${said}, so HTTP/1.1 is assumed here, and Istio looks at the first bytes; begin the name with one, such as "http" or "grpc-${port.name ?? 'web'}"`;
      return [{ severity: 'information', code: 'service/port-protocol', istio: 'IST0118', message, place }];
    });
  });
};

/** What Istio thinks of a Service is of interest beside documents of Istio's alone. */
const hasIstio = ({ gateways, virtualServices, destinationRules, serviceEntries, sidecars }: Snapshot): boolean =>
  [gateways, virtualServices, destinationRules, serviceEntries, sidecars].some((list) => list.length > 0);

const namesProtocol = ({ port, name = '', protocol, appProtocol }: ServicePort): boolean => {
  if (protocol === 'UDP') return true;
  const text = (appProtocol ?? name).toLowerCase();
  if (appProtocol !== undefined && appProtocols.has(appProtocol)) return true;
  return named.has(text.split('-')[0] ?? '') || usual.has(port);
};

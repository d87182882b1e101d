import { type Infer, integer, list, object, oneOf, optional, required, string } from '../../schema/schema.ts';
import { dnsName } from '../gateway-api/texts.ts';

const servicePort = object('ServiceBackendPort', {
  name: optional(string(), 'The name of the port of the Service.'),
  number: optional(integer(1, 65535), 'The port of the Service.'),
});

const service = object('IngressServiceBackend', {
  name: required(string(), 'The Service, in the namespace of the Ingress.'),
  port: optional(servicePort, 'The port of the Service, by number or by name.'),
});

const resourceReference = object('TypedLocalObjectReference', {
  apiGroup: optional(string(), 'The API group; empty for core kinds.'),
  kind: required(string(), 'The kind.'),
  name: required(string(), 'The name.'),
});

const backend = object('IngressBackend', {
  service: optional(service, 'The Service that requests go to.'),
  resource: optional(resourceReference, 'An object in place of a Service.', {
    fidelity: 'approximated',
    note: 'nothing but a Service answers requests here, so they get 503',
  }),
});

const path = object('HTTPIngressPath', {
  path: optional(string(), 'What the path of a request is compared with.'),
  pathType: required(
    oneOf('Exact', 'Prefix', 'ImplementationSpecific'),
    'How it is compared: all of it, its elements from the first, or as the controller does it.',
  ),
  backend: required(backend, 'Where requests go.'),
});

const http = object('HTTPIngressRuleValue', {
  paths: required(list(path, { fewest: 1 }), 'The paths; the longest that fits wins.'),
});

const rule = object('IngressRule', {
  host: optional(string(), 'The host; `*.` in front stands for one label. Without it: every host.'),
  http: optional(http, 'The paths of the host; without them all of it goes to the default backend.'),
});

const tls = object('IngressTLS', {
  hosts: optional(list(string()), 'The names that the certificate is shown for.', {
    fidelity: 'approximated',
    note: 'without hosts it is shown for those of the rules, not for those of the certificate',
  }),
  secretName: optional(string(), 'The Secret with the certificate and its key, in the namespace of the Ingress.', {
    default: 'a certificate of the local authority',
  }),
});

/** `networking.k8s.io` `Ingress` (gateway-api reference 4.1). */
export const ingressSpec = object('Ingress', {
  ingressClassName: optional(string(dnsName), 'The class, which says who serves the Ingress.'),
  defaultBackend: optional(backend, 'Where requests go that no rule of any Ingress takes.'),
  tls: optional(list(tls), 'Certificates; with any of them port 443 is served.'),
  rules: optional(list(rule), 'Hosts and their paths.'),
});

export type IngressSpec = Infer<typeof ingressSpec>;
export type IngressBackend = Infer<typeof backend>;
export type IngressPath = Infer<typeof path>;

/** The older way to name a class. */
export const classAnnotation = 'kubernetes.io/ingress.class';

import { type Infer, integer, list, map, object, oneOf, optional, required, string } from '../../schema/schema.ts';
import { labelSelector, listener } from './listener.ts';
import { localObjectRef, objectRef, secretRef } from './references.ts';
import { addressType, labelValue, longText, objectName } from './texts.ts';

const address = object('GatewaySpecAddress', {
  type: optional(string(addressType), 'IPAddress or Hostname.', { default: 'IPAddress' }),
  value: optional(string({ longest: 253 }), 'The address; empty for any of its type.'),
});

const allowedListeners = object('AllowedListeners', {
  namespaces: optional(
    object('ListenerNamespaces', {
      from: optional(oneOf('All', 'Selector', 'Same', 'None'), 'From which namespaces ListenerSets may come.', {
        default: 'None',
      }),
      selector: optional(labelSelector, 'The labels of those namespaces, for Selector.'),
    }),
    'From which namespaces ListenerSets may come.',
  ),
});

const clientValidation = object('FrontendTLSValidation', {
  caCertificateRefs: required(list(objectRef, { fewest: 1, most: 16 }), 'ConfigMaps with authorities.'),
  mode: optional(
    oneOf('AllowValidOnly', 'AllowInsecureFallback'),
    'Whether a client without a good certificate may go on.',
    {
      default: 'AllowValidOnly',
    },
  ),
});

const frontendTls = object('TLSConfig', {
  validation: optional(clientValidation, 'The certificates that clients must show.', { default: 'none' }),
});

const gatewayTls = object('GatewayTLSConfig', {
  backend: optional(
    object('GatewayBackendTLS', {
      clientCertificateRef: optional(secretRef, 'The certificate that services are shown.'),
    }),
    'TLS towards services.',
  ),
  frontend: optional(
    object('FrontendTLSConfig', {
      default: required(frontendTls, 'For every HTTPS listener.'),
      perPort: optional(
        list(
          object('TLSPortConfig', {
            port: required(integer(1, 65535), 'The port of the listeners.'),
            tls: required(frontendTls, 'In place of the default.'),
          }),
          { most: 64, unique: ['port'] },
        ),
        'For the listeners of one port, in place of the default.',
      ),
    }),
    'TLS towards clients.',
  ),
});

const elsewhere = { fidelity: 'ignored', note: 'nothing is generated on this machine' } as const;

/** `Gateway` of the Gateway API: what is listened on, and who may attach routes. */
export const gatewaySpec = object('Gateway', {
  gatewayClassName: required(string(objectName), 'The class of the Gateway.', {
    fidelity: 'approximated',
    note: 'every class is served here unless a LocalGateway names those that are',
  }),
  listeners: required(list(listener, { fewest: 1, most: 64, unique: ['name'] }), 'What is listened on.'),
  addresses: optional(list(address, { most: 16 }), 'The addresses to listen on.', {
    default: 'those of this machine that the LocalGateway names',
    fidelity: 'approximated',
    note: 'only addresses of this machine can be opened',
  }),
  allowedListeners: optional(allowedListeners, 'Which ListenerSets may add listeners.', { default: 'none' }),
  tls: optional(gatewayTls, 'TLS towards clients and services.'),
  infrastructure: optional(
    object('GatewayInfrastructure', {
      labels: optional(map(string(labelValue), { most: 8 }), 'Labels of what is generated for the Gateway.', elsewhere),
      annotations: optional(
        map(string(longText), { most: 16 }),
        'Annotations of what is generated for the Gateway.',
        elsewhere,
      ),
      parametersRef: optional(localObjectRef, 'Further settings of the controller.', {
        fidelity: 'approximated',
        note: 'no kind of parameters is known here, so a Gateway that names some is refused as the specification says',
      }),
    }),
    'What a cluster generates for the Gateway.',
  ),
  defaultScope: optional(oneOf('All', 'None'), 'Whether routes that ask for default Gateways attach.', {
    default: 'None',
  }),
});

export type GatewaySpec = Infer<typeof gatewaySpec>;
export type ClientValidation = Infer<typeof clientValidation>;

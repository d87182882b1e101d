/** A finding that is no false alarm: the rule of the reference, or why it cannot work as written, and where it is met. */
export type Expected = { readonly because: string; readonly cases: readonly string[] };

/** Errors and warnings of golden cases that serve requests all the same: each of them is what its case is about. */
export const servingFindings: Readonly<Record<string, Expected>> = {
  'backend-tls/not-in-force': {
    because: 'Gateway API: the policy has Accepted False, and connections fail',
    cases: ['gateway-api/backend-tls'],
  },
  'backend/not-resolved': {
    because: 'IST0171: ResolvedRefs is False (gateway-api reference 3)',
    cases: [
      'gateway-api/mirrors',
      'gateway-api/reference-grant',
      'gateway-api/tcp-routes',
      'gateway-api/udp-routes',
      'gateway-api/weights',
      'three-apis/missing-service',
    ],
  },
  'balance/passthrough': {
    because: '6.4: at a gateway PASSTHROUGH leads nowhere, so requests get 503',
    cases: ['istio/destination-rule-passthrough'],
  },
  'binding/missing': {
    because: 'nothing on this machine answers, so requests get 503',
    cases: [
      'gateway-api/udp-routes',
      'istio/destination-dotted-name',
      'istio/destination-port-of-the-service',
      'istio/destination-without-address',
      'istio/service-entry-none',
      'kubernetes/service-known-image',
    ],
  },
  'destination-rule/unverified-server': {
    because: 'IST0128',
    cases: ['istio/destination-rule-levels', 'istio/destination-rule-tls'],
  },
  'gateway/address': {
    because: 'Gateway API: the address cannot be used, and Programmed is False',
    cases: ['gateway-api/addresses'],
  },
  'gateway/client-certificate': {
    because: 'Gateway API: ResolvedRefs of the Gateway is False',
    cases: ['gateway-api/backend-client-certificate'],
  },
  'gateway/redirect': {
    because: 'G21',
    cases: ['istio/tls-settings'],
  },
  'host/taken': {
    because: 'another author has the host on that port, so these routes get no requests (3.5)',
    cases: ['gateway-api/beside-istio', 'gateway-api/two-gateways'],
  },
  'ingress/path-taken': {
    because: 'another Ingress has the path, so this one gets no requests (gateway-api reference 4.1)',
    cases: ['kubernetes/ingress-merge'],
  },
  'ingress/resource-backend': {
    because: 'nothing but a Service answers, so requests get 503',
    cases: ['kubernetes/ingress-service-ports'],
  },
  'listener/certificate': {
    because: 'IST0171: ResolvedRefs of the listener is False',
    cases: ['gateway-api/no-certificate'],
  },
  'reference/host-not-in-gateway': {
    because: 'IST0132',
    cases: [
      'istio/gateway-owns-its-services',
      'istio/host-dot-prefix',
      'istio/host-intersection-minds-case',
      'istio/host-namespace-prefix',
      'istio/host-nothing-in-common',
    ],
  },
  'reference/missing': {
    because: 'IST0101',
    cases: ['istio/delegate-missing'],
  },
  'reference/missing-destination': {
    because: 'IST0101',
    cases: [
      'istio/cors-actual-requests',
      'istio/destination-dotted-name',
      'istio/destination-unknown-host',
      'istio/service-entry-not-exported',
      'istio/service-entry-wildcard',
      'kubernetes/ingress-service-ports',
      'kubernetes/service-external-name',
      'mesh/virtual-services-are-not-merged',
      'three-apis/missing-service',
    ],
  },
  'reference/missing-port': {
    because: 'IST0101, IST0112',
    cases: [
      'istio/destination-port-of-the-service',
      'istio/destination-unknown-port',
      'istio/service-entry-port',
      'istio/service-entry-same-host',
      'kubernetes/ingress-service-ports',
      'local/service-entry-bound-here',
    ],
  },
  'reference/missing-subset': {
    because: 'IST0101',
    cases: [
      'istio/destination-rule-not-exported',
      'istio/destination-rule-shadowed',
      'istio/destination-rule-subset-undefined',
      'istio/destination-rule-wildcard',
      'istio/destination-subset-without-rule',
    ],
  },
  'route/never-matches': {
    because: 'the condition contradicts itself, so no request fits it (4.4, 4.5)',
    cases: ['istio/query-is-raw', 'istio/without-header-value'],
  },
  'route/not-attached': {
    because: 'IST0171: Accepted is False',
    cases: ['gateway-api/destination-port'],
  },
  'route/unreachable': {
    because: 'IST0130 within a VirtualService; else an earlier one takes every request (3.6)',
    cases: [
      'istio/https-redirect-wins',
      'istio/merge-older-wins',
      'istio/merge-same-age-by-name',
      'istio/merge-same-age-by-namespace',
      'istio/merge-two-catch-alls',
      'istio/order-first-match-wins',
      'istio/order-stops-at-catch-all',
      'local/export-to-orders',
      'three-apis/order-of-rules',
    ],
  },
  'sidecar/deprecated': {
    because: 'IST0002',
    cases: ['mesh/egress-proxy'],
  },
  'subset/no-endpoints': {
    because: 'IST0173',
    cases: [
      'istio/destination-rule-endpoint-slice',
      'istio/destination-rule-subset-empty',
      'istio/service-entry-subsets',
      'istio/service-entry-workload-selector',
    ],
  },
  'tls/no-authorities': {
    because: '2.7: MUTUAL without authorities, so no certificate of these clients is accepted',
    cases: ['istio/tls-clients', 'istio/tls-settings'],
  },
  'tls/no-upstream-secret': {
    because: '6.7: the Secret is missing, so connections fail',
    cases: ['istio/destination-rule-tls'],
  },
  'traffic-policy/hash-deprecated': {
    because: 'D15',
    cases: ['istio/hash-keys'],
  },
  'traffic-policy/outlier-deprecated': {
    because: 'D13',
    cases: ['istio/outlier-detection-counts'],
  },
  'virtual-service/deprecated': {
    because: 'IST0002',
    cases: ['istio/fault-abort'],
  },
  'virtual-service/gateway-name': {
    because: 'V7',
    cases: ['istio/gateway-old-dotted-name'],
  },
  'virtual-service/mirror-percent': {
    because: 'H25',
    cases: ['istio/mirror-percent'],
  },
};

/** Findings in manifests of the conformance suite that no status tells, by code, or by test and code, with the reason. */
export const conformanceFindings: Readonly<Record<string, string>> = {
  'binding/missing': 'pods of the manifests run nowhere here, so requests get 503 until they are bound',
  'GatewayInvalidFrontendClientCertificateValidation reference/missing':
    'a route there names a Gateway that the manifests do not have, and nobody writes a status for it',
};

/** What a new file can start with. Each is complete: it answers as soon as it is saved. */
export const templates: readonly {
  /** Also the key of its name, `editor:template.<id>`. */
  readonly id: 'routes' | 'service' | 'empty';
  readonly text: string;
}[] = [
  {
    id: 'routes',
    text: `apiVersion: networking.istio.io/v1
kind: Gateway
metadata:
  name: my-gateway
spec:
  selector:
    istio: ingressgateway
  servers:
  - port:
      number: 80
      name: http
      protocol: HTTP
    hosts:
    - "my.example.com"
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: my-routes
spec:
  hosts:
  - "my.example.com"
  gateways:
  - my-gateway
  http:
  - match:
    - uri:
        prefix: /
    route:
    - destination:
        host: httpbin
        port:
          number: 8000
`,
  },
  {
    id: 'service',
    text: `apiVersion: slipway.dev/v1
kind: LocalService
metadata:
  name: my-service
spec:
  address: 127.0.0.1:3000
`,
  },
  { id: 'empty', text: '' },
];

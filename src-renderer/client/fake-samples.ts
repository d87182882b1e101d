/** The workspace of the fake: one healthy pair, one canary with an unbound version, and the document that binds the other. */
export const sampleFiles: readonly { readonly file: string; readonly text: string }[] = [
  {
    file: 'gateway.yaml',
    text: `# The door: plain HTTP on port 80.
apiVersion: networking.istio.io/v1
kind: Gateway
metadata:
  name: main
spec:
  selector:
    istio: ingressgateway
  servers:
  - port:
      number: 80
      name: http
      protocol: HTTP
    hosts:
    - "httpbin.example.com"
    - "shop.example.com"
`,
  },
  {
    file: 'httpbin.yaml',
    text: `# Two prefixes of httpbin, nothing else.
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: httpbin
spec:
  hosts:
  - "httpbin.example.com"
  gateways:
  - main
  http:
  - match:
    - uri:
        prefix: /status
    - uri:
        prefix: /delay
    route:
    - destination:
        port:
          number: 8000
        host: httpbin
`,
  },
  {
    file: 'shop.yaml',
    text: `# A new version gets a tenth of the traffic, and all of it from people who ask for it.
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: shop
spec:
  hosts:
  - "shop.example.com"
  gateways:
  - main
  http:
  - name: old-links
    match:
    - uri:
        prefix: /catalogue
    redirect:
      uri: /products
  - name: testers
    match:
    - headers:
        x-canary:
          exact: always
    rewrite:
      uri: /next
    route:
    - destination:
        host: shop-next
  - name: everyone
    route:
    - destination:
        host: shop-stable
      weight: 90
    - destination:
        host: shop-next
      weight: 10
---
apiVersion: slipway.dev/v1
kind: LocalService
metadata:
  name: shop-stable
spec:
  address: 127.0.0.1:3001
---
apiVersion: v1
kind: Service
metadata:
  name: shop-next
spec:
  ports:
  - name: http
    port: 80
`,
  },
];

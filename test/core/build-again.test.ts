import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Build, build } from '#core/build.ts';
import type { Source } from '#core/text/source.ts';
import { sampleWorkspace } from '../../bench/sample-workspace.ts';
import { sampleFiles } from '../../src-renderer/client/fake-samples.ts';

/** What a build says, without its functions; `places` asks every resource where its parts stand. */
const said = ({ diagnostics, table, statuses, resources, positions, heldBack }: Build) => ({
  diagnostics,
  table,
  statuses,
  heldBack,
  resources: resources.map(({ at, keyAt, ...rest }) => ({
    ...rest,
    places: [at([]), at(['spec', 'hosts', 0]), keyAt(['spec']), keyAt(['metadata', 'name'])],
  })),
  positions: [...positions.values()],
});

/** An edit of one file, `at` a share of it: characters become others, a line comes in, a word is written anew, a document goes or moves. */
type Edit = {
  readonly do: 'characters' | 'line' | 'word' | 'remove' | 'move';
  readonly file: number;
  readonly at: number;
  readonly removed: number;
  readonly text: string;
};

const edits: fc.Arbitrary<Edit> = fc.record({
  do: fc.constantFrom('characters', 'line', 'line', 'word', 'word', 'remove', 'move'),
  file: fc.nat(99),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(400)),
  text: fc.constantFrom(
    ...[
      'x',
      '8080',
      'team-1',
      'api-0',
      '/area-0',
      'cart',
      'front',
      'NONE',
      '/v[0-9]+',
      '  ',
      '"',
      '*',
      '&a ',
      '---',
      '\r',
      '[',
      '{}',
      '- ',
    ],
  ),
});

const apply = (sources: readonly Source[], edit: Edit): readonly Source[] =>
  sources.map((source, index) =>
    index === edit.file % sources.length ? { ...source, text: edited(source.text, edit) } : source,
  );

const edited = (text: string, { do: kind, at, removed, text: written }: Edit): string => {
  const from = Math.floor(text.length * at);
  if (kind === 'characters') return text.slice(0, from) + written + text.slice(from + removed);
  if (kind === 'word') return text.slice(0, from) + text.slice(from).replace(/: [\w./-]+/, `: ${written.trim()}`);
  if (kind === 'line') {
    const start = text.lastIndexOf('\n', from) + 1;
    return `${text.slice(0, start)}# ${removed}\n${text.slice(start)}`;
  }
  const documents = text.split('---\n');
  const [taken = ''] = documents.splice(Math.floor(documents.length * at), 1);
  return (kind === 'move' ? [taken.replace(/\n?$/, '\n'), ...documents] : documents).join('---\n');
};

/** What leads from one document to another, and routes that hide each other by patterns, hosts and other VirtualServices. */
const entangled: Source = {
  file: 'entangled.yaml',
  text: `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: front}
spec:
  selector: {istio: ingressgateway}
  servers:
  - port: {number: 80, name: http, protocol: HTTP}
    hosts: ["*.shop.example"]
  - port: {number: 8080, name: plain, protocol: HTTP}
    hosts: ["www.shop.example"]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: root}
spec:
  hosts: [www.shop.example, m.shop.example]
  gateways: [front, mesh]
  http:
  - match: [{uri: {prefix: /cart}}]
    delegate: {name: cart}
  - match: [{uri: {regex: "/v[0-9]+/items"}, authority: {exact: m.shop.example}}]
    route: [{destination: {host: api-0, subset: v2}}]
  - match: [{uri: {regex: "/v[1-3]/items"}, headers: {host: {exact: m.shop.example}}}]
    route: [{destination: {host: api-1, port: {number: 8080}}, weight: 30}, {destination: {host: web-1}, weight: 70}]
    mirror: {host: web-0}
  - match: [{uri: {exact: /cart/item}, port: 8080}, {uri: {prefix: /area-0}}]
    redirect: {uri: /, derivePort: FROM_REQUEST_PORT}
  - route: [{destination: {host: nowhere.default.svc.cluster.local}}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: cart}
spec:
  http:
  - match: [{uri: {prefix: /cart/item}, sourceLabels: {team: "1"}}]
    route: [{destination: {host: web-1, port: {number: 8080}}}]
  - route: [{destination: {host: api-1, subset: v1}}]
    rewrite: {uri: /}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: more}
spec:
  hosts: [www.shop.example]
  gateways: [front]
  http:
  - match: [{uri: {prefix: /area-0/more}}]
    route: [{destination: {host: api-0}}]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: by-hash}
spec:
  host: web-1
  trafficPolicy: {loadBalancer: {consistentHash: {httpHeaderName: x-user}}}
---
apiVersion: slipway.dev/v1
kind: LocalGateway
metadata: {name: here}
spec:
  pathNormalization: MERGE_SLASHES
`,
};

it('a build with memory is the same as one from scratch, whatever was typed before, but for what is held back', () => {
  const start = [...sampleWorkspace(2, 70), ...sampleFiles, entangled];
  const first = build(start);
  let compared = 0;
  fc.assert(
    fc.property(fc.array(edits, { minLength: 1, maxLength: 6 }), (list) => {
      let sources: readonly Source[] = start;
      let remembered = first;
      for (const edit of list) {
        sources = apply(sources, edit);
        remembered = build(sources, remembered);
        // A last good version is what a build from scratch cannot have.
        if (remembered.heldBack.length > 0) continue;
        expect(said(remembered)).toEqual(said(build(sources)));
        compared += 1;
      }
      // And back: nothing of what was typed is left.
      expect(said(build(start, remembered))).toEqual(said(first));
    }),
    { numRuns: 120 },
  );
  expect(compared).toBeGreaterThan(90);
});

it('what is learnt of patterns is forgotten when the work for them is used up, and hidden routes are found as from scratch', () => {
  const heavy = (turn: number): readonly Source[] => [
    {
      file: 'heavy.yaml',
      text: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: heavy}
spec:
  hosts: ["*"]
  gateways: [front]
  http:
${Array.from({ length: 16 }, (_, i) => `  - match: [{uri: {regex: "/(a|b)*a(a|b){${4 + (i % 3)}}${turn}c?${i % 5}"}}]\n    route: [{destination: {host: httpbin}}]\n`).join('')}`,
    },
  ];
  let remembered = build(heavy(0));
  const learnt = new Set([remembered.memory.survey.learnt]);
  let found = 0;
  for (let turn = 1; turn < 60; turn++) {
    remembered = build(heavy(turn), remembered);
    learnt.add(remembered.memory.survey.learnt);
    if (turn % 3 === 0) expect(remembered.diagnostics).toEqual(build(heavy(turn)).diagnostics);
    found += remembered.diagnostics.filter(({ code }) => code === 'route/unreachable').length;
  }
  expect(learnt.size).toBeGreaterThan(1);
  expect(found).toBeGreaterThan(0);
});

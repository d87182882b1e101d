import type { Broken } from './broken.ts';

type Kind = 'HTTPRoute' | 'GRPCRoute';
const both = ['HTTPRoute', 'GRPCRoute'] as const;
const rule = (text: string): string => `{ rules: [{ ${text} }] }`;
const filters = (...list: readonly string[]): string => rule(`filters: [${list.join(', ')}]`);
/** The same among the filters of a destination. */
const inside = (...list: readonly string[]): string =>
  rule(`backendRefs: [{ name: a, port: 1, filters: [${list.join(', ')}] }]`);
const parents = (text: string): string => `{ parentRefs: [${text}] }`;
const repeated = (count: number, text: string): string => Array.from({ length: count }, () => text).join(', ');
const rulesOf = (count: number, text: string): string => `{ rules: [${repeated(count, `{ ${text} }`)}] }`;
const path = (value: string): string => rule(`matches: [{ path: { type: Exact, value: "${value}" } }]`);
const prefixed = (member: string, type: string, wrap = filters): string =>
  wrap(`{ type: ${type}, ${member}: { path: { type: ReplacePrefixMatch, replacePrefixMatch: / } } }`).replace(
    '{ rules: [{',
    '{ rules: [{ matches: [{ path: { type: Exact, value: /a } }],',
  );
const modifier = (text: string): string => filters(`{ type: URLRewrite, urlRewrite: { path: { ${text} } } }`);
const mirror = (text: string): string =>
  filters(`{ type: RequestMirror, requestMirror: { backendRef: { name: a, port: 1 }, ${text} } }`);
const cors = (text: string): string => filters(`{ type: CORS, cors: { ${text} } }`);
const auth = (text: string): string =>
  filters(`{ type: ExternalAuth, externalAuth: { backendRef: { name: a, port: 1 }, ${text} } }`);
const method = (text: string): string => rule(`matches: [{ method: ${text} }]`);
const session = (text: string): string => rule(`sessionPersistence: { ${text} }`);
const warning = 'warning ';

/** Each type with its member, and the rules: at most one of it, the member only with the type, the type only with the member. */
const types: readonly (readonly [
  type: string,
  member: string,
  body: string,
  single: number,
  only: number,
  needs: number,
  kinds: readonly Kind[],
])[] = [
  ['RequestHeaderModifier', 'requestHeaderModifier', '{}', 30, 32, 33, both],
  ['ResponseHeaderModifier', 'responseHeaderModifier', '{}', 31, 34, 35, both],
  ['RequestMirror', 'requestMirror', '{ backendRef: { name: a, port: 1 } }', 0, 36, 37, both],
  ['ExtensionRef', 'extensionRef', '{ group: a.b, kind: C, name: d }', 0, 38, 39, both],
  ['CORS', 'cors', '{}', 52, 55, 56, ['HTTPRoute']],
  ['RequestRedirect', 'requestRedirect', '{}', 53, 57, 58, ['HTTPRoute']],
  ['URLRewrite', 'urlRewrite', '{}', 54, 59, 60, ['HTTPRoute']],
  [
    'ExternalAuth',
    'externalAuth',
    '{ protocol: GRPC, grpc: {}, backendRef: { name: a, port: 1 } }',
    0,
    89,
    90,
    ['HTTPRoute'],
  ],
];

const ofTypes = types.flatMap(([type, member, body, single, only, needs, kinds]) =>
  kinds.flatMap((kind) =>
    // What a redirect may not stand beside is another rule.
    (type === 'RequestRedirect' ? [filters] : [filters, inside]).flatMap((wrap): readonly Broken[] => {
      const [otherType, otherMember] =
        type === 'RequestHeaderModifier'
          ? ['ResponseHeaderModifier', 'responseHeaderModifier']
          : ['RequestHeaderModifier', 'requestHeaderModifier'];
      const one = `{ type: ${type}, ${member}: ${body} }`;
      return [
        [
          only,
          kind,
          wrap(`{ type: ${otherType}, ${otherMember}: {}, ${member}: ${body} }`),
          `route/filter-member: ${member}`,
        ],
        [needs, kind, wrap(`{ type: ${type} }`), `route/filter-member: ${type}`],
        ...(single > 0 ? [[single, kind, wrap(one, one), `route/filter-twice: ${type}`] as const] : []),
      ];
    }),
  ),
);

const ofPaths = [
  [68, 'a'],
  [69, '/a//b'],
  [70, '/a/./b'],
  [71, '/a/../b'],
  [72, '/a%2fb'],
  [73, '/a%2Fb'],
  [74, '/a#b'],
  [75, '/a/..'],
  [76, '/a/.'],
  [78, '/a b'],
  [78, '/ä'],
  [78, '/%zz'],
  [68, ''],
] as const;

export const brokenRoutes: readonly Broken[] = [
  [[26, 84], 'HTTPRoute', parents('{ name: a, sectionName: x }, { name: a }'), 'route/parent-refs: a'],
  [[27, 85], 'HTTPRoute', parents('{ name: a }, { name: a, kind: Gateway }'), 'route/parent-refs: a'],
  [
    [27, 85],
    'HTTPRoute',
    parents('{ name: a, sectionName: x, port: 1 }, { name: a, sectionName: x, port: 1 }'),
    'route/parent-refs: a',
  ],
  [[27, 84], 'HTTPRoute', parents('{ name: a, port: 1 }, { name: a }'), 'route/parent-refs: a'],
  [
    84,
    'HTTPRoute',
    parents('{ name: a, sectionName: x, port: 1 }, { name: a, sectionName: y }'),
    `${warning}route/parent-refs: a`,
  ],
  ...['GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'].map((kind): Broken => {
    const rest =
      kind === 'GRPCRoute'
        ? ''
        : `${kind === 'TLSRoute' ? 'hostnames: [a.b], ' : ''}rules: [{ backendRefs: [{ name: a }] }], `;
    const port = kind === 'GRPCRoute' ? [] : ['route/backend-port: a'];
    return [
      [26, 29],
      kind,
      `{ ${rest}parentRefs: [{ name: b, sectionName: x }, { name: b }] }`,
      'route/parent-refs: b',
      ...port,
    ];
  }),
  [28, 'GRPCRoute', rulesOf(3, `matches: [${repeated(43, '{}')}]`), 'route/too-many-matches: rules'],
  ...both.flatMap((kind): readonly Broken[] => [
    [29, kind, rule('backendRefs: [{ name: a }]'), 'route/backend-port: a'],
    [29, kind, filters('{ type: RequestMirror, requestMirror: { backendRef: { name: a } } }'), 'route/backend-port: a'],
    [40, kind, mirror('percent: 5, fraction: { numerator: 5 }'), 'route/mirror: fraction'],
    [41, kind, mirror('fraction: { numerator: 101 }'), 'route/mirror: 101'],
    [86, kind, '{ rules: [{ name: a }, { name: a }] }', `${warning}route/rule-name: a`],
    [87, kind, session('cookieConfig: { lifetimeType: Permanent }'), 'route/session: Permanent'],
    [88, kind, session('type: Header, cookieConfig: {}'), 'route/session: cookieConfig'],
  ]),
  ...ofTypes,
  [42, 'GRPCRoute', method('{}'), 'route/grpc-method: method'],
  [42, 'GRPCRoute', method('{ type: RegularExpression }'), 'route/grpc-method: method'],
  [43, 'GRPCRoute', method('{ service: shop.Oven/Bake }'), 'route/grpc-method: shop.Oven/Bake'],
  [44, 'GRPCRoute', method('{ method: shop.Bake }'), 'route/grpc-method: shop.Bake'],
  [45, 'HTTPRoute', rulesOf(3, `matches: [${repeated(43, '{}')}]`), 'route/too-many-matches: rules'],
  // 2 × 64 and one that is a default.
  [
    45,
    'HTTPRoute',
    rulesOf(2, `matches: [${repeated(64, '{}')}]`).replace('] }] }', '] }, {}] }'),
    'route/too-many-matches: rules',
  ],
  [
    46,
    'HTTPRoute',
    rule('filters: [{ type: RequestRedirect, requestRedirect: {} }], backendRefs: [{ name: a, port: 1 }]'),
    'route/filters-together: requestRedirect',
  ],
  [47, 'HTTPRoute', prefixed('requestRedirect', 'RequestRedirect'), 'route/prefix-replaced: replacePrefixMatch'],
  [48, 'HTTPRoute', prefixed('urlRewrite', 'URLRewrite'), 'route/prefix-replaced: replacePrefixMatch'],
  [
    48,
    'HTTPRoute',
    prefixed('urlRewrite', 'URLRewrite').replace('{ type: Exact, value: /a } }', '{} }, {}'),
    'route/prefix-replaced: replacePrefixMatch',
  ],
  [
    48,
    'HTTPRoute',
    prefixed('urlRewrite', 'URLRewrite').replace('{ path: { type: Exact, value: /a } }', ''),
    'route/prefix-replaced: replacePrefixMatch',
  ],
  [
    49,
    'HTTPRoute',
    prefixed('requestRedirect', 'RequestRedirect', inside),
    'route/prefix-replaced: replacePrefixMatch',
  ],
  [50, 'HTTPRoute', prefixed('urlRewrite', 'URLRewrite', inside), 'route/prefix-replaced: replacePrefixMatch'],
  [
    51,
    'HTTPRoute',
    filters('{ type: RequestRedirect, requestRedirect: {} }', '{ type: URLRewrite, urlRewrite: {} }'),
    'route/filters-together: URLRewrite',
  ],
  [61, 'HTTPRoute', cors('allowHeaders: [a, "*"]'), 'route/cors-wildcard: "*"'],
  [62, 'HTTPRoute', cors('allowMethods: ["*", GET]'), 'route/cors-wildcard: "*"'],
  [63, 'HTTPRoute', cors('allowOrigins: ["https://*.a.b", "*"]'), 'route/cors-wildcard: "*"'],
  [64, 'HTTPRoute', modifier('type: ReplaceFullPath'), 'route/path-modifier: ReplaceFullPath'],
  [
    65,
    'HTTPRoute',
    modifier('type: ReplacePrefixMatch, replacePrefixMatch: /, replaceFullPath: /'),
    'route/path-modifier: replaceFullPath',
  ],
  [66, 'HTTPRoute', modifier('type: ReplacePrefixMatch'), 'route/path-modifier: ReplacePrefixMatch'],
  [
    67,
    'HTTPRoute',
    modifier('type: ReplaceFullPath, replaceFullPath: "", replacePrefixMatch: /'),
    'route/path-modifier: replacePrefixMatch',
  ],
  ...ofPaths.map(([number, value]): Broken => [number, 'HTTPRoute', path(value), `route/path: "${value}"`]),
  [68, 'HTTPRoute', rule('matches: [{ path: { value: a } }]'), 'route/path: a'],
  [77, 'HTTPRoute', rule('matches: [{ path: { type: Prefix, value: /a } }]'), 'schema/enum: Prefix'],
  [79, 'HTTPRoute', rule('timeouts: { request: 1s, backendRequest: 1001ms }'), 'route/timeouts: 1001ms'],
  [
    81,
    'TLSRoute',
    '{ hostnames: [127.0.0.1], rules: [{ backendRefs: [{ name: a, port: 1 }] }] }',
    'route/hostname: 127.0.0.1',
  ],
  [82, 'TLSRoute', '{ hostnames: [A.b], rules: [{ backendRefs: [{ name: a, port: 1 }] }] }', 'schema/pattern: A.b'],
  [
    83,
    'TLSRoute',
    '{ hostnames: ["a.*.b"], rules: [{ backendRefs: [{ name: a, port: 1 }] }] }',
    'schema/pattern: "a.*.b"',
  ],
  [
    29,
    'HTTPRoute',
    filters('{ type: ExternalAuth, externalAuth: { backendRef: { name: a }, protocol: GRPC, grpc: {} } }'),
    'route/backend-port: a',
  ],
  [91, 'HTTPRoute', auth('protocol: GRPC'), 'route/external-auth: GRPC'],
  [[92, 93], 'HTTPRoute', auth('protocol: HTTP, grpc: {}'), 'route/external-auth: grpc', 'route/external-auth: HTTP'],
  [93, 'HTTPRoute', auth('protocol: HTTP'), 'route/external-auth: HTTP'],
  [94, 'HTTPRoute', auth('protocol: GRPC, grpc: {}, http: {}'), 'route/external-auth: http'],
];

/** What the rules let pass, though it is near to what they refuse. */
export const goodRoutes: readonly (readonly [why: string, kind: string, spec: string])[] = [
  ['parents that differ in their ports alone', 'HTTPRoute', parents('{ name: a, port: 1 }, { name: a, port: 2 }')],
  [
    'parents of several namespaces',
    'HTTPRoute',
    parents('{ name: a }, { name: a, namespace: b }, { name: a, kind: ListenerSet }'),
  ],
  ['a destination that is no Service', 'HTTPRoute', rule('backendRefs: [{ name: a, group: a.b, kind: C }]')],
  ['128 matches', 'HTTPRoute', rulesOf(2, `matches: [${repeated(64, '{}')}]`)],
  [
    '128 matches and a rule without',
    'GRPCRoute',
    rulesOf(2, `matches: [${repeated(64, '{}')}]`).replace('] }] }', '] }, {}] }'),
  ],
  [
    'a prefix that is replaced where it is a default',
    'HTTPRoute',
    prefixed('urlRewrite', 'URLRewrite').replace('{ type: Exact, value: /a }', '{}'),
  ],
  [
    'a prefix that is replaced in a rule without matches',
    'HTTPRoute',
    prefixed('urlRewrite', 'URLRewrite').replace('matches: [{ path: { type: Exact, value: /a } }],', ''),
  ],
  [
    'a prefix that two destinations replace, which the rules do not see',
    'HTTPRoute',
    rule(
      `matches: [{ path: { type: Exact, value: /a } }], backendRefs: [${repeated(2, '{ name: a, port: 1, filters: [{ type: URLRewrite, urlRewrite: { path: { type: ReplacePrefixMatch, replacePrefixMatch: / } } }] }')}]`,
    ),
  ],
  ['a redirect of a destination', 'HTTPRoute', inside('{ type: RequestRedirect, requestRedirect: {} }')],
  [
    'two mirrors',
    'HTTPRoute',
    filters(
      '{ type: RequestMirror, requestMirror: { backendRef: { name: a, port: 1 } } }',
      '{ type: RequestMirror, requestMirror: { backendRef: { name: b, port: 1 } } }',
    ),
  ],
  [
    'a path that is a regular expression',
    'HTTPRoute',
    rule('matches: [{ path: { type: RegularExpression, value: "//#.." } }]'),
  ],
  ['paths with dots and escapes', 'HTTPRoute', rule('matches: [{ path: { value: "/a..b/.c/%20;d=1,2@e" } }]')],
  ['attempts without limit', 'HTTPRoute', rule('timeouts: { request: 1s, backendRequest: 0s }')],
  ['requests without limit', 'HTTPRoute', rule('timeouts: { request: 0s, backendRequest: 9s }')],
  ['a match of every call', 'GRPCRoute', rule('matches: [{}]')],
  ['a service with a dot in front', 'GRPCRoute', method('{ service: .Shop.oven_2, method: Bake_it }')],
  ['methods by regular expression', 'GRPCRoute', method('{ type: RegularExpression, service: "a/.*", method: "[" }')],
  ['a permanent cookie', 'HTTPRoute', session('absoluteTimeout: 1h, cookieConfig: { lifetimeType: Permanent }')],
  ['a whole path that becomes nothing', 'HTTPRoute', modifier('type: ReplaceFullPath, replaceFullPath: ""')],
  [
    'wildcards of origins beside each other',
    'HTTPRoute',
    cors('allowOrigins: ["https://*.a.b", "https://c.d"], allowMethods: ["*"]'),
  ],
];

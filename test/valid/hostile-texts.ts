/** A text that is made to hurt, and the codes of findings that it must at least have. */
export type HostileText = { readonly name: string; readonly text: string; readonly codes: readonly string[] };

const head = (kind: string, name = 'hostile'): string =>
  `apiVersion: networking.istio.io/v1\nkind: ${kind}\nmetadata: { name: ${name} }\n`;
const service = `${head('VirtualService')}spec:\n  hosts: [a.example.com]\n  http:\n`;
const times = (count: number, make: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => make(i)).join('');

/** Each of these was a way to make a reader of YAML, or an editor's question, throw, stand still or eat all memory. */
export const hostileTexts: readonly HostileText[] = [
  {
    name: 'aliases that grow tenfold with each line',
    text: `a: &a0 [x, x, x, x, x, x, x, x, x, x]\n${times(9, (i) => `b${i}: &a${i + 1} [${times(10, (k) => `${k ? ', ' : ''}*a${i}`)}]\n`)}`,
    codes: ['yaml/alias-bomb'],
  },
  { name: 'an alias of itself', text: `${head('Gateway')}spec: &s { servers: [*s] }\n`, codes: ['yaml/alias-cycle'] },
  { name: 'merge keys in a circle', text: 'a: &a\n  <<: *b\nb: &b\n  <<: *a\n', codes: ['yaml/unknown-alias'] },
  {
    name: 'flow lists inside of each other',
    text: `spec: ${'['.repeat(20_000)}${']'.repeat(20_000)}\n`,
    codes: ['yaml/too-deep'],
  },
  { name: 'flow maps that are never closed', text: `spec: ${'{a: '.repeat(20_000)}`, codes: ['yaml/too-deep'] },
  {
    name: 'block maps inside of each other',
    text: times(1_500, (i) => `${' '.repeat(i)}a:\n`),
    codes: ['yaml/too-deep'],
  },
  { name: 'dashes inside of each other', text: '- '.repeat(20_000), codes: ['yaml/too-deep'] },
  {
    name: 'a flow list of twenty thousand',
    text: `${head('Gateway')}spec: { servers: [${times(20_000, (i) => `h${i}, `)}] }\n`,
    codes: ['schema/wrong-type', 'file/more-problems'],
  },
  {
    name: 'twenty thousand hosts',
    text: `${head('VirtualService')}spec: { hosts: [${times(20_000, (i) => `"h${i}.test", `)}] }\n`,
    codes: [],
  },
  {
    name: 'a line of 100,000 letters',
    text: `${head('Gateway')}spec: ${'x'.repeat(100_000)}\n`,
    codes: ['schema/wrong-type'],
  },
  { name: 'a key of 100,000 letters', text: `${head('Gateway')}spec:\n  ${'x'.repeat(100_000)}: 1\n`, codes: [] },
  { name: 'a comment of 100,000 letters', text: `# ${'slipway:ignore '.repeat(7_000)}\n${head('Gateway')}`, codes: [] },
  { name: 'nothing but blanks', text: ' '.repeat(100_000), codes: [] },
  { name: 'nothing but quotes', text: '"'.repeat(50_001), codes: [] },
  { name: 'nothing but question marks', text: '? '.repeat(5_000), codes: ['yaml/too-deep'] },
  { name: 'nothing but colons', text: ': '.repeat(5_000), codes: [] },
  { name: 'nothing but carriage returns', text: '\r'.repeat(50_000), codes: [] },
  {
    name: 'lines that end with CR alone',
    text: `${service}  - directResponse: { status: 200 }\n`.replaceAll('\n', '\r'),
    codes: [],
  },
  {
    name: 'lines that end with CR LF',
    text: `${service}  - directResponse: { status: 200 }\n`.replaceAll('\n', '\r\n'),
    codes: [],
  },
  {
    name: 'lone surrogates',
    text: `${service}  - name: "\ud800"\n    match: [{ uri: { prefix: "/\udc00" } }]\n    directResponse: { status: 200 }\n`,
    codes: [],
  },
  { name: 'a lone surrogate as a key', text: `${head('Gateway')}spec: { "\ud83d": 1 }\n`, codes: [] },
  { name: 'NUL', text: `${service}  - name: a\u0000b\n\u0000`, codes: [] },
  { name: 'NUL in quotes', text: `${service}  - name: "a\\0b"\n    directResponse: { status: 200 }\n`, codes: [] },
  {
    name: 'marks of byte order everywhere',
    text: `\ufeff\ufeff${service}\ufeff  - name: \ufeffa\n---\n\ufeff${service}`,
    codes: [],
  },
  {
    name: 'emoji',
    text: `${service}  - name: 🦊👩‍👩‍👧\n    match: [{ uri: { prefix: "/🦊" }, headers: { "🦊": { exact: "👩‍👩‍👧" } } }]\n    directResponse: { status: 200 }\n`,
    codes: [],
  },
  {
    name: 'names of Object.prototype as keys',
    text: `${head('VirtualService')}__proto__: { a: 1 }\nconstructor: { prototype: {} }\nspec:\n  hosts: [__proto__, constructor, toString]\n  __proto__: { hosts: [a] }\n  hasOwnProperty: 1\n  http:\n  - match: [{ headers: { __proto__: { exact: a }, constructor: { exact: b } }, withoutHeaders: { toString: {} } }]\n    route: [{ destination: { host: __proto__, subset: constructor }, headers: { request: { set: { __proto__: a, valueOf: b } } } }]\n`,
    codes: ['schema/unknown-field'],
  },
  {
    name: 'names of Object.prototype as names',
    text: times(
      3,
      (i) =>
        `${head(['Gateway', 'VirtualService', 'DestinationRule'][i] ?? '', '__proto__')}  namespace: constructor\n---\n`,
    ),
    codes: [],
  },
  {
    name: 'names of Object.prototype as kinds',
    text: 'apiVersion: __proto__\nkind: constructor\nmetadata: { name: toString }\n',
    codes: [],
  },
  {
    name: 'the same document two hundred times',
    text: times(200, () => `${service}  - directResponse: { status: 200 }\n---\n`),
    codes: ['resource/duplicate'],
  },
  {
    name: 'the same key a thousand times',
    text: `${head('Gateway')}spec:\n${times(1_000, () => '  selector: {}\n')}`,
    codes: ['yaml/duplicate-key', 'file/more-problems'],
  },
  {
    name: 'a list of kind List in itself',
    text: `apiVersion: v1\nkind: List\nitems: &i\n- apiVersion: v1\n  kind: List\n  items: *i\n`,
    codes: ['yaml/alias-cycle'],
  },
  {
    name: 'tags of every kind',
    text: `${head('Gateway')}spec: !!binary "//8="\n---\n!!set {a}\n---\n!<x> b\n---\n!!js/function "x"\n`,
    codes: [],
  },
  {
    name: 'keys that are no text',
    text: `${head('Gateway')}spec: { 1: a, null: b, [a]: c, {a: b}: d, ? : e }\n`,
    codes: ['yaml/complex-key'],
  },
  {
    name: 'numbers beyond all numbers',
    text: `${head('Gateway')}spec:\n  servers:\n  - port: { number: ${'9'.repeat(5_000)}, name: .inf, protocol: -.NaN }\n    hosts: [1e999, 0x${'f'.repeat(500)}]\n`,
    codes: [],
  },
  {
    name: 'a duration of very many parts',
    text: `${service}  - timeout: ${'1h'.repeat(20_000)}\n    directResponse: { status: 200 }\n`,
    codes: [],
  },
  {
    name: 'a regular expression of nested counters',
    text: `${service}  - match: [{ uri: { regex: "((((a{1,100}){1,100}){1,100}){1,100}){1,100}" } }]\n    directResponse: { status: 200 }\n`,
    codes: ['match/regex-refused'],
  },
  {
    name: 'a regular expression of very many brackets',
    text: `${service}  - match: [{ uri: { regex: "${'('.repeat(3_000)}a${')'.repeat(3_000)}" } }]\n    directResponse: { status: 200 }\n`,
    codes: ['match/regex-refused'],
  },
  {
    name: 'hosts of very many labels',
    text: `${head('VirtualService')}spec: { hosts: ["${'a.'.repeat(20_000)}a"], http: [{ directResponse: { status: 200 } }] }\n`,
    codes: [],
  },
  {
    name: 'delegates in a circle',
    text: `${head('VirtualService', 'a')}spec: { hosts: [x.test], http: [{ delegate: { name: b } }] }\n---\n${head('VirtualService', 'b')}spec: { http: [{ delegate: { name: a } }] }\n`,
    codes: ['virtual-service/nested-delegate'],
  },
  { name: 'directives without a document', text: '%YAML 1.2\n%TAG ! a\n%'.repeat(500), codes: [] },
  { name: 'ends of documents', text: '...\n---\n'.repeat(5_000), codes: [] },
  {
    name: 'block text with an indentation that is none',
    text: `${head('Gateway')}spec: |9-\n   a\n x: >0\n`,
    codes: [],
  },
  {
    name: 'certificates in lines of 100,000 letters',
    text: `apiVersion: v1\nkind: Secret\nmetadata: { name: s }\ntype: kubernetes.io/tls\nstringData:\n  tls.crt: "-----BEGIN CERTIFICATE-----${'A'.repeat(100_000)}"\n  tls.key: x\n`,
    codes: [],
  },
];

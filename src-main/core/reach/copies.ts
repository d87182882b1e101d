import type { Failure, Result } from '../failure.ts';
import type { ListenerState } from '../traffic/gateway-state.ts';
import { type Door, indexDoors } from './doors.ts';
import { localhostLink } from './localhost-link.ts';
import { exported, type Shell, shellWord } from './shell-word.ts';
import { instead } from './way-to.ts';

/** What a URL may be copied as, for programs that nobody starts from here. */
export const copyForms = [
  'curl',
  'shell',
  'node',
  'java',
  'playwright',
  'cypress',
  'pac',
  'localhost',
  'ingress',
] as const;
export type CopyForm = (typeof copyForms)[number];

/** Forms that name the mapping proxy, which is started for them. */
export const needsProxy = (form: CopyForm): boolean => ['shell', 'node', 'java', 'cypress', 'pac'].includes(form);

/** Forms that are about one URL; the others are about all of them. */
export const needsUrl = (form: CopyForm): boolean => ['curl', 'playwright', 'localhost'].includes(form);

export type CopyWorld = {
  readonly url: string;
  readonly doors: readonly Door[];
  readonly listeners: readonly ListenerState[];
  readonly proxy?: { readonly address: string; readonly port: number; readonly pac: string } | undefined;
  /** Of the local authority's certificate. */
  readonly authorityFile?: string | undefined;
  readonly shell?: Shell;
};

/** The text to be copied, one line or several, without a line break at its end; or why there is none. */
export const copyOf = (form: CopyForm, world: CopyWorld): Result<string> => {
  const { proxy, shell = 'sh', authorityFile } = world;
  if (needsProxy(form) && proxy === undefined) return no('reach/no-proxy', 'the mapping proxy does not run');
  const address = proxy === undefined ? '' : `http://${proxy.address}:${proxy.port}`;
  const lines = (...all: readonly (string | false)[]): Result<string> => ({
    ok: true,
    value: all.filter((line) => line !== false).join('\n'),
  });
  if (form === 'pac') return lines(proxy?.pac ?? '');
  if (form === 'shell') return lines(...proxyLines(address, shell));
  if (form === 'node') {
    return lines(
      exported('NODE_USE_ENV_PROXY', '1', shell),
      ...proxyLines(address, shell),
      authorityFile !== undefined && exported('NODE_EXTRA_CA_CERTS', authorityFile, shell),
    );
  }
  if (form === 'java') return lines(...javaLines(world, shell));
  if (form === 'cypress') {
    return lines(
      ...['HTTP_PROXY', 'HTTPS_PROXY'].map((name) => exported(name, address, shell)),
      exported('NO_PROXY', 'localhost,127.0.0.1,::1', shell),
      world.url !== '' && exported('CYPRESS_BASE_URL', world.url, shell),
      'npx cypress open',
    );
  }
  if (form === 'ingress') return lines(...ingressLines(world.listeners, shell));
  const asked = partsOf(world.url);
  const door = asked && indexDoors(world.doors).find(asked.host, asked.port);
  if (asked === undefined || door === undefined) return no('reach/no-door', noDoor(world, asked));
  if (form === 'curl') return lines(curlOf(world, asked, door, shell));
  if (form === 'playwright') return lines(...playwrightLines(world));
  const link = localhostLink(world.url, door);
  return link === undefined
    ? no('reach/no-link', `${world.url} has no link of this machine, because its TLS is not the gateway's`)
    : lines(link);
};

const noDoor = ({ url, doors }: CopyWorld, asked: Asked | undefined): string => {
  const named = asked ? indexDoors(doors).named(asked.host) : [];
  return `the gateway has no server for ${url}${asked && named.length > 0 ? `; ${instead(asked.host, named)}` : ''}`;
};

type Asked = { readonly scheme: string; readonly host: string; readonly port: number };

const partsOf = (url: string): Asked | undefined => {
  const [, scheme = '', host = '', port] = /^(https?):\/\/([^/?#:@[\]]+)(?::(\d{1,5}))?(?:[/?#]|$)/i.exec(url) ?? [];
  if (scheme === '') return undefined;
  return {
    scheme: scheme.toLowerCase(),
    host: host.toLowerCase(),
    port: Number(port ?? (scheme.length === 5 ? 443 : 80)),
  };
};

/** Where the port is open as it is declared `--resolve` says all; else curl has to be led to another one. */
const curlOf = ({ url, authorityFile }: CopyWorld, { host, port, scheme }: Asked, door: Door, shell: Shell): string => {
  const word = (text: string) => shellWord(text, shell);
  const address = door.address.includes(':') ? `[${door.address}]` : door.address;
  const lead =
    door.bound === port
      ? `--resolve ${word(`${host}:${port}:${address}`)}`
      : `--connect-to ${word(`${host}:${port}:${address}:${door.bound}`)}`;
  const isOurs = scheme === 'https' && door.ours === true && authorityFile !== undefined;
  const trust = scheme !== 'https' || door.passthrough ? '' : isOurs ? `--cacert ${word(authorityFile)}` : '-k';
  const parts = [shell === 'sh' ? 'curl' : 'curl.exe', '-i', lead, trust, /[[\]{}]/.test(url) ? '-g' : '', word(url)];
  return parts.filter(Boolean).join(' ');
};

const proxyLines = (address: string, shell: Shell): readonly string[] => [
  exported('http_proxy', address, shell),
  exported('https_proxy', address, shell),
  exported('no_proxy', 'localhost,127.0.0.1,::1', shell),
];

/** Java has stores of its own, so that one is made which holds the local authority and nothing else. */
const javaLines = ({ proxy, authorityFile }: CopyWorld, shell: Shell): readonly string[] => {
  const options = [
    ...['http', 'https'].flatMap((scheme) => [
      `-D${scheme}.proxyHost=${proxy?.address}`,
      `-D${scheme}.proxyPort=${proxy?.port}`,
    ]),
    '-Dhttp.nonProxyHosts=localhost|127.*|[::1]',
  ];
  if (authorityFile === undefined) return [exported('JAVA_TOOL_OPTIONS', options.join(' '), shell)];
  const store = 'slipway-trust.p12';
  const trust = [
    `-Djavax.net.ssl.trustStore=${store}`,
    '-Djavax.net.ssl.trustStoreType=PKCS12',
    '-Djavax.net.ssl.trustStorePassword=changeit',
  ];
  return [
    `keytool -importcert -noprompt -alias slipway -file ${shellWord(authorityFile, shell)} -keystore ${store} -storetype PKCS12 -storepass changeit`,
    exported('JAVA_TOOL_OPTIONS', [...options, ...trust].join(' '), shell),
  ];
};

const playwrightLines = ({ url, doors }: CopyWorld): readonly string[] => {
  const rules = resolverRules(doors);
  return [
    "import { chromium } from 'playwright';",
    '',
    'const browser = await chromium.launch({',
    `  args: [${JSON.stringify(`--host-resolver-rules=${rules}`)}],`,
    '});',
    '// The local authority is trusted by nobody here.',
    'const page = await browser.newPage({ ignoreHTTPSErrors: true });',
    `await page.goto(${JSON.stringify(url)});`,
  ];
};

/** Chromium's own rules, which lead names to other addresses and ports; they hold until it ends. */
export const resolverRules = (doors: readonly Door[]): string =>
  doors
    .filter(({ host }) => /^(\*\.)?[a-z0-9_.-]+$/.test(host))
    .map(({ host, port, address, bound }) => {
      const to = address.includes(':') ? `[${address}]` : address;
      return `MAP ${host}:${port} ${to}:${bound}`;
    })
    .join(', ');

/** https://istio.io/latest/docs/tasks/traffic-management/ingress/ingress-control/, "Determining the ingress IP and ports". */
const ingressLines = (listeners: readonly ListenerState[], shell: Shell): readonly string[] => {
  const open = listeners.filter(({ bound, proxy }) => bound !== undefined && proxy === undefined);
  const of = (protocols: RegExp, usual: number): ListenerState | undefined => {
    const fit = open.filter(({ protocol }) => protocols.test(protocol));
    return fit.find(({ port }) => port === usual) ?? fit[0];
  };
  const plain = of(/^(HTTP|HTTP2|GRPC|GRPC-WEB)$/i, 80);
  const secure = of(/^(HTTPS|TLS)$/i, 443);
  const tcp = of(/^(TCP|MONGO|MYSQL|REDIS)$/i, 31_400);
  const first = plain ?? secure ?? tcp;
  if (first === undefined) return [];
  const [address = '127.0.0.1'] = first.addresses;
  const host = address === '0.0.0.0' ? '127.0.0.1' : address.includes(':') ? `[${address}]` : address;
  const ports: readonly (readonly [string, ListenerState | undefined])[] = [
    ['INGRESS_PORT', plain],
    ['SECURE_INGRESS_PORT', secure],
    ['TCP_INGRESS_PORT', tcp],
  ];
  return [
    exported('INGRESS_HOST', host, shell),
    ...ports.flatMap(([name, listener]) =>
      listener?.bound === undefined ? [] : [exported(name, String(listener.bound), shell)],
    ),
    ...(plain?.bound === undefined ? [] : [exported('GATEWAY_URL', `${host}:${plain.bound}`, shell)]),
  ];
};

const no = (code: string, message: string): { readonly ok: false; readonly failure: Failure } => ({
  ok: false,
  failure: { code, message },
});

import { accessLogText } from '#core/traffic/access-log.ts';
import { bytesOfBase64, textOfUtf8 } from '#core/traffic/body-text.ts';
import type { Exchange } from '#core/traffic/exchange.ts';
import type { CapturedBody, CapturedMessage, ExchangeDetails } from '#core/traffic/exchange-details.ts';

const heads = ['ID', 'TIME', 'METHOD', 'STATUS', 'FLAGS', 'TOOK', 'URL', 'ROUTE', 'SERVICE'];

/** A table with one row for each exchange, oldest first. Times of day are UTC, as in the access log. */
export const trafficLines = (exchanges: readonly Exchange[]): readonly string[] => {
  const rows = exchanges.map(rowOf);
  const widths = heads.map((head, column) =>
    rows.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), head.length),
  );
  return [heads, ...rows].map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
};

const rowOf = (one: Exchange): readonly string[] => {
  const { id, started, method, status, flags, durationMs, route, upstream, open } = one;
  return [
    String(id),
    timeOf(started),
    method || '-',
    status === 0 ? '-' : String(status),
    flags || '-',
    `${Math.round(durationMs)} ms${open ? ' …' : ''}`,
    urlOf(one),
    route?.id ?? '-',
    upstream?.host ?? upstream?.cluster ?? '-',
  ];
};

const timeOf = (ms: number): string => new Date(ms).toISOString().slice(11, 23);

const urlOf = ({ scheme, authority, path, protocol, serverName }: Exchange): string =>
  protocol === '-' ? (serverName ?? authority) || '-' : `${scheme}://${authority}${path}`;

/** Everything about one exchange: both sides of the gateway, bodies as far as they are text, messages, and the access log's line. */
export const detailLines = (details: ExchangeDetails): readonly string[] => {
  const { exchange, sent, received, requestBody, responseBody, messages = [], messagesDropped = 0 } = details;
  const { method, path, authority, protocol, upstream, status, route } = exchange;
  const facts = [
    ...(route ? [`rule: ${route.id}`, `  at ${route.origin.place.file}:${route.origin.place.line}`] : []),
    ...(upstream ? [`service: ${upstream.cluster}${upstream.host === undefined ? '' : ` at ${upstream.host}`}`] : []),
    `generation: ${exchange.generation}`,
  ];
  return [
    `${exchange.id}  ${method} ${urlOf(exchange)}`,
    ...facts,
    '',
    ...part('client → gateway', [
      `${method} ${path} ${protocol}`,
      `host: ${authority}`,
      ...headersOf(exchange.requestHeaders),
    ]),
    ...(sent
      ? part('gateway → service', [
          `${sent.method} ${sent.path}`,
          `host: ${sent.authority}`,
          ...headersOf(sent.headers),
        ])
      : []),
    ...body('request body', requestBody),
    ...(received ? part('service → gateway', [String(received.status), ...headersOf(received.headers)]) : []),
    ...part('gateway → client', [
      status === 0 ? 'cut off before an answer' : String(status),
      ...headersOf(exchange.responseHeaders),
    ]),
    ...body('response body', responseBody),
    ...(messages.length === 0
      ? []
      : part(
          `messages${messagesDropped > 0 ? ` (${messagesDropped} earlier ones were not kept)` : ''}`,
          messages.map(sayMessage),
        )),
    ...timesOf(exchange),
    accessLogText(exchange).trim(),
  ];
};

const part = (title: string, lines: readonly string[]): readonly string[] => [
  title,
  ...lines.map((line) => `  ${line}`),
  '',
];

const headersOf = (lines: readonly string[]): readonly string[] =>
  lines.flatMap((name, i) =>
    i % 2 === 0 && name.toLowerCase() !== 'host' ? [`${name.toLowerCase()}: ${lines[i + 1] ?? ''}`] : [],
  );

const body = (title: string, captured: CapturedBody | undefined): readonly string[] => {
  if (captured === undefined || captured.size === 0) return [];
  const { contentType, size, truncated, encoding, content } = captured;
  const bytes = bytesOfBase64(content);
  const plain = encoding === undefined || encoding.decoded;
  const text = plain ? textOfUtf8(bytes, truncated) : undefined;
  const about = [
    `${size} bytes`,
    contentType,
    encoding && `${encoding.name}${encoding.decoded ? ', decoded here' : ''}`,
    truncated && `the first ${bytes.length} are kept; "capture.bodyBytes" of the settings changes that`,
  ]
    .filter(Boolean)
    .join(', ');
  return part(`${title} (${about})`, text === undefined ? ['no text'] : printable(text).split('\n'));
};

const sayMessage = ({ at, from, kind, content, size, truncated, event, decoded }: CapturedMessage): string => {
  const isText = kind === 'text' || kind === 'event' || kind === 'close';
  const text = decoded ? `${decoded.type} ${decoded.json}` : isText ? content : `${size} bytes`;
  const arrow = from === 'client' ? '→' : '←';
  return `${arrow} +${Math.round(at)} ms ${event ?? kind} ${printable(text).replaceAll('\n', ' ')}${truncated ? ' …' : ''}`.trimEnd();
};

/** What services send must not steer the terminal. */
const printable = (text: string): string => text.replace(/\r\n/g, '\n').replace(/[^\P{Cc}\n\t]/gu, '\ufffd');

const timesOf = ({ timing }: Exchange): readonly string[] => {
  if (timing === undefined) return [];
  const { requested, dispatched, connected, answered, ended } = timing;
  const said = [
    ['request read', requested],
    ['endpoint chosen', dispatched],
    ['connected', connected],
    ['answer began', answered],
    ['ended', ended],
  ] as const;
  return part(
    'times',
    said.flatMap(([what, ms]) => (ms === undefined ? [] : [`${what.padEnd(16)}${Math.round(ms * 10) / 10} ms`])),
  );
};

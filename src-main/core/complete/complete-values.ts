import { knownProtocols } from '../resource/istio/protocol.ts';
import { retryWords } from '../resource/istio/retry-on.ts';
import type { Schema } from '../schema/schema.ts';
import type { CompletionItem } from './answers.ts';
import type { Context } from './context.ts';

const httpMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'];

const headerNames = [
  'accept',
  'accept-language',
  'authorization',
  'cache-control',
  'content-type',
  'cookie',
  'end-user',
  'host',
  'location',
  'origin',
  'referer',
  'set-cookie',
  'user-agent',
  'x-api-key',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-request-id',
];

const statusCodes = [200, 204, 301, 302, 303, 307, 308, 400, 401, 403, 404, 408, 409, 429, 500, 502, 503, 504];
const durations = ['100ms', '500ms', '1s', '2s', '5s', '10s', '30s', '1m', '1h'];

/** Values that no schema lists, by the end of the path without list indexes; `?` as the last step stands for a key that is written. */
const known: readonly (readonly [end: string, values: readonly string[]])[] = [
  ['port.protocol', knownProtocols],
  ['ports.protocol', knownProtocols],
  ['ports.appProtocol', ['http', 'https', 'http2', 'grpc', 'tls', 'tcp']],
  ['listeners.protocol', ['HTTP', 'HTTPS', 'TLS', 'TCP', 'UDP']],
  ['match.method.exact', httpMethods],
  ['match.scheme.exact', ['http', 'https']],
  ['allowMethods', httpMethods],
  ['allowHeaders', headerNames],
  ['exposeHeaders', headerNames],
  ['remove', headerNames],
  ['httpHeaderName', headerNames],
  ['headers.name', headerNames],
  ['set.name', headerNames],
  ['add.name', headerNames],
  ['headers.?', headerNames],
  ['withoutHeaders.?', headerNames],
  ['set.?', headerNames],
  ['add.?', headerNames],
  ['retries.retryOn', retryWords],
  ['abort.httpStatus', statusCodes.map(String)],
  ['directResponse.status', statusCodes.map(String)],
  ['redirect.redirectCode', ['301', '302', '303', '307', '308']],
  ['parentRefs.kind', ['Gateway', 'ListenerSet']],
  ['backendRefs.kind', ['Service']],
];

/** The values that a schema or its field's meaning allows, without those that the workspace names. */
export const valueItems = (schema: Schema, context: Context): readonly CompletionItem[] => [
  ...valuesOf(schema).map((value) => item(value, schema, context)),
  ...knownAt(context).map((value) => item(value, schema, context)),
];

/** Names of headers and the like, for a map whose keys are free. */
export const keyItems = (context: Context): readonly CompletionItem[] =>
  knownAt({ ...context, path: [...context.path, '?'] })
    .filter((name) => !context.keys.includes(name))
    .map((name) => ({ label: name, is: 'value', insert: context.colon ? name : `${name}: ` }));

const knownAt = ({ path }: Context): readonly string[] => {
  const at = `.${path.filter((step) => typeof step === 'string').join('.')}`;
  return known.find(([end]) => at.endsWith(`.${end}`))?.[1] ?? [];
};

const valuesOf = (schema: Schema): readonly string[] => {
  if (schema.is === 'enum') return schema.values;
  if (schema.is === 'boolean') return ['true', 'false'];
  if (schema.is === 'integer') return schema.values?.map(String) ?? [];
  return schema.is === 'duration' ? [...(schema.zero ? ['0s'] : []), ...durations] : [];
};

const item = (value: string, schema: Schema, context: Context): CompletionItem => ({
  label: value,
  is: 'value',
  insert: plainOrQuoted(value, schema, context.quoted),
});

/** As YAML has it in a place for texts: quoted where it would be read as something else. */
export const plainOrQuoted = (value: string, schema: Schema, quoted: boolean): string => {
  if (quoted) return value;
  if (/^[*&!|>@`%[{]/.test(value)) return `"${value}"`;
  const reads = /^(?:true|false|null|~|yes|no|on|off|[-+.\d][\d._eExXa-fA-F]*)$/i.test(value);
  return schema.is === 'string' && reads ? `"${value}"` : value;
};

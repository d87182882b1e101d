import * as v from 'valibot';
import { candidateSources } from '#core/edit/candidate.ts';
import type { CallName, InputOf } from './contract.ts';
import { settingsChange } from './guard-settings.ts';

/** The input of one call, checked; or one sentence about what is wrong with it. */
export type Guarded<N extends CallName> =
  | { readonly ok: true; readonly input: InputOf<N> }
  | { readonly ok: false; readonly message: string };

/** Whether a name from outside is a call of the contract. */
export const isCallName = (name: string): name is CallName => Object.hasOwn(inputs, name);

/**
 * Checks what came over a wire before a handler sees it: shape and sizes, nothing about meaning.
 * Both wires use this, so a handler may trust its input's type whoever asked.
 */
export const guard = <N extends CallName>(name: N, input: unknown): Guarded<N> => {
  const schema: v.GenericSchema<unknown, InputOf<N>> = inputs[name];
  const result = v.safeParse(schema, input, { abortEarly: true, abortPipeEarly: true });
  if (result.success) return { ok: true, input: result.output };
  const issue = result.issues[0];
  const where = v.getDotPath(issue);
  return {
    ok: false,
    message: `the input of "${name}" is not valid${where ? ` at "${where}"` : ''}: ${issue.message}`,
  };
};

const nothing = v.null('null was expected');
const text = (max: number) =>
  v.pipe(v.string('a string was expected'), v.maxLength(max, `at most ${max} characters are permitted`));
/** Characters; the workspace then refuses what is more than 20 MB as UTF-8. */
const fileText = text(20 * 1024 * 1024);
const fileName = v.pipe(text(4_096), v.minLength(1, 'a name was expected'));
const revision = text(200);
const generation = v.pipe(
  v.number('a number was expected'),
  v.integer('a whole number was expected'),
  v.minValue(0, 'a generation counts from 0'),
);
const port = v.pipe(
  v.number('a number was expected'),
  v.integer('a whole number was expected'),
  v.minValue(1, 'a port from 1 to 65535 was expected'),
  v.maxValue(65_535, 'a port from 1 to 65535 was expected'),
);
/** RFC 9110 section 5.6.2. */
const token = v.pipe(
  text(256),
  v.regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/, 'a name of letters, digits and "-" was expected'),
);
/** RFC 9110 section 5.5: no line breaks and no NUL, or one header could carry another. */
const headerValue = v.pipe(
  text(65_536),
  v.check((s) => !['\0', '\r', '\n'].some((c) => s.includes(c)), 'line breaks are not permitted in a header value'),
);
const header = v.strictTuple([token, headerValue], 'a pair of name and value was expected');
const dnsName = v.pipe(text(253), v.regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/i, 'a Kubernetes name was expected'));
const oneLine = v.pipe(text(300), v.regex(/^\P{Cc}+$/u, 'one line of text was expected'));

const url = text(65_536);
const headers = v.pipe(
  v.array(header, 'a list was expected'),
  v.maxLength(1_000, 'at most 1000 headers are permitted'),
);
const optional = {
  body: v.exactOptional(text(16 * 1024 * 1024)),
  via: v.exactOptional(v.picklist(['gateway', 'mesh'], '"gateway" or "mesh" was expected')),
};
/** Labels, or headers. */
const texts = v.record(text(317), oneLine);

const request = v.strictObject({ method: token, url, headers, ...optional });
/** Which workspace is meant. */
const ofWorkspace = { workspace: v.exactOptional(text(100)) };
const sent = v.strictObject({ method: token, url, headers, ...optional, ...ofWorkspace });
const change = v.strictObject({
  method: v.exactOptional(token),
  url: v.exactOptional(url),
  headers: v.exactOptional(headers),
  ...optional,
});

const wholeFrom = (least: number, most: number) =>
  v.pipe(
    v.number('a number was expected'),
    v.integer('a whole number was expected'),
    v.minValue(least, `at least ${least} was expected`),
    v.maxValue(most, `at most ${most} is permitted`),
  );
/** Of an exchange. */
const id = wholeFrom(1, Number.MAX_SAFE_INTEGER);

const sample = v.pipe(text(100), v.regex(/^[a-z0-9][a-z0-9-]*$/, 'the name of a sample was expected'));
const openPath = v.pipe(fileName, v.regex(/^\P{Cc}+$/u, 'a path was expected'));
const openPaths = v.pipe(
  v.array(openPath, 'a list was expected'),
  v.minLength(1, 'a path was expected'),
  v.maxLength(100, 'at most 100 paths are permitted'),
);

/** Of a host, as in a URL; what a hosts file or certificate can have is judged by whoever writes it. */
const hostName = v.pipe(text(253), v.regex(/^[^\s/:@#?]+$/, 'a host name was expected'));
const hostNames = v.pipe(
  v.array(hostName, 'a list was expected'),
  v.maxLength(10_000, 'at most 10000 names are permitted'),
);
const shortId = v.pipe(text(300), v.regex(/^\P{Cc}+$/u, 'a name was expected'));
const httpUrl = v.pipe(
  text(65_536),
  v.regex(/^https?:\/\/[^\s]+$/i, 'an address with http or https was expected'),
  v.url('an address with http or https was expected'),
);
const digest = v.pipe(text(64), v.regex(/^[0-9a-f]{64}$/, 'a digest was expected'));

const inputs: { readonly [N in CallName]: v.GenericSchema<unknown, InputOf<N>> } = {
  'workspace.read': nothing,
  'workspace.write': v.strictObject({
    file: fileName,
    text: fileText,
    base: v.exactOptional(revision),
    ...ofWorkspace,
  }),
  'workspace.remove': v.strictObject({ file: fileName, base: revision, ...ofWorkspace }),
  'config.apply': v.strictObject({
    ...ofWorkspace,
    files: v.pipe(
      v.array(
        v.strictObject({ file: fileName, text: fileText, base: v.exactOptional(revision) }),
        'a list was expected',
      ),
      v.maxLength(10_000, 'at most 10000 files are permitted'),
    ),
  }),
  'config.history': nothing,
  'config.generation': v.strictObject({ generation, ...ofWorkspace }),
  'config.rollback': v.strictObject({ generation: v.exactOptional(generation), ...ofWorkspace }),
  'config.applyOn': v.strictObject({
    on: v.picklist(['save', 'review'], '"save" or "review" was expected'),
    ...ofWorkspace,
  }),
  'drafts.read': nothing,
  'drafts.keep': v.strictObject({
    owner: v.exactOptional(text(100)),
    ...ofWorkspace,
    drafts: v.pipe(
      v.array(
        v.strictObject({
          file: fileName,
          draft: fileText,
          base: v.exactOptional(revision),
          baseText: v.exactOptional(fileText),
        }),
        'a list was expected',
      ),
      v.maxLength(10_000, 'at most 10000 drafts are permitted'),
    ),
    forget: v.pipe(v.array(fileName, 'a list was expected'), v.maxLength(10_000, 'at most 10000 names are permitted')),
  }),
  'gateway.state': nothing,
  'gateway.table': nothing,
  'gateway.upstreams': nothing,
  'gateway.explain': request,
  'gateway.send': sent,
  'traffic.rows': v.strictObject({ from: wholeFrom(0, Number.MAX_SAFE_INTEGER), count: wholeFrom(1, 20_000) }),
  'traffic.list': v.strictObject({ last: wholeFrom(1, 5_000) }),
  'traffic.details': v.strictObject({
    id,
    reveal: v.exactOptional(v.literal(true, 'true was expected')),
    ...ofWorkspace,
  }),
  'traffic.resend': v.strictObject({ id, change: v.exactOptional(change), ...ofWorkspace }),
  'traffic.har': v.strictObject({
    ...ofWorkspace,
    ids: v.exactOptional(
      v.pipe(v.array(id, 'a list was expected'), v.maxLength(200_000, 'at most 200000 ids are permitted')),
    ),
    reveal: v.exactOptional(v.literal(true, 'true was expected')),
  }),
  'metrics.figures': v.strictObject({
    minutes: v.pipe(
      v.number('a number was expected'),
      v.minValue(1, 'at least one minute was expected'),
      v.maxValue(60, 'at most 60 minutes are kept'),
    ),
  }),
  'metrics.text': nothing,
  'traffic.clear': nothing,
  'services.bind': v.strictObject({
    ...ofWorkspace,
    namespace: dnsName,
    name: dnsName,
    service: v.exactOptional(dnsName),
    port: v.exactOptional(port),
    labels: v.exactOptional(texts),
    beside: v.exactOptional(v.literal(true)),
    nothing: v.exactOptional(v.literal(true)),
    address: v.exactOptional(oneLine),
    sample: v.exactOptional(oneLine),
    url: v.exactOptional(oneLine),
    stub: v.exactOptional(
      v.strictObject({
        status: v.exactOptional(v.number('a number was expected')),
        headers: v.exactOptional(texts),
        body: v.exactOptional(text(1024 * 1024)),
        delay: v.exactOptional(oneLine),
      }),
    ),
  }),
  'services.candidates': v.strictObject({ source: v.picklist(candidateSources, 'the name of a source was expected') }),
  'services.contexts': nothing,
  'services.cluster': v.strictObject({ context: oneLine, namespace: v.exactOptional(dnsName) }),
  'services.forward': v.strictObject({ context: oneLine, namespace: dnsName, service: dnsName, port }),
  'services.forwards': nothing,
  'services.unforward': v.strictObject({ id: text(1_000) }),
  'view.read': nothing,
  'view.keep': v.strictObject({
    ...ofWorkspace,
    change: v.pipe(
      v.record(
        v.pipe(text(100), v.minLength(1, 'a name was expected')),
        v.nullable(text(16_384)),
        'an object was expected',
      ),
      v.check((change) => Object.keys(change).length <= 50, 'at most 50 names are permitted'),
    ),
  }),
  'settings.read': nothing,
  'settings.change': settingsChange,
  'reach.state': nothing,
  'browser.open': v.strictObject({ url: httpUrl, browser: v.exactOptional(shortId) }),
  'browser.close': v.strictObject({ id: shortId }),
  'browser.proxy': nothing,
  'browser.find': nothing,
  'hosts.plan': v.strictObject({ names: v.exactOptional(hostNames) }),
  'hosts.apply': v.strictObject({ names: v.exactOptional(hostNames), sha256: digest }),
  'hosts.clean': nothing,
  'certificates.list': nothing,
  'certificates.trust': v.strictObject({ store: shortId }),
  'certificates.untrust': v.strictObject({ store: shortId }),
  'certificates.client': v.strictObject({ name: oneLine }),
  'certificates.authority': v.strictObject({ from: v.picklist(['mkcert', 'own'], '"mkcert" or "own" was expected') }),
  'doctor.run': v.strictObject({
    checks: v.exactOptional(v.pipe(v.array(shortId, 'a list was expected'), v.maxLength(100, 'at most 100 checks'))),
  }),
  'workspaces.list': nothing,
  'workspaces.open': v.union(
    [
      v.strictObject({ paths: openPaths }),
      v.strictObject({ sample, anew: v.exactOptional(v.literal(true, 'true was expected')) }),
      v.strictObject({ sample, into: openPath }),
      v.strictObject({ choose: v.literal(true, 'true was expected') }),
    ],
    'paths, a sample, or a wish to choose was expected',
  ),
  'workspaces.forget': v.strictObject({ paths: openPaths }),
};

import type { Failure } from '../failure.ts';
import { parseAddress, parseSite } from '../resource/local/address.ts';
import { sampleNames } from '../resource/local/local-service.ts';
import { isDelay, isSendable } from '../resource/local/sendable.ts';
import { parseDocuments } from '../text/document.ts';
import type { Source } from '../text/source.ts';
import type { Path, Tree } from '../text/tree.ts';
import { appendDocument } from './append-document.ts';
import { endpointOf, type Part, type Served, withoutItem, withoutServed, withServed } from './bind-document.ts';
import { removeDocument } from './document-edits.ts';
import { mapText } from './render.ts';
import { applyEdits } from './text-edit.ts';

/** What a service is bound to: exactly one of these. `address` is `host:port` or a port; `nothing` takes the binding away. */
export type BindTarget = {
  readonly address?: string;
  readonly sample?: string;
  readonly url?: string;
  readonly stub?: StubInput;
  readonly nothing?: true;
};

/** A fixed answer as it is written into a LocalService. `delay` as in `200ms`. */
export type StubInput = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly delay?: string;
};

/**
 * Which service goes where. `port` is the Service's port; absent binds all of them. `labels` are those of a subset: an endpoint with
 * them is bound. `beside`: one more endpoint, next to what is bound already. `service`: the whole host, of one outside of the cluster.
 */
export type Binding = BindTarget & Part & Named;
type Named = { readonly namespace: string; readonly name: string; readonly service?: string };

export type EditedFile =
  | { readonly ok: true; readonly file: string; readonly text: string }
  | { readonly ok: false; readonly failure: Failure };

/** Where bindings are kept in a workspace that has none yet. */
const newFile = 'local-services.yaml';

/**
 * The file to write so that a service answers at an address on this machine: its `LocalService` document changed where there is one,
 * else added to the file that has others, else to `local-services.yaml`. Comments and the rest of the file stay as they are.
 * `home`: the folder of a new file, with a slash behind it.
 * With `nothing` the part is taken away, or the document where nothing would be left of it or no part is named.
 */
export const bindService = (sources: readonly Source[], binding: Binding, home = ''): EditedFile => {
  const found = findLocalServices(sources);
  const same = found.find((one) => one.names(binding));
  if (binding.nothing) return same ? unbound(same, binding) : refuse(...notBound(binding));
  const served = servedOf(binding);
  if ('failure' in served) return { ok: false, failure: served.failure };
  if (same) return written(same, withServed(same.text, same.home, binding, served));
  const broken = sources.find((source) => mayBreak(source, binding));
  if (broken)
    return refuse('binding/broken-document', `the LocalService in "${broken.file}" is not valid YAML; mend it first`);
  const own = home + newFile;
  // Neither standard input nor JSON takes another document.
  const into = found.find(({ source }) => /\.ya?ml$/i.test(source.file))?.source ??
    sources.find(({ file }) => file === own) ?? { file: own, text: '' };
  return { ok: true, file: into.file, text: appendDocument(into.text, newDocument(binding, served)) };
};

type Found = {
  readonly source: Source;
  readonly start: number;
  readonly index: number;
  readonly text: string;
  /** Leads to it in its document: empty, or into the items of a `List`. */
  readonly home: Path;
  /** Nothing else is in the document. */
  readonly alone: boolean;
  readonly names: (binding: Named) => boolean;
};

function findLocalServices(sources: readonly Source[]): readonly Found[] {
  return sources
    .filter(({ text }) => text.includes('LocalService'))
    .flatMap((source) =>
      parseDocuments(source).value.flatMap(({ start, index, parsed: { text, tree } }) =>
        (tree ? localServicesIn(tree, [], true) : []).map((one): Found => ({ source, start, index, text, ...one })),
      ),
    );
}

/** Of one document, those in a `List` too. */
const localServicesIn = (
  tree: Tree,
  home: Path,
  alone: boolean,
): readonly Omit<Found, 'source' | 'start' | 'index' | 'text'>[] => {
  const kind = scalarAt(tree, 'kind');
  if (kind === 'List' && tree.is === 'map') {
    const list = tree.entries.find(({ key }) => key === 'items')?.value;
    const items = list?.is === 'list' ? list.items : [];
    return items.flatMap((item, at) => localServicesIn(item, [...home, 'items', at], alone && items.length === 1));
  }
  if (kind !== 'LocalService') return [];
  const name = scalarAt(tree, 'metadata', 'name');
  const namespace = scalarAt(tree, 'metadata', 'namespace') ?? 'default';
  const service = scalarAt(tree, 'spec', 'service') ?? name;
  const names: Found['names'] = (binding) =>
    (binding.service !== undefined && service === binding.service) ||
    service?.startsWith(`${binding.name}.${binding.namespace}.svc`) === true ||
    (namespace === binding.namespace && service === binding.name);
  return [{ home, alone, names }];
};

/** A document that cannot be read and may be the one that is meant: with another one beside it there would soon be two. */
const mayBreak = (source: Source, { name }: Binding): boolean =>
  source.text.includes('LocalService') &&
  parseDocuments(source).value.some(
    ({ parsed: { text, problems } }) =>
      problems.some(({ severity }) => severity === 'error') &&
      /^[ \t-]*kind:[ \t]*LocalService\b/m.test(text) &&
      text.split(/[^\w.-]+/).includes(name),
  );

const written = ({ source, start, text }: Found, after: string | undefined): EditedFile => {
  if (after === undefined) {
    return refuse('binding/broken-document', `the LocalService in "${source.file}" is not valid YAML; mend it first`);
  }
  const tail = source.text.slice(start + text.length);
  return { ok: true, file: source.file, text: source.text.slice(0, start) + after + tail };
};

const unbound = (found: Found, binding: Binding): EditedFile => {
  const { source, index, text, home, alone } = found;
  const part = binding.port === undefined && binding.labels === undefined;
  const left = part ? 'nothing' : withoutServed(text, home, binding);
  if (left === 'absent') return refuse(...notBound(binding));
  if (left !== 'nothing') return written(found, left);
  if (!alone) return written(found, withoutItem(text, home));
  const edit = removeDocument(source.text, index);
  return { ok: true, file: source.file, text: edit ? applyEdits(source.text, [edit]) : source.text };
};

const notBound = ({ name, namespace, port, labels }: Binding): readonly [string, string] => {
  const part = labels ? ` with labels of its own` : port === undefined ? '' : ` for port ${port} alone`;
  return [
    'binding/not-bound',
    `no LocalService binds "${name}" in namespace "${namespace}"${part}, so there is nothing to take away`,
  ];
};

/** What is written for a target, or why it cannot be. */
const servedOf = ({ address, sample, url, stub }: BindTarget): Served | { readonly failure: Failure } => {
  const given = [address, sample, url, stub].filter((one) => one !== undefined);
  if (given.length !== 1) {
    return failed('binding/no-target', 'say one thing that answers: an address, a sample, a URL or a stub');
  }
  if (address !== undefined) {
    if (parseAddress(address)) return { by: 'address', value: addressValue(address) };
    const site = parseSite(address) ? '; a site outside of this machine is bound by its URL' : '';
    return failed(
      'binding/bad-address',
      `"${address}" is no address; write "host:port", or just a port of this machine${site}`,
    );
  }
  if (sample !== undefined) {
    if (sampleNames.some((name) => name === sample)) return { by: 'sample', value: sample };
    return failed('binding/bad-sample', `"${sample}" is no bundled sample; there are ${sampleNames.join(', ')}`);
  }
  if (url !== undefined) {
    if (parseSite(url)) return { by: 'url', value: url.trim() };
    const message = `"${url}" is not the URL of a site; write "https://api.example.com", without a path`;
    return failed('binding/bad-url', message);
  }
  const { status = 200, headers = {}, body, delay } = stub ?? {};
  if (!Number.isInteger(status) || status < 200 || status > 599)
    return failed('binding/bad-stub', `${status} is no status of an answer; write one from 200 to 599`);
  if (delay !== undefined && delay !== '' && !isDelay(delay))
    return failed('binding/bad-stub', `"${delay}" is no delay; write it like "200ms" or "2s"`);
  const unfit = Object.entries(headers).find(([header, line]) => !isSendable(header, line));
  if (unfit) return failed('binding/bad-stub', `"${unfit[0]}" is not a header that can be sent; use one line of text`);
  return {
    by: 'stub',
    value: {
      status,
      ...(Object.keys(headers).length > 0 && { headers }),
      ...(body !== undefined && body !== '' && { body }),
      ...(delay !== undefined && delay !== '' && { delay }),
    },
  };
};

const newDocument = ({ namespace, name: written, service, ...part }: Binding, served: Served): string => {
  // Names of documents may have dots, but are no hosts.
  const name =
    service === undefined
      ? written
      : service
          .toLowerCase()
          .replace(/[^a-z0-9]+/g, '-')
          .slice(0, 63);
  const { port, labels } = part;
  const own = { [served.by]: served.value };
  const document = {
    apiVersion: 'slipway.dev/v1',
    kind: 'LocalService',
    metadata: namespace === 'default' ? { name } : { name, namespace },
    spec: {
      ...(service !== undefined && { service }),
      ...(labels
        ? { endpoints: [endpointOf(part, served)] }
        : port === undefined
          ? own
          : { ports: [{ port, ...own }] }),
    },
  };
  return `${mapText(document, 0, { step: 2, dash: 0, lineEnd: '\n' })}\n`;
};

/** A bare port stays a number, as a person would write it. */
const addressValue = (address: string): string | number =>
  /^\d+$/.test(address.trim()) ? Number(address) : address.trim();

const refuse = (code: string, message: string): EditedFile => ({ ok: false, failure: { code, message } });
const failed = (code: string, message: string) => ({ failure: { code, message } });

const scalarAt = (tree: Tree, ...path: readonly string[]): string | undefined => {
  let at: Tree | undefined = tree;
  for (const key of path) at = at?.is === 'map' ? at.entries.find((entry) => entry.key === key)?.value : undefined;
  return at?.is === 'scalar' && at.value !== null ? String(at.value) : undefined;
};

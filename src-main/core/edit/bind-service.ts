import type { Failure } from '../failure.ts';
import { parseAddress } from '../resource/local/address.ts';
import { treeAt } from '../text/cursor.ts';
import { parseDocuments, parseText } from '../text/document.ts';
import type { Source } from '../text/source.ts';
import type { Tree } from '../text/tree.ts';
import { appendDocument } from './append-document.ts';
import { mapText } from './render.ts';
import { applyEdits } from './text-edit.ts';
import { type Edits, insertItem, renameKey, setValue } from './yaml-edits.ts';

/** Which service goes where. `port` is the Service's port; absent binds all of them. `address` is `host:port` or a port. */
export type Binding = {
  readonly namespace: string;
  readonly name: string;
  readonly port?: number;
  readonly address: string;
};

export type EditedFile =
  | { readonly ok: true; readonly file: string; readonly text: string }
  | { readonly ok: false; readonly failure: Failure };

/** Where bindings are kept in a workspace that has none yet. */
const newFile = 'local-services.yaml';

/**
 * The file to write so that a service answers at an address on this machine: its `LocalService` document changed where there is one,
 * else added to the file that has others, else to `local-services.yaml`. Comments and the rest of the file stay as they are.
 */
export const bindService = (sources: readonly Source[], binding: Binding): EditedFile => {
  if (!parseAddress(binding.address)) {
    return refuse(
      'binding/bad-address',
      `"${binding.address}" is no address; write "host:port", or just a port of this machine`,
    );
  }
  const found = findLocalServices(sources);
  const same = found.find((one) => one.names(binding));
  if (same) return changed(same, binding);
  const home = found[0]?.source ?? sources.find(({ file }) => file === newFile) ?? { file: newFile, text: '' };
  return { ok: true, file: home.file, text: appendDocument(home.text, newDocument(binding)) };
};

type Found = {
  readonly source: Source;
  readonly start: number;
  readonly text: string;
  readonly names: (binding: Binding) => boolean;
};

function findLocalServices(sources: readonly Source[]): readonly Found[] {
  return sources
    .filter(({ text }) => text.includes('LocalService'))
    .flatMap((source) =>
      parseDocuments(source).value.flatMap(({ start, parsed }): Found[] => {
        const tree = parsed.tree;
        if (!tree || scalarAt(tree, 'kind') !== 'LocalService') return [];
        const name = scalarAt(tree, 'metadata', 'name');
        const namespace = scalarAt(tree, 'metadata', 'namespace') ?? 'default';
        const service = scalarAt(tree, 'spec', 'service') ?? name;
        const names = (binding: Binding): boolean =>
          namespace === binding.namespace &&
          (service === binding.name || service?.startsWith(`${binding.name}.${binding.namespace}.svc`) === true);
        return [{ source, start, text: parsed.text, names }];
      }),
    );
}

const changed = ({ source, start, text }: Found, binding: Binding): EditedFile => {
  const edits = readdressed(text, binding);
  if (edits === undefined) {
    return refuse('binding/broken-document', `the LocalService in "${source.file}" is not valid YAML; mend it first`);
  }
  const after = source.text.slice(start + text.length);
  return { ok: true, file: source.file, text: source.text.slice(0, start) + applyEdits(text, edits) + after };
};

/** The edits that put the address into the document; the smallest change that does it. */
function readdressed(text: string, { port, address }: Binding): Edits {
  const { tree, problems } = parseText(text);
  if (!tree || problems.some(({ severity }) => severity === 'error')) return undefined;
  const document = { text, tree };
  const value = addressValue(address);
  const ports = treeAt(tree, ['spec', 'ports']);
  const items = ports?.is === 'list' ? ports.items : [];
  const at = items.findIndex((item) => Number(scalarAt(item, 'port')) === port);
  if (port !== undefined && at < 0) {
    return insertItem(document, ['spec', 'ports'], items.length, { port, address: value });
  }
  const parent = port === undefined ? ['spec'] : ['spec', 'ports', at];
  const sample = [...parent, 'sample'];
  // A sample gives way to the address, in its place.
  if (!treeAt(tree, sample) || treeAt(tree, [...parent, 'address']))
    return setValue(document, [...parent, 'address'], value);
  const [renamed, set] = [renameKey(document, sample, 'address'), setValue(document, sample, value)];
  return renamed && set && [...renamed, ...set];
}

const newDocument = ({ namespace, name, port, address }: Binding): string => {
  const document = {
    apiVersion: 'slipway.dev/v1',
    kind: 'LocalService',
    metadata: namespace === 'default' ? { name } : { name, namespace },
    spec:
      port === undefined ? { address: addressValue(address) } : { ports: [{ port, address: addressValue(address) }] },
  };
  return `${mapText(document, 0, { step: 2, dash: 0, lineEnd: '\n' })}\n`;
};

/** A bare port stays a number, as a person would write it. */
const addressValue = (address: string): string | number =>
  /^\d+$/.test(address.trim()) ? Number(address) : address.trim();

const refuse = (code: string, message: string): EditedFile => ({ ok: false, failure: { code, message } });

const scalarAt = (tree: Tree, ...path: readonly string[]): string | undefined => {
  let at: Tree | undefined = tree;
  for (const key of path) at = at?.is === 'map' ? at.entries.find((entry) => entry.key === key)?.value : undefined;
  return at?.is === 'scalar' && at.value !== null ? String(at.value) : undefined;
};

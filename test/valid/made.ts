import { stringify } from 'yaml';
import { kinds } from '#core/resource/index.ts';
import type { ActedKind } from '#core/resource/kind.ts';
import type { Plain } from './from-schema.ts';

/** A resource that was made: its kind, and what stands in its document beside `apiVersion` and `kind`. */
export type Made = { readonly kind: ActedKind; readonly document: Plain };

export const kindOf = (group: string, name: string): ActedKind => {
  const found = kinds.find((kind) => kind.group === group && kind.kind === name);
  if (found?.is !== 'acted') throw new Error(`there is no kind "${name}" of "${group}"`);
  return found;
};

/** A resource in the namespace "shop", unless its metadata say another one. */
export const resource = (kind: ActedKind, name: string, body: Plain, metadata: Plain = {}): Made => ({
  kind,
  document: { metadata: { name, namespace: 'shop', ...metadata }, ...(kind.body === 'spec' ? { spec: body } : body) },
});

/** The body that the schema of its kind describes. */
export const bodyOf = ({ kind, document }: Made): unknown => (kind.body === 'spec' ? document.spec : document);

/** Resources as the files of a workspace: one for each kind. */
export const filesOf = (all: readonly Made[]): readonly { readonly file: string; readonly text: string }[] => {
  const file = ({ kind }: Made): string =>
    `${kind.kind.toLowerCase()}-${kind.group.replaceAll('.', '-') || 'core'}.yaml`;
  return [...Map.groupBy(all, file)].map(([name, made]) => ({ file: name, text: made.map(written).join('---\n') }));
};

const written = ({ kind, document }: Made): string => {
  const version = kind.versions[0] ?? 'v1';
  const head = { apiVersion: kind.group === '' ? version : `${kind.group}/${version}`, kind: kind.kind };
  return stringify({ ...head, ...document }, { aliasDuplicateObjects: false });
};

import { findNode } from '../../edit/find-node.ts';
import { setValue } from '../../edit/yaml-edits.ts';
import { kinds } from '../../resource/index.ts';
import { apiVersionsOf } from '../../resource/kind.ts';
import { nearest } from '../../text/nearest.ts';
import { edited, type FixContext, type Fixer, fixHere, placed, writtenAt } from './context.ts';

/** A version that is not served becomes the newest that is. */
export const apiVersion: Fixer = (context) => {
  const known = kinds.filter((one) => one.is === 'acted' && one.kind === context.kind);
  const written = writtenAt({ ...context, path: [...context.prefix, 'apiVersion'] });
  const versions = known.flatMap((one) => (one.is === 'acted' ? apiVersionsOf(one).slice(0, 1) : []));
  const same = versions.find((one) => one.split('/')[0] === written.split('/')[0]);
  // Two groups have a kind "Gateway": only the nearer one was meant.
  const meant = same ?? (versions.length === 1 ? versions[0] : nearest(written, versions));
  const edits = meant && setValue(edited(context), [...context.prefix, 'apiVersion'], meant);
  return meant ? fixHere(context, `Use "${meant}"`, edits || undefined, true) : [];
};

/** A kind that is nearly written. */
export const kindName: Fixer = (context) => {
  const { prefix, group } = context;
  const at = [...prefix, 'kind'];
  const meant = nearest(
    writtenAt({ ...context, path: at }),
    kinds.filter((one) => one.group === group).map((one) => one.kind),
  );
  return meant ? fixHere(context, `Replace with "${meant}"`, setValue(edited(context), at, meant), true) : [];
};

/** A document that tells one of its two names gets the other. */
export const noApiVersion: Fixer = (context) => {
  const known = kinds.filter((one) => one.is === 'acted' && one.kind === context.kind);
  return known.flatMap((one) => {
    const version = one.is === 'acted' ? apiVersionsOf(one)[0] : undefined;
    return version
      ? fixHere(context, `Add "apiVersion: ${version}"`, atTop(context, 'apiVersion', version), known.length === 1)
      : [];
  });
};

const atTop = (context: FixContext, key: string, value: string) => {
  const found = findNode(edited(context), context.prefix);
  const first = found?.node.tree.is === 'map' ? found.node.tree.entries[0] : undefined;
  const written = found?.node.tree.is === 'map' && found.node.tree.entries.some((one) => one.key === key);
  if (written || !first || found?.node.flow) return setValue(edited(context), [...context.prefix, key], value);
  const at = first.keyRange[0];
  const { text } = context.document.parsed;
  const column = at - (text.lastIndexOf('\n', at - 1) + 1);
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  return [{ range: [at, at] as const, text: `${key}: ${value}${lineEnd}${' '.repeat(column)}` }];
};

/** A resource that another one describes already goes, with its document. */
export const duplicateResource: Fixer = (context) => {
  const { document, workspace, prefix } = context;
  const file = workspace.files.find(({ source }) => source.file === document.file);
  if (!file || prefix.length > 0) return [];
  const { documents, source } = file;
  const at = documents.indexOf(document);
  const next = documents[at + 1];
  // With the "---" that divides it from what stays.
  const before = at === 0 ? document.start : source.text.lastIndexOf('---', document.start);
  const range: readonly [number, number] =
    next && at === 0 ? [document.start, next.start] : [before, document.start + document.parsed.text.length];
  const local = { range: [range[0] - document.start, range[1] - document.start] as const, text: '' };
  return [{ title: 'Remove this document', preferred: false, edits: [placed(document, [local])] }];
};

import { commentsAbove, lineStart } from '../edit/find-node.ts';
import { isList, isMap, itemText, mapText, type Plain, type Style } from '../edit/render.ts';
import type { ReadFile } from '../resource/read-file.ts';
import type { Resource } from '../resource/resource.ts';
import type { Path } from '../text/tree.ts';
import type { NewDocument } from './answers.ts';

/** A document before it is written. `comments` stand above items of the lists in `spec`, by their key and index. */
export type Draft = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly spec: { readonly [key: string]: Plain };
  /** As in `NewDocument`. */
  readonly from?: Readonly<Record<string, string>>;
  readonly comments?: Readonly<Record<string, Readonly<Record<number, readonly string[]>>>>;
};

const style: Style = { step: 2, dash: 0, lineEnd: '\n' };

/** The text of a draft, as a person would write it. A namespace is written where it is not `default`. */
export const writeDocument = (draft: Draft): NewDocument => {
  const { apiVersion, kind, namespace, name, labels = {}, annotations = {}, spec, comments = {}, from = {} } = draft;
  const metadata: Plain = {
    name,
    ...(namespace !== 'default' && { namespace }),
    ...(Object.keys(labels).length > 0 && { labels }),
    ...(Object.keys(annotations).length > 0 && { annotations }),
  };
  const lines = [mapText({ apiVersion, kind, metadata }, 0, style), 'spec:'];
  for (const [key, value] of Object.entries(spec)) {
    if (!isList(value) || value.length === 0 || !value.some(isMap)) {
      lines.push(`  ${mapText({ [key]: value }, 2, style)}`);
      continue;
    }
    lines.push(`  ${key}:`);
    value.forEach((item, index) => {
      for (const comment of comments[key]?.[index] ?? []) lines.push(`  # ${comment}`.trimEnd());
      lines.push(`  - ${itemText(item, 2, style)}`);
    });
  }
  return { apiVersion, kind, namespace, name, text: `${lines.join('\n')}\n`, from };
};

/** What stands as comments directly above an item of a list, without their marks. */
export const commentsAt = (files: readonly ReadFile[], resource: Resource, path: Path): readonly string[] => {
  const text = files.find(({ source }) => source.file === resource.file)?.source.text;
  if (text === undefined) return [];
  const start = lineStart(text, resource.at(path).range[0]);
  const line = text.slice(start);
  if (!/^\s*- /.test(line)) return [];
  const from = commentsAbove(text, start, line.search(/\S/));
  return text
    .slice(from, start)
    .split('\n')
    .map((one) => one.trim().replace(/^#\s?/, ''))
    .filter((one) => one !== '');
};

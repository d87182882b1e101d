import type { Diagnostic } from '../text/diagnostic.ts';
import type { FileItem, ReadFile } from './read-file.ts';
import { nameOf, type Resource } from './resource.ts';

/** A resource whose newest version has errors, so that the last good one still serves. */
export type HeldBack = { readonly resource: string; readonly file: string };

export type Kept = {
  /** Every usable resource: the newest version, or the last good one. */
  readonly resources: readonly Resource[];
  readonly heldBack: readonly HeldBack[];
  /** `kind namespace/name` of resources that have errors and no good version, as far as they can be told. */
  readonly unusable: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
};

/** What was read before: the files, and the resources that came out of them (with those that were held back already). */
export type Before = { readonly files: readonly ReadFile[]; readonly resources: readonly Resource[] };

/**
 * Puts the last good version in the place of every resource that has errors now (invariant 8).
 * It is found in the same file by kind, namespace and name; where these cannot be told, by the position of its document.
 */
export const keepLastGood = (files: readonly ReadFile[], before?: Before): Kept => {
  const resources: Resource[] = [];
  const heldBack: HeldBack[] = [];
  const unusable = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  const good = new Map((before?.resources ?? []).map((resource) => [keyOf(resource.file, resource), resource]));
  for (const file of files) {
    const present = new Set(file.items.map((item) => keyOf(file.source.file, item)));
    for (const item of file.items) {
      if (item.resource) {
        resources.push(item.resource);
        continue;
      }
      const older = good.get(keyOf(file.source.file, item)) ?? atSamePosition(item, file, good, present, before);
      if (!older) {
        unusable.add(nameOf(item));
        continue;
      }
      const held = item.place(older);
      resources.push(held);
      heldBack.push({ resource: nameOf(held), file: held.file });
      diagnostics.push({
        severity: 'information',
        code: 'resource/held-back',
        message: `${held.kind} "${held.namespace}/${held.name}" has errors, so its last good version still serves; correct it to use the new one`,
        place: item.head,
      });
    }
  }
  return { resources, heldBack, unusable, diagnostics };
};

const keyOf = (
  file: string,
  named: { readonly kind: string; readonly namespace: string; readonly name: string },
): string => `${file}\n${nameOf(named)}`;

/** The good version of what stood at this position of the file before, unless that stands elsewhere in the file now. */
const atSamePosition = (
  item: FileItem,
  file: ReadFile,
  good: ReadonlyMap<string, Resource>,
  present: ReadonlySet<string>,
  before: Before | undefined,
): Resource | undefined => {
  if (item.kind !== '' && item.name !== '' && file.documents[item.document]?.parsed.tree) return undefined;
  const earlier = before?.files.find(({ source }) => source.file === file.source.file);
  for (const candidate of earlier?.items ?? []) {
    if (candidate.document !== item.document) continue;
    const key = keyOf(file.source.file, candidate);
    if (!present.has(key) && good.has(key)) return good.get(key);
  }
  return undefined;
};

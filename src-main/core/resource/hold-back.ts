import type { Diagnostic, Place } from '../text/diagnostic.ts';
import type { FileItem, ReadFile } from './read-file.ts';
import { groupOf, identityOf, nameOf, type Resource } from './resource.ts';

/** A resource whose newest version has errors, so that the last good one still serves. */
export type HeldBack = { readonly resource: string; readonly file: string };

export type Kept = {
  /** Every usable resource: the newest version, or the last good one. */
  readonly resources: readonly Resource[];
  readonly heldBack: readonly HeldBack[];
  /** In which document of its file each resource stands, counted from 0. */
  readonly positions: ReadonlyMap<Resource, number>;
  /** The identities (`identityOf`) of resources that have errors and no good version, as far as they can be told. */
  readonly unusable: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
  /** Whether a place is in the new text of something held back: what the last good version had there may not stand there any more. */
  readonly isHeldBack: (place: Place) => boolean;
};

/** What came out before, with what was held back already. */
export type Before = Pick<Kept, 'resources' | 'positions'>;

/**
 * Puts the last good version in the place of every resource that has errors now (invariant 8).
 * It is found in the same file by kind, namespace and name; where these cannot be told, by the position of its document.
 */
export const keepLastGood = (files: readonly ReadFile[], before?: Before): Kept => {
  const resources: Resource[] = [];
  const positions = new Map<Resource, number>();
  const heldBack: HeldBack[] = [];
  const unusable = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  const heldItems: FileItem[] = [];
  const good = new Map(
    (before?.resources ?? []).map((resource) => [keyOf(resource.file, identified(resource)), resource]),
  );
  for (const file of files) {
    const present = new Set(file.items.map((item) => keyOf(file.source.file, item)));
    for (const item of file.items) {
      if (item.resource) {
        resources.push(item.resource);
        positions.set(item.resource, item.document);
        continue;
      }
      const older =
        good.get(keyOf(file.source.file, item)) ??
        ofSameName(item, file, present, before) ??
        atSamePosition(item, file, present, before);
      if (!older) {
        unusable.add(identityOf(item));
        continue;
      }
      const held = item.place(older);
      heldItems.push(item);
      resources.push(held);
      positions.set(held, item.document);
      heldBack.push({ resource: nameOf(held), file: held.file });
      diagnostics.push({
        severity: 'information',
        code: 'resource/held-back',
        message: `${held.kind} "${held.namespace}/${held.name}" has errors, so its last good version still serves; correct it to use the new one`,
        place: item.head,
      });
    }
  }
  const isHeldBack = ({ file, range }: Place): boolean =>
    heldItems.some(({ extent, head }) => head.file === file && extent[0] <= range[0] && range[0] < extent[1]);
  return { resources, positions, heldBack, unusable, diagnostics, isHeldBack };
};

const keyOf = (file: string, identity: Parameters<typeof identityOf>[0]): string => `${file}\n${identityOf(identity)}`;

const identified = (resource: Resource): Parameters<typeof identityOf>[0] => ({
  group: groupOf(resource),
  kind: resource.kind,
  namespace: resource.namespace,
  name: resource.name,
});

/** The good version of that kind and name whatever its group: an `apiVersion` that is being written may name none or another one. */
const ofSameName = (
  item: FileItem,
  { source }: ReadFile,
  present: ReadonlySet<string>,
  before: Before | undefined,
): Resource | undefined =>
  item.name === ''
    ? undefined
    : before?.resources.find(
        (resource) =>
          resource.file === source.file &&
          nameOf(resource) === nameOf(item) &&
          !present.has(keyOf(source.file, identified(resource))),
      );

/** The good version of what stood at this position of the file before, unless that stands elsewhere in the file now. */
const atSamePosition = (
  item: FileItem,
  { source, documents }: ReadFile,
  present: ReadonlySet<string>,
  before: Before | undefined,
): Resource | undefined => {
  // A whole document with another name is another resource.
  if (item.kind !== '' && item.name !== '' && documents[item.document]?.parsed.tree) return undefined;
  return before?.resources.find(
    (resource) =>
      resource.file === source.file &&
      before.positions.get(resource) === item.document &&
      !present.has(keyOf(source.file, identified(resource))),
  );
};

import type { ComponentType } from 'react';
import type { ActedKind } from '#core/resource/kind.ts';
import type { Field, Schema } from '#core/schema/schema.ts';
import type { Path, Tree } from '#core/text/tree.ts';

/**
 * One value of a resource as a form sees it: what is declared about it and what is written. `path` counts from the document's root.
 * `tree` is absent where nothing is written; `field` where the value is an item of a list or a value of a map.
 */
export type Slot = {
  readonly schema: Schema;
  readonly path: Path;
  readonly tree?: Tree;
  readonly field?: Field;
  /** What people call it: the key, or `server 1`. */
  readonly name: string;
};

/** A view of its own for a value that the plain form would not show well: an ordered table of rules, weights, conditions. */
export type Widget = {
  readonly id: string;
  readonly fits: (slot: Slot, kind: ActedKind) => boolean;
  readonly Component: ComponentType<Slot>;
};

import type { ObjectSchema } from '../schema/schema.ts';
import type { Severity } from '../text/diagnostic.ts';
import type { Path } from '../text/tree.ts';

/**
 * A kind of resource: everything that is known about it stands here once.
 * `acted`: read by its schema. `ignored`: known by name only; its documents give one information and nothing else.
 */
export type Kind = ActedKind | IgnoredKind;

type Named = {
  /** Empty for the core group. */
  readonly group: string;
  readonly kind: string;
  readonly doc: string;
};

export type ActedKind = Named & {
  readonly is: 'acted';
  readonly versions: readonly string[];
  /** `spec`: the schema describes `spec`. `root`: its fields stand beside `metadata`. */
  readonly body: 'spec' | 'root';
  readonly schema: ObjectSchema;
  /** The rule for `metadata.name`: a DNS label, or labels joined by dots. */
  readonly name: 'label' | 'subdomain';
  /** Rules that no single field can tell. Called with the value only when the schema found no error in it. */
  readonly check?: (body: CheckedBody) => void;
};

export type IgnoredKind = Named & { readonly is: 'ignored'; readonly why: string };

/** `value` is what the schema inferred; paths are relative to it. */
export type CheckedBody<Spec = unknown> = {
  readonly value: Spec;
  readonly namespace: string;
  /** Those of the metadata. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly report: CheckReport;
};

/** `at` is the path of the value that is wrong; `key` points at its key instead. */
export type CheckReport = (
  code: string,
  message: string,
  at: Path,
  options?: {
    readonly key?: boolean;
    readonly severity?: Severity;
    readonly related?: { readonly message: string; readonly path: Path };
  },
) => void;

/** Declares a kind whose resources are read. The schema's inferred type is what `check` is given. */
export const acted = <Spec>(
  kind: Omit<ActedKind, 'is' | 'check'> & { readonly check?: (body: CheckedBody<Spec>) => void },
): ActedKind => ({ ...(kind as Omit<ActedKind, 'is'>), is: 'acted' });

export const apiVersionsOf = (kind: ActedKind): readonly string[] =>
  kind.versions.map((version) => (kind.group === '' ? version : `${kind.group}/${version}`));

import type { Place } from '../text/diagnostic.ts';

/** The kinds of routes that are converted, from each to each. */
export const routeKinds = ['VirtualService', 'HTTPRoute', 'Ingress'] as const;
export type RouteKind = (typeof routeKinds)[number];

/** Which resource is meant; without `group` that of the kind. */
export type ConvertTarget = {
  readonly group?: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
};

/**
 * `lost`: nothing in the new documents does it. `approximated`: something does nearly the same. `decide`: it is done, in a way that a
 * person must look at.
 */
export type ReportEntry = {
  readonly is: 'lost' | 'approximated' | 'decide';
  /** As in the document: `spec.http[0].fault`. */
  readonly field: string;
  /** One lower-case sentence. */
  readonly message: string;
  readonly place: Place;
};

/** One new document; `text` has no `---`. */
export type NewDocument = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly text: string;
  /** Which rule of the original each new rule is made of: `spec.rules[0]` → `spec.http[2]`. */
  readonly from: Readonly<Record<string, string>>;
};

/** What a conversion comes to. Plain JSON, because it may come out of a worker. */
export type Converted =
  | {
      readonly ok: true;
      readonly documents: readonly NewDocument[];
      /** All documents as one file, ready to be saved; empty where none is left. */
      readonly text: string;
      /** In the order of the original. */
      readonly report: readonly ReportEntry[];
      /** How many generated requests were answered by the old documents and by the new ones, and by how many of them otherwise. */
      readonly checked: { readonly requests: number; readonly different: number };
    }
  | { readonly ok: false; readonly message: string };

import type { Resource } from '../resource/resource.ts';
import { pathText } from '../route/compile/origin.ts';
import type { Schema } from '../schema/schema.ts';
import type { Path } from '../text/tree.ts';
import type { ReportEntry } from './answers.ts';
import { setFields } from './set-fields.ts';

/** What becomes of each field of the originals. A path stands for all that is below it. */
export type Ledger = {
  /** The new documents do the same. */
  readonly carry: (resource: Resource, path: Path) => void;
  readonly tell: (is: ReportEntry['is'], resource: Resource, path: Path, message: string) => void;
  /** What has been told, and an entry for everything that is set and was neither carried nor told. */
  readonly close: (originals: readonly Original[]) => readonly ReportEntry[];
};

/** A document that gives way to new ones, with those of its fields that mean something: `spec` by its schema, and some annotations. */
export type Original = {
  readonly resource: Resource;
  readonly schema: Schema;
  readonly annotations: readonly string[];
  /** Ends the sentence about a field that is left: `has no equal in an HTTPRoute`. */
  readonly because: string;
};

export const createLedger = (): Ledger => {
  const seen: { readonly resource: Resource; readonly path: Path }[] = [];
  const told = new Map<string, ReportEntry>();
  const add = (is: ReportEntry['is'], resource: Resource, path: Path, message: string): void => {
    const field = pathText(path);
    const key = `${resource.kind} ${resource.namespace}/${resource.name} ${field} ${message}`;
    if (!told.has(key)) told.set(key, { is, field, message, place: resource.keyAt(path) });
  };
  return {
    carry: (resource, path) => {
      seen.push({ resource, path });
    },
    tell: (is, resource, path, message) => {
      seen.push({ resource, path });
      add(is, resource, path, message);
    },
    close: (originals) => {
      for (const { resource, schema, annotations, because } of originals) {
        const covered = coverOf(seen.filter((one) => one.resource === resource).map(({ path }) => path));
        const leaves = [
          ...setFields(schema, resource.spec, ['spec']),
          ...annotations.map((name): Path => ['metadata', 'annotations', name]),
        ];
        const left = new Map<string, Path>();
        for (const leaf of leaves) {
          if (isCovered(leaf, covered)) continue;
          const at = widest(leaf, covered);
          left.set(pathText(at), at);
        }
        for (const at of left.values()) add('lost', resource, at, `"${nameOf(at)}" ${because}; ${consequence(at)}`);
      }
      return sortReport([...told.values()]);
    },
  };
};

/** By file and place. */
export const sortReport = (report: readonly ReportEntry[]): readonly ReportEntry[] =>
  [...report].sort((a, b) => compareText(a.place.file, b.place.file) || a.place.range[0] - b.place.range[0]);

/** Paths that have been spoken of, and all that lead to them, as texts. */
type Cover = { readonly whole: ReadonlySet<string>; readonly around: ReadonlySet<string> };

const coverOf = (paths: readonly Path[]): Cover => ({
  whole: new Set(paths.map(pathText)),
  around: new Set(paths.flatMap((path) => path.map((_, index) => pathText(path.slice(0, index + 1))))),
});

const isCovered = (path: Path, { whole }: Cover): boolean =>
  path.some((_, index) => whole.has(pathText(path.slice(0, index + 1))));

/** The field around a leaf of which nothing has been spoken of. */
const widest = (leaf: Path, { around }: Cover): Path => {
  for (let length = 2; length < leaf.length; length++) {
    const field = leaf.slice(0, length);
    if (!around.has(pathText(field))) return field;
  }
  return leaf;
};

const nameOf = (path: Path): string => String([...path].reverse().find((step) => typeof step === 'string') ?? '');

const consequence = (path: Path): string =>
  (path[1] === 'http' || path[1] === 'rules') && path.length > 3 ? 'the rule does without it' : 'it is left out';

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

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

type Told = { readonly resource: Resource; readonly path: Path; readonly entry: ReportEntry };

export const createLedger = (): Ledger => {
  const seen: { readonly resource: Resource; readonly path: Path }[] = [];
  const told: Told[] = [];
  const add = (is: ReportEntry['is'], resource: Resource, path: Path, message: string): void => {
    const field = pathText(path);
    if (told.some(({ entry }) => entry.field === field && entry.message === message)) return;
    told.push({ resource, path, entry: { is, field, message, place: resource.keyAt(path) } });
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
        const covered = seen.filter((one) => one.resource === resource).map(({ path }) => path);
        const leaves = [
          ...setFields(schema, resource.spec, ['spec']),
          ...annotations.map((name): Path => ['metadata', 'annotations', name]),
        ];
        const left = leaves.filter((leaf) => !covered.some((path) => begins(leaf, path)));
        for (const path of new Set(left.map((leaf) => pathText(widest(leaf, covered))))) {
          const leaf = left.find((one) => pathText(widest(one, covered)) === path) as Path;
          const at = widest(leaf, covered);
          add('lost', resource, at, `"${nameOf(at)}" ${because}; ${consequence(at)}`);
        }
      }
      return sortReport(told.map((one) => one.entry));
    },
  };
};

/** By file and place. */
export const sortReport = (report: readonly ReportEntry[]): readonly ReportEntry[] =>
  [...report].sort((a, b) => compareText(a.place.file, b.place.file) || a.place.range[0] - b.place.range[0]);

const begins = (path: Path, start: Path): boolean =>
  start.length <= path.length && start.every((step, index) => path[index] === step);

/** The field around a leaf of which nothing has been carried. */
const widest = (leaf: Path, covered: readonly Path[]): Path => {
  for (let length = 2; length < leaf.length; length++) {
    const around = leaf.slice(0, length);
    if (!covered.some((path) => begins(path, around))) return around;
  }
  return leaf;
};

const nameOf = (path: Path): string => String([...path].reverse().find((step) => typeof step === 'string') ?? '');

const consequence = (path: Path): string =>
  (path[1] === 'http' || path[1] === 'rules') && path.length > 3 ? 'the rule does without it' : 'it is left out';

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

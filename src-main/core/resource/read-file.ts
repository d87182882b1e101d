import { headOf, keyRangeAt, rangeAt } from '../text/cursor.ts';
import type { Diagnostic, Place, Range } from '../text/diagnostic.ts';
import { type ParsedDocument, parseDocuments, type YamlDocument } from '../text/document.ts';
import { guessIdentity } from '../text/guess-identity.ts';
import { type Locate, locator } from '../text/position.ts';
import { placeProblem, shift, worstProblems } from '../text/problem.ts';
import type { Source } from '../text/source.ts';
import type { Path } from '../text/tree.ts';
import { kinds } from './index.ts';
import { type Reading, readResources } from './read-resource.ts';
import { groupOf, type Resource } from './resource.ts';

/** One file with everything that was read from it. Taken over as it is while the text stays the same. */
export type ReadFile = {
  readonly source: Source;
  readonly documents: readonly YamlDocument[];
  readonly readings: ReadonlyMap<ParsedDocument, KeptReading>;
  readonly items: readonly FileItem[];
  readonly diagnostics: readonly Diagnostic[];
};

/** What was read from a document, with the places in it that were asked for. */
type KeptReading = Reading & { readonly known: readonly { readonly at: Known; readonly keyAt: Known }[] };

/** A resource of the file, usable or not; an unusable one may not even know its kind and name. */
export type FileItem = {
  readonly document: number;
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Absent when there is an error in it. */
  readonly resource?: Resource;
  /** Gives an older version of the resource its place in today's text. */
  readonly place: (older: Resource) => Resource;
  /** One line to point at. */
  readonly head: Place;
  /** All of it, as offsets in the file. */
  readonly extent: Range;
};

/** Reads a file; documents with unchanged text, wherever they have moved in it, are not read again. Never throws. */
export const readFile = (source: Source, previous?: ReadFile): ReadFile => {
  if (previous && previous.source.text === source.text && previous.source.file === source.file) return previous;
  const { value: documents, diagnostics: syntax } = parseDocuments(source, previous?.documents);
  const locate = locator(source);
  const readings = new Map<ParsedDocument, KeptReading>();
  const items: FileItem[] = [];
  const diagnostics = [...syntax];
  const nearly = new Set<string>();
  for (const document of documents) {
    const { parsed } = document;
    const reading = previous?.readings.get(parsed) ?? keepPlaces(readDocument(parsed));
    readings.set(parsed, reading);
    for (const problem of reading.problems) {
      // What is only nearly the same is said once for each field of a file: it is no mistake to be looked for.
      if (problem.code === 'fidelity/approximated') {
        if (nearly.has(problem.message)) continue;
        nearly.add(problem.message);
      }
      diagnostics.push(placeProblem(problem, document.start, locate));
    }
    items.push(...placeItems(document, reading, locate));
  }
  return { source, documents, readings, items, diagnostics };
};

const keepPlaces = (reading: Reading): KeptReading => ({
  ...reading,
  known: reading.items.map(() => ({ at: {}, keyAt: {} })),
});

const readDocument = (parsed: ParsedDocument): Reading => {
  const broken = parsed.problems.some(({ severity }) => severity === 'error');
  if (parsed.tree && !broken) {
    const { items, problems } = readResources(parsed.tree);
    return { items, problems: worstProblems(problems) };
  }
  if (!broken) return { items: [], problems: [] };
  const { kind = '', name = '', namespace = 'default' } = guessIdentity(parsed.text);
  const foreign = kind !== '' && kinds.some((known) => known.is === 'ignored' && known.kind === kind) && !isActed(kind);
  return {
    items: foreign ? [] : [{ prefix: [], group: guessGroup(parsed.text, kind), kind, name, namespace }],
    problems: [],
  };
};

/** As far as a text that is no YAML (yet) tells: that of its `apiVersion`, or else of the first kind with that name. */
const guessGroup = (text: string, kind: string): string => {
  const written = /^apiVersion:[ \t]*["']?([^\s"'#]+)/m.exec(text)?.[1];
  if (written !== undefined) return groupOf({ apiVersion: written });
  return kinds.find((known) => known.is === 'acted' && known.kind === kind)?.group ?? '';
};

const isActed = (kind: string): boolean => kinds.some((known) => known.is === 'acted' && known.kind === kind);

const placeItems = (document: YamlDocument, reading: KeptReading, locate: Locate): readonly FileItem[] =>
  reading.items.map(({ prefix, group, kind, name, namespace, draft }, index) => {
    const known = reading.known[index] ?? { at: {}, keyAt: {} };
    const tree = document.parsed.tree;
    const put = (range: Range): Place => locate(shift(range, document.start));
    const firstLine = firstLineOf(document.parsed.text);
    const at = remembering(known.at, (path) => (tree ? rangeAt(tree, [...prefix, ...path]) : firstLine), put);
    const keyAt = remembering(known.keyAt, (path) => (tree ? keyRangeAt(tree, [...prefix, ...path]) : firstLine), put);
    const place = (older: Omit<Resource, 'file' | 'at' | 'keyAt'>): Resource => ({
      ...older,
      file: document.file,
      at,
      keyAt,
    });
    return {
      document: document.index,
      group,
      kind,
      name,
      namespace,
      ...(draft && { resource: place(draft) }),
      place,
      get extent() {
        const { text } = document.parsed;
        return shift(tree && prefix.length > 0 ? rangeAt(tree, prefix) : [0, text.length], document.start);
      },
      get head() {
        return tree ? (prefix.length > 0 ? keyAt([]) : put(headOf(tree))) : put(firstLine);
      },
    };
  });

/**
 * Where a path leads, looked for once as long as the document stays the same, and placed once as long as its file does:
 * every build asks for the same thousands of places.
 */
const remembering = (root: Known, find: (path: Path) => Range, put: (range: Range) => Place) => {
  return (path: Path): Place => {
    let at = root;
    for (const step of path) {
      at.beyond ??= new Map();
      let next = at.beyond.get(step);
      if (next === undefined) {
        next = {};
        at.beyond.set(step, next);
      }
      at = next;
    }
    at.range ??= find(path);
    if (at.place === undefined || at.by !== put) {
      at.place = put(at.range);
      at.by = put;
    }
    return at.place;
  };
};

/** A step of a path. `place` is how `by` has placed it. */
type Known = { range?: Range; place?: Place; by?: (range: Range) => Place; beyond?: Map<string | number, Known> };

/** The first line with something on it but a comment, without blanks around. By hand: an expression takes quadratic time on blanks. */
const firstLineOf = (text: string): Range => {
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(at, end);
    const shown = line.trim();
    if (shown !== '' && !shown.startsWith('#')) {
      const start = at + line.indexOf(shown);
      return [start, start + shown.length];
    }
    at = end + 1;
  }
  return [0, Math.min(1, text.length)];
};

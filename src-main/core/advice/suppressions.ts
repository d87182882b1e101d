import type { ReadFile } from '../resource/read-file.ts';
import type { Diagnostic, Place, Range } from '../text/diagnostic.ts';
import type { YamlDocument } from '../text/document.ts';
import { type Locate, locator } from '../text/position.ts';
import type { Tree } from '../text/tree.ts';

/** A comment that asks for silence about some codes in a part of a file. */
export type Suppression = {
  readonly file: string;
  /** Ours or Istio's. */
  readonly code: string;
  readonly because: string;
  /** What it covers, as offsets in the file. */
  readonly covers: Range;
  /** The code in the comment. */
  readonly place: Place;
};

export type ReadSuppressions = {
  readonly suppressions: readonly Suppression[];
  readonly diagnostics: readonly Diagnostic[];
};

/**
 * The comments `# slipway: ignore CODE because REASON` of a file. On a line of its own one covers the value that begins on the next line
 * (above the first key of a document all of it), behind something its own line. Those without a reason have no effect.
 */
export const readSuppressions = (file: ReadFile): ReadSuppressions => {
  const suppressions: Suppression[] = [];
  const diagnostics: Diagnostic[] = [];
  if (!mention.test(file.source.text)) return { suppressions, diagnostics };
  const locate = locator(file.source);
  const [first] = file.documents;
  for (const document of [...preamble(file), ...file.documents]) {
    const behind = skipper(document.parsed.text);
    for (const found of document.parsed.text.matchAll(comment)) {
      const at = found.index + found[0].indexOf('#');
      if (isInScalar(document.parsed.tree, at)) continue;
      const one = readComment(document, at, locate, behind, document.index < 0 ? first : undefined);
      if ('severity' in one) diagnostics.push(one);
      else suppressions.push(...one.codes);
    }
  }
  return { suppressions, diagnostics };
};

/** Asked first, because nearly no file has one. */
const mention = /#[ \t]*slipway\b[^\n]*ignore/i;
/** Also what is nearly one; a sentence that only mentions the two words is none. */
const comment =
  /(?:^|[ \t])#[ \t]*slipway(?:[ \t]*[:-][ \t]*ignore\b|[ \t]+ignore(?=[ \t]*$|[ \t]+[a-z-]+\/[a-z-]|[ \t]+IST\d))[^\r\n]*/gim;
const exact =
  /^# ?slipway: ignore[ \t]+([A-Za-z0-9/-]+(?:[ \t]*,[ \t]*[A-Za-z0-9/-]+)*)(?:[ \t]+because[ \t]+(\S.*)|[ \t].*)?$/;

/** Comments above the first `---` belong to no document; they speak of the first one. */
const preamble = ({ source, documents }: ReadFile): readonly YamlDocument[] => {
  const text = source.text.slice(0, documents[0]?.start ?? 0);
  return mention.test(text) ? [{ file: source.file, start: 0, index: -1, parsed: { text, problems: [] } }] : [];
};

const readComment = (
  { file, start, parsed }: YamlDocument,
  at: number,
  locate: Locate,
  behind: Skip,
  speaksOf: YamlDocument | undefined,
): Diagnostic | { readonly codes: readonly Suppression[] } => {
  const { text, tree } = parsed;
  const end = at + (/^[^\r\n]*/.exec(text.slice(at))?.[0].trimEnd().length ?? 0);
  const written = text.slice(at, end);
  const place = (range: Range): Place => locate([range[0] + start, range[1] + start]);
  const [, list, because] = exact.exec(written) ?? [];
  if (list === undefined || because === undefined) {
    const form = 'write "# slipway: ignore CODE because REASON"';
    return {
      severity: 'warning',
      code: list === undefined ? 'suppress/unreadable' : 'suppress/no-reason',
      message:
        list === undefined
          ? `this comment suppresses nothing, because it cannot be read; ${form}`
          : `this comment suppresses nothing without a reason; ${form}`,
      place: place([at, end]),
    };
  }
  const own: Range = speaksOf ? [0, speaksOf.parsed.text.length] : covered(text, tree, at, behind);
  const from = speaksOf?.start ?? start;
  const covers: Range = [own[0] + from, own[1] + from];
  const codes = [...list.matchAll(/[A-Za-z0-9/-]+/g)].map(({ 0: code, index }): Suppression => {
    const codeAt = at + written.indexOf(list) + index;
    return {
      file,
      code,
      because,
      covers,
      place: place([codeAt, codeAt + code.length]),
    };
  });
  return { codes };
};

/** The part of the text that a comment at `at` speaks of. */
const covered = (text: string, tree: Tree | undefined, at: number, behind: Skip): Range => {
  const line = text.lastIndexOf('\n', at - 1) + 1;
  if (text.slice(line, at).trim() !== '') return [line, lineEnd(text, at)];
  const next = behind(lineEnd(text, at) + 1);
  const first = next + (/^[ ]*/.exec(text.slice(next))?.[0].length ?? 0);
  if (!tree) return [next, lineEnd(text, next)];
  if (first <= tree.range[0]) return [0, text.length];
  const [from, to] = nodeAt(tree, first, text) ?? [next, lineEnd(text, next)];
  // Block text ends where the next line begins, which is not spoken of.
  return [from, from + text.slice(from, to).trimEnd().length];
};

/** Where the first line begins, from one on, that is neither empty nor a comment alone. */
type Skip = (start: number) => number;

/** Remembers the lines that it has passed: of many comments in a row each would pass all the others. */
const skipper = (text: string): Skip => {
  let passed: Range = [0, 0];
  return (start) => {
    if (passed[0] <= start && start < passed[1]) return passed[1];
    let next = start;
    while (next < text.length && /^[ \t]*(?:#[^\n]*)?\r?$/.test(text.slice(next, lineEnd(text, next)))) {
      next = lineEnd(text, next) + 1;
    }
    passed = [start, next];
    return next;
  };
};

const lineEnd = (text: string, at: number): number => {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline;
};

/** The entry whose key stands at an offset, or the item whose dash does. */
const nodeAt = (tree: Tree, at: number, text: string): Range | undefined => {
  if (tree.is === 'scalar') return undefined;
  if (tree.is === 'map') {
    for (const { keyRange, value } of tree.entries) {
      if (keyRange[0] === at) return [at, Math.max(keyRange[1], value.range[1])];
      if (value.range[0] <= at && at < value.range[1]) return nodeAt(value, at, text);
    }
    return undefined;
  }
  for (const item of tree.items) {
    if (at < item.range[0] && /^-\s+$/.test(text.slice(at, item.range[0]))) return [at, item.range[1]];
    if (item.range[0] <= at && at < item.range[1]) return nodeAt(item, at, text);
  }
  return undefined;
};

/** A `#` inside of text is text. */
const isInScalar = (tree: Tree | undefined, at: number): boolean => {
  if (!tree || at < tree.range[0] || at >= tree.range[1]) return false;
  if (tree.is === 'scalar') return true;
  return tree.is === 'list'
    ? tree.items.some((item) => isInScalar(item, at))
    : tree.entries.some(({ keyRange, value }) => (keyRange[0] <= at && at < keyRange[1]) || isInScalar(value, at));
};

import { type Call, parseCall } from './check/calls.ts';
import { type Drawn, readDrawn } from './check/drawing.ts';

/**
 * A golden case: one Markdown file, prose for people and fences for the machine. The format stands in `test/cases/README.md`.
 * `problems` says what cannot be read; a case with problems fails.
 */
export type CaseFile = {
  readonly title: string;
  /** From `Feature:` lines; README's support table is made from them. */
  readonly features: readonly string[];
  /** From `Missing:` lines: services that no document declares and that stay undeclared. */
  readonly missing: readonly string[];
  /** From `Proves:` lines: fields, as `VirtualService http[].timeout`, whose best proof this case is. */
  readonly proves: readonly string[];
  /** From `Rule:` lines: ids of validation rules (`test/rule-ids.ts`) that its bad document breaks. */
  readonly rules: readonly string[];
  /** From a `Fix:` line: the title of the quick fix that makes the sources what the `after` fences say. */
  readonly fix?: string;
  readonly afters: readonly AfterFix[];
  readonly sources: readonly CaseSource[];
  readonly calls: readonly Call[];
  readonly blocks: readonly Block[];
  readonly problems: readonly string[];
};

export type CaseSource = {
  readonly file: string;
  /** Without the drawn diagnostics. */
  readonly text: string;
  readonly drawn: readonly Drawn[];
  /** As it stands in the file. */
  readonly lines: readonly string[];
};

/** The whole text of a file when the fix has been applied. */
export type AfterFix = { readonly file: string; readonly lines: readonly string[] };

/** The file in pieces, so that fences can be rewritten and everything else stays byte for byte. */
export type Block =
  | { readonly is: 'text'; readonly lines: readonly string[] }
  | { readonly is: 'yaml'; readonly source: CaseSource }
  | { readonly is: 'after'; readonly after: AfterFix }
  | { readonly is: 'calls'; readonly lines: readonly string[]; readonly calls: readonly Call[] };

/** Reads one case; never throws. A fence is ```` ```yaml ````, optionally with a file name behind it, or ```` ```calls ````. */
export function readCase(markdown: string): CaseFile {
  const problems: string[] = [];
  const blocks = readBlocks(markdown.split('\n'), problems);
  const prose = blocks.flatMap((b) => (b.is === 'text' ? b.lines : []));
  const listed = (word: string) =>
    prose.flatMap((line) => (line.startsWith(`${word}: `) ? line.slice(word.length + 2).split(', ') : []));
  const fix = prose.find((line) => line.startsWith('Fix: '))?.slice(5);
  const title = prose.find((line) => line.startsWith('# '))?.slice(2) ?? '';
  const sources = blocks.flatMap((b) => (b.is === 'yaml' ? [b.source] : []));
  const calls = blocks.flatMap((b) => (b.is === 'calls' ? b.calls : []));
  if (title === '') problems.push('the case has no title; begin it with "# What happens"');
  if (sources.length === 0) problems.push('the case has no yaml fence');
  if (calls.length === 0 && sources.every((s) => s.drawn.length === 0))
    problems.push('the case says nothing: neither a call nor a drawn diagnostic');
  return {
    title,
    features: listed('Feature'),
    missing: listed('Missing'),
    proves: listed('Proves'),
    rules: listed('Rule'),
    ...(fix !== undefined && { fix }),
    afters: blocks.flatMap((b) => (b.is === 'after' ? [b.after] : [])),
    sources,
    calls,
    blocks,
    problems,
  };
}

/** The file again, with other contents for some fences; what is not given stays as it is. */
export function printCase(
  blocks: readonly Block[],
  yaml: (source: CaseSource) => readonly string[] = (source) => source.lines,
  call: (call: Call) => string = (call) => call.written,
  after: (after: AfterFix) => readonly string[] = ({ lines }) => lines,
): string {
  const lines = blocks.flatMap((block) => {
    if (block.is === 'text') return block.lines;
    if (block.is === 'yaml') return yaml(block.source);
    if (block.is === 'after') return after(block.after);
    return block.lines.map((line) => {
      const found = block.calls.find((c) => c.written === line);
      return found ? call(found) : line;
    });
  });
  return lines.join('\n');
}

function readBlocks(lines: readonly string[], problems: string[]): readonly Block[] {
  const blocks: Block[] = [];
  let text: string[] = [];
  let yamls = 0;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    text.push(line);
    const fence = /^```(\w+)(?: (\S+))?$/.exec(line);
    if (!fence) continue;
    const end = lines.indexOf('```', at + 1);
    if (end < 0) problems.push(`the fence "${line}" is not closed`);
    const inside = lines.slice(at + 1, end < 0 ? lines.length : end);
    blocks.push({ is: 'text', lines: text });
    text = [];
    if (fence[1] === 'yaml') {
      yamls++;
      const { text: clean, drawn, problems: drawing } = readDrawn(inside);
      problems.push(...drawing);
      const file = fence[2] ?? (yamls === 1 ? 'case.yaml' : `case-${yamls}.yaml`);
      blocks.push({ is: 'yaml', source: { file, text: clean, drawn, lines: inside } });
    } else if (fence[1] === 'after') {
      blocks.push({ is: 'after', after: { file: fence[2] ?? 'case.yaml', lines: inside } });
    } else if (fence[1] === 'calls') {
      blocks.push({ is: 'calls', lines: inside, calls: inside.flatMap((l) => readCall(l, problems)) });
    } else {
      blocks.push({ is: 'text', lines: inside });
    }
    at += inside.length;
  }
  blocks.push({ is: 'text', lines: text });
  return blocks;
}

function readCall(line: string, problems: string[]): readonly Call[] {
  try {
    const call = parseCall(line);
    return call ? [call] : [];
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
    return [];
  }
}

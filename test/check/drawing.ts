import type { Diagnostic, Severity } from '#core/text/diagnostic.ts';

/** A diagnostic as it is drawn under the text it speaks about. `line` counts from 1 in the text without drawings; `column` from 1. */
export type Drawn = {
  readonly line: number;
  readonly column: number;
  readonly width: number;
  readonly severity: Severity;
  readonly code: string;
  readonly istio?: string;
  readonly message: string;
};

const marker = /^#( *)(\^+) (error|warning|information) ([a-z0-9-]+\/[a-z0-9-]+)(?: \((IST\d{4})\))?: (.+)$/;
const almostMarker = /^# *\^/;

/** The text as the program shall read it, and the drawings taken out of it. A drawing that cannot be read is reported in `problems`. */
export function readDrawn(lines: readonly string[]): {
  readonly text: string;
  readonly drawn: readonly Drawn[];
  readonly problems: readonly string[];
} {
  const kept: string[] = [];
  const drawn: Drawn[] = [];
  const problems: string[] = [];
  for (const line of lines) {
    const found = marker.exec(line);
    if (found) {
      const [, gap = '', carets = '', severity, code = '', istio, message = ''] = found;
      // The '#' itself stands for column 1, so a run that touches it begins there.
      const column = gap === '' ? 1 : gap.length + 2;
      const width = gap === '' ? carets.length + 1 : carets.length;
      drawn.push({
        line: kept.length,
        column,
        width,
        severity: severity as Severity,
        code,
        ...(istio && { istio }),
        message,
      });
    } else if (almostMarker.test(line)) {
      problems.push(`cannot read the drawn diagnostic "${line}"; write "#   ^^^ error area/code: message"`);
    } else {
      kept.push(line);
    }
  }
  return { text: kept.length === 0 ? '' : `${kept.join('\n')}\n`, drawn, problems };
}

/** `text` with its diagnostics drawn under their lines: by line, then column, then code. What lies beyond the end is drawn under the last line. */
export function draw(text: string, diagnostics: readonly Diagnostic[]): readonly string[] {
  const lines = text.replace(/\n$/, '').split('\n');
  const placed = diagnostics.map((d) => place(lines, d));
  placed.sort((a, b) => a.line - b.line || a.column - b.column || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
  return lines.flatMap((line, index) => [
    line,
    ...placed
      .filter((d) => d.line === index + 1)
      .map((d) => `${carets(d)} ${d.severity} ${d.code}${d.istio ? ` (${d.istio})` : ''}: ${d.message}`),
  ]);
}

function place(lines: readonly string[], diagnostic: Diagnostic): Drawn {
  const { severity, code, istio, message, place } = diagnostic;
  const line = Math.min(Math.max(place.line, 1), lines.length);
  const text = lines[line - 1] ?? '';
  const column = place.line > lines.length ? 1 : place.column;
  // A range over several lines is drawn to the end of its first one.
  const room = Math.max(text.length - column + 1, 1);
  const width = Math.min(Math.max(place.range[1] - place.range[0], 1), room);
  return { line, column, width, severity, code, ...(istio && { istio }), message };
}

function carets({ column, width }: Drawn): string {
  if (column === 1) return `#${'^'.repeat(Math.max(width - 1, 1))}`;
  return `#${' '.repeat(Math.max(column - 2, 1))}${'^'.repeat(width)}`;
}

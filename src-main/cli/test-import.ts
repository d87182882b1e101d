import { readFile, writeFile } from 'node:fs/promises';
import { importTests } from '#core/convert/import-tests.ts';
import { sayNote } from '#core/convert/tests-of.ts';
import type { Table } from '#core/route/table.ts';
import type { Terminal } from './terminal.ts';

const mostPlaces = 20;

/**
 * A file of istio-config-validator as a RouteTest, on standard output or in a new file; what it cannot say goes to standard error by name.
 * `-` is standard input. 0 done, 2 where there is nothing to import or it cannot be written.
 */
export const importFile = async (
  file: string,
  out: string | undefined,
  table: Table,
  terminal: Terminal,
): Promise<number> => {
  let text: string;
  try {
    text = file === '-' ? await terminal.readInput() : await readFile(file, 'utf8');
  } catch (error) {
    terminal.note(`slipway: "${file}" cannot be read (${why(error)}); name another file`);
    return 2;
  }
  const imported = importTests({ file: file === '-' ? '<stdin>' : file, text }, table);
  if (imported === undefined) {
    terminal.note(`slipway: there is no "testCases" in "${file}"; --import reads files of istio-config-validator`);
    return 2;
  }
  for (const note of imported.notes) terminal.note(sayNote(note));
  const { count, leftOut } = imported;
  if (leftOut.length > 0) {
    const where = leftOut.slice(0, mostPlaces).map(({ file: name, line }) => `${name}:${line}`);
    const more = leftOut.length > mostPlaces ? ' and further on' : '';
    const are = leftOut.length === 1 ? '1 test is' : `${leftOut.length} tests are`;
    terminal.note(`slipway: ${are} left out, at ${where.join(', ')}${more}; the lines above say why`);
  }
  if (out === undefined) {
    terminal.answer(imported.text.trimEnd());
    return 0;
  }
  try {
    await writeFile(out, imported.text, { flag: 'wx' });
  } catch (error) {
    const there = (error as NodeJS.ErrnoException).code === 'EEXIST';
    terminal.note(
      `slipway: "${out}" ${there ? 'is there already' : `cannot be written (${why(error)})`}; name another file`,
    );
    return 2;
  }
  terminal.note(`slipway: ${count} ${count === 1 ? 'test' : 'tests'} written to "${out}"`);
  return 0;
};

const why = (error: unknown): string => (error instanceof Error ? error.message : String(error));

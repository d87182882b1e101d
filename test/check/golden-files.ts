import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { type CaseFile, readCase } from '../case-file.ts';

export type FoundCase = {
  readonly name: string;
  readonly path: string;
  readonly text: string;
  readonly file: CaseFile;
};

export const casesFolder = join(import.meta.dirname, '..', 'cases');

/** Every golden case of the project, by name (`istio/path-prefix`). */
export function findCases(folder: string = casesFolder): readonly FoundCase[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !name.endsWith('README.md'))
    .sort()
    .map((name) => {
      const path = join(folder, name);
      const text = readFileSync(path, 'utf8');
      return { name: relative(folder, path).split(sep).join('/').slice(0, -3), path, text, file: readCase(text) };
    });
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Source } from '#core/text/source.ts';
import { findCases } from '../check/golden-files.ts';

/** Files that belong together, with a name for messages. */
export type RealWorkspace = { readonly name: string; readonly sources: readonly Source[] };

const examplesFolder = join(import.meta.dirname, '..', '..', 'resources', 'examples');

/** The examples that the program comes with, one workspace each. */
export const examples = (): readonly RealWorkspace[] =>
  readdirSync(examplesFolder)
    .sort()
    .map((name) => ({
      name: `examples/${name}`,
      sources: readdirSync(join(examplesFolder, name))
        .filter((file) => file.endsWith('.yaml'))
        .sort()
        .map((file) => ({ file, text: readFileSync(join(examplesFolder, name, file), 'utf8') })),
    }));

/** The fences of the golden cases, one workspace each. */
export const goldenWorkspaces = (): readonly RealWorkspace[] =>
  findCases().map(({ name, file }) => ({
    name: `cases/${name}`,
    sources: file.sources.map((source) => ({ file: source.file, text: source.text })),
  }));

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const project = join(import.meta.dirname, '..', '..');

/** The sources of the window: `src-renderer/panels/…`, by path from the project; without the main that is only pretended. */
export const windowSources = (): readonly { readonly file: string; readonly text: string }[] =>
  globSync('src-renderer/**/*.{ts,tsx}', { cwd: project })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !/^src-renderer\/(client\/fake|fake-main|words\/)|\.d\.ts$/.test(file))
    .sort()
    .map((file) => ({ file, text: readFileSync(join(project, file), 'utf8') }));

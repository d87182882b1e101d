import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from './build-when-stale.ts';

/** As in package.json. */
export const version = (): string => {
  const manifest: unknown = JSON.parse(readFileSync(join(projectFolder(), 'package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '';
};

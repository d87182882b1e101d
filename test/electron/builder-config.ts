import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Configuration } from 'app-builder-lib';
import { doMergeConfigs } from 'app-builder-lib/out/util/config/config.js';
import { parse } from 'yaml';
import { projectFolder } from '../../src-main/cli/build-when-stale.ts';

export const project = projectFolder();

/** A configuration of electron-builder, with the one that it extends, merged as the builder does. */
export const readBuilderConfig = (name: string): Configuration => {
  const own = parse(readFileSync(join(project, name), 'utf8')) as Configuration;
  const { extends: base, ...rest } = own;
  return typeof base === 'string' ? doMergeConfigs([readBuilderConfig(base), rest]) : own;
};

import { access } from 'node:fs/promises';
import { createElevate, type Elevation } from '../../elevate/create-elevate.ts';
import { runProgram } from '../../elevate/run.ts';
import { sudoPrompt } from '../../elevate/sudo-prompt.ts';
import type { System } from './part.ts';

/** How this program gets the rights of the administrator on this machine, when a person gives them. */
export const elevationOf = ({ platform, environment }: Pick<System, 'platform' | 'environment'>): Elevation =>
  createElevate({
    platform,
    environment,
    isAdministrator: process.getuid?.() === 0,
    run: runProgram,
    exists: (path) =>
      access(path).then(
        () => true,
        () => false,
      ),
    folder: () => process.cwd(),
    sudoPrompt: sudoPrompt(),
  });

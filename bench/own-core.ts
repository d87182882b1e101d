import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';

export type OnCore = { readonly child: ChildProcess; readonly port: number };

/** Starts a file as a process on a core of its own, where that can be had; resolves when it says its port. */
export const startOnCore = async (file: string, args: readonly string[], core: number): Promise<OnCore> => {
  const child = fork(file, args);
  if (pinned() && child.pid !== undefined) spawnSync('taskset', ['-acp', String(core), String(child.pid)]);
  const [message] = (await once(child, 'message')) as [{ port: number }];
  return { child, port: message.port };
};

/** Whether processes can be kept on cores: then this one goes to the service's. */
export const pinned = (): boolean =>
  cpus().length >= 2 && spawnSync('taskset', ['-acp', '1', String(process.pid)]).status === 0;

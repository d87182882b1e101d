import type { Failure } from '#core/failure.ts';
import type { HostsFile } from './hosts-file.ts';
import type { WindowsSide } from './windows-side.ts';

/**
 * Both hosts files of WSL as one: what is planned for Windows stands behind what is planned here, under the name of its file, and blocks that
 * are there alone are ours to clean, too. Windows comes first, because browsers are there, and only where a person has asked for it, because
 * it always asks.
 */
export const withWindows = (file: HostsFile, windows: WindowsSide | undefined): HostsFile => {
  if (windows === undefined) return file;
  return {
    ...file,
    alwaysAsks: true,
    look: async () => {
      const [seen, there] = await Promise.all([file.look(), windows.look()]);
      const here = new Set(seen.read.blocks.map(({ id }) => id));
      const more = (there?.blocks ?? []).filter(({ id }) => !here.has(id));
      return { ...seen, read: { ...seen.read, blocks: [...seen.read.blocks, ...more] } };
    },
    stamp: async () => {
      const [here, there] = await Promise.all([file.stamp(), windows.stamp()]);
      return there === '' ? here : `${here} ${there}`;
    },
    plan: async (step) => {
      const [planned, there, found] = await Promise.all([file.plan(step), windows.plan(step), windows.look()]);
      if (there.length === 0 || found === undefined) return planned;
      return { ...planned, changes: [...planned.changes, { is: 'same', line: `${found.file}:` }, ...there] };
    },
    apply: async (step, ask) => {
      const there = ask ? await windows.apply(step) : undefined;
      if (there?.ok === false) return there;
      const here = await file.apply(step, ask);
      const isThere = there?.value.written === true;
      if (here.ok) return { ok: true, value: { written: here.value.written || isThere } };
      return isThere ? { ok: false, failure: halfDone(here.failure) } : here;
    },
  };
};

const halfDone = (failure: Failure): Failure => ({
  ...failure,
  message: `the hosts file of Windows is written, that of this Linux is not: ${failure.message}`,
});

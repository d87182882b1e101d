import type { HostsFile } from './hosts-file.ts';
import type { WindowsSide } from './windows-side.ts';

/**
 * Both hosts files of WSL as one: what is planned for Windows stands behind what is planned here, under the name of its file. Windows comes
 * first, because browsers are there, and only where a person has asked for it, because it always asks.
 */
export const withWindows = (file: HostsFile, windows: WindowsSide | undefined): HostsFile => {
  if (windows === undefined) return file;
  return {
    ...file,
    alwaysAsks: true,
    plan: async (step) => {
      const [planned, there, found] = await Promise.all([file.plan(step), windows.plan(step), windows.look()]);
      if (there.length === 0 || found === undefined) return planned;
      return { ...planned, changes: [...planned.changes, { is: 'same', line: `${found.file}:` }, ...there] };
    },
    apply: async (step, ask) => {
      const there = ask ? await windows.apply(step) : undefined;
      if (there?.ok === false) return there;
      const here = await file.apply(step, ask);
      return here.ok ? { ok: true, value: { written: here.value.written || there?.value.written === true } } : here;
    },
  };
};

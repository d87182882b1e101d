import type { Failure, Result } from '#core/failure.ts';
import { type Block, readHosts } from '#core/hosts-file/block.ts';
import { textOf } from '#core/hosts-file/bytes.ts';
import { type ChangedLine, changeHosts, type HostsStep } from '#core/hosts-file/change.ts';
import { describeChange } from '#core/hosts-file/describe.ts';
import { checkStep } from '#core/hosts-file/payload.ts';
import { windowsScript } from '#core/hosts-file/windows-script.ts';
import type { HostsWorld } from './world.ts';

/**
 * Windows' own hosts file, where this program runs in the Linux beside it (WSL): browsers are there, and read that one. WSL makes the file of
 * the Linux anew from it, unless `generateHosts` is off in `wsl.conf`.
 */
export type WindowsSide = {
  /** As Windows names it, with our blocks in it; undefined where it cannot be found. */
  readonly look: () => Promise<{ readonly file: string; readonly blocks: readonly Block[] } | undefined>;
  /** What a step would change there; nothing where it cannot be found. */
  readonly plan: (step: HostsStep) => Promise<readonly ChangedLine[]>;
  /** Carries it out after one question of Windows. Failures: `hosts/declined`, `hosts/windows-side`. */
  readonly apply: (step: HostsStep) => Promise<Result<{ readonly written: boolean }>>;
};

/** Undefined outside of WSL. Nothing here rejects. */
export const windowsSide = (world: HostsWorld): WindowsSide | undefined => {
  const { environment, disk, run, platform } = world;
  if (platform !== 'linux' || (environment.WSL_DISTRO_NAME ?? '') === '') return undefined;
  const find = async (): Promise<{ file: string; text: string } | undefined> => {
    const said = await run('cmd.exe', ['/d', '/c', 'echo %SystemRoot%'], 10_000);
    const root = said.output.trim();
    if (!/^[A-Za-z]:\\[^%"\r\n]*$/.test(root)) return undefined;
    const file = `${root}\\System32\\drivers\\etc\\hosts`;
    const mounted = (await run('wslpath', ['-u', file], 10_000)).output.trim();
    if (!mounted.startsWith('/')) return undefined;
    return disk.read(mounted).then(
      (bytes) => ({ file, text: textOf(bytes) }),
      () => undefined,
    );
  };
  return {
    look: async () => {
      const found = await find();
      return found && { file: found.file, blocks: readHosts(found.text).blocks };
    },
    plan: async (step) => {
      const found = await find();
      return found === undefined ? [] : describeChange(changeHosts(found.text, step, '\r\n'), step).changes;
    },
    apply: async (step) => {
      const checked = checkStep(step);
      if (!checked.ok) return checked;
      const found = await find();
      if (found === undefined) return refuse('cannot be found from here');
      if (changeHosts(found.text, step, '\r\n').text === found.text) return { ok: true, value: { written: false } };
      const script = encoded(windowsScript(checked.value));
      const inner = `'-NoProfile','-NonInteractive','-ExecutionPolicy','Bypass','-EncodedCommand','${script}'`;
      const outer = [
        "$ErrorActionPreference = 'Stop'",
        'try {',
        `$p = Start-Process -FilePath powershell.exe -Verb RunAs -WindowStyle Hidden -Wait -PassThru -ArgumentList ${inner}`,
        'exit $p.ExitCode',
        // A question that was answered by no (1223, ERROR_CANCELLED), in whatever language it is told.
        '} catch { if ($_.Exception.InnerException.NativeErrorCode -eq 1223 -or $_.Exception.NativeErrorCode -eq 1223) { exit 126 } exit 127 }',
      ].join('\n');
      const { code } = await run('powershell.exe', [
        '-NoProfile',
        '-NonInteractive',
        '-EncodedCommand',
        encoded(outer),
      ]);
      if (code === 0) return { ok: true, value: { written: true } };
      if (code === 126) return { ok: false, failure: declined(found.file) };
      return refuse(
        code === 5
          ? 'was set back by another program, as antivirus programs do'
          : `was not written (${code ?? 'no answer'})`,
      );
    },
  };
};

/** As `-EncodedCommand` takes it. */
const encoded = (script: string): string => Buffer.from(script, 'utf16le').toString('base64');

const declined = (file: string): Failure => ({
  code: 'hosts/declined',
  message: `"${file}" stays as it is, because the rights were not given; the test browser needs none`,
});

const refuse = (why: string): { readonly ok: false; readonly failure: Failure } => ({
  ok: false,
  failure: {
    code: 'hosts/windows-side',
    message: `the hosts file of Windows, which browsers there read, ${why}; the test browser needs none`,
  },
});

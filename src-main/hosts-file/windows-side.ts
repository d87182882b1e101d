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
  /** Differs whenever the file may have been written; empty where it cannot be found. */
  readonly stamp: () => Promise<string>;
  /** What a step would change there; nothing where it cannot be found. */
  readonly plan: (step: HostsStep) => Promise<readonly ChangedLine[]>;
  /** Carries it out after one question of Windows. Failures: `hosts/declined`, `hosts/windows-side`. */
  readonly apply: (step: HostsStep) => Promise<Result<{ readonly written: boolean }>>;
};

/** Undefined outside of WSL. Nothing here rejects. */
export const windowsSide = (world: HostsWorld): WindowsSide | undefined => {
  const { environment, disk, run, platform } = world;
  if (platform !== 'linux' || (environment.WSL_DISTRO_NAME ?? '') === '') return undefined;
  let known: { readonly file: string; readonly mounted: string } | undefined;
  /** Two programs of Windows say where it is, which takes a second; it stays there for as long as the system runs. */
  const place = async (): Promise<typeof known> => {
    if (known !== undefined) return known;
    const said = await run('cmd.exe', ['/d', '/c', 'echo %SystemRoot%'], 10_000);
    const root = said.output.trim();
    if (!/^[A-Za-z]:\\[^%"\r\n]*$/.test(root)) return undefined;
    const file = `${root}\\System32\\drivers\\etc\\hosts`;
    const mounted = (await run('wslpath', ['-u', file], 10_000)).output.trim();
    if (!mounted.startsWith('/')) return undefined;
    known = { file, mounted };
    return known;
  };
  const find = async (): Promise<{ file: string; text: string } | undefined> => {
    const at = await place();
    return (
      at &&
      disk.read(at.mounted).then(
        (bytes) => ({ file: at.file, text: textOf(bytes) }),
        () => undefined,
      )
    );
  };
  return {
    stamp: async () => {
      const at = await place();
      if (at === undefined) return '';
      return disk.look(at.mounted).then(
        ({ stamp }) => stamp,
        () => '',
      );
    },
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
        // By its whole path and away from here: a program of that name in the folder we were started in would get all rights.
        '$system = [Environment]::SystemDirectory',
        "$shell = [IO.Path]::Combine($system, 'WindowsPowerShell\\v1.0\\powershell.exe')",
        `$p = Start-Process -FilePath $shell -WorkingDirectory $system -Verb RunAs -WindowStyle Hidden -Wait -PassThru -ArgumentList ${inner}`,
        'exit $p.ExitCode',
        // A question that was answered by no (1223, ERROR_CANCELLED), in whatever language it is told.
        '} catch { if ($_.Exception.InnerException.NativeErrorCode -eq 1223 -or $_.Exception.NativeErrorCode -eq 1223) { exit 126 } exit 127 }',
      ].join('\n');
      const command = encoded(outer);
      if (command.length > mostCharacters) {
        const count = step.does === 'write' ? new Set(step.entries.map(({ name }) => name)).size : 0;
        return refuse(`takes fewer names than ${count} in one question; name those that you need`);
      }
      const { code } = await run('powershell.exe', ['-NoProfile', '-NonInteractive', '-EncodedCommand', command]);
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

/** A command line of Windows has 32,767 characters (CreateProcess); some are for the program and its options. */
const mostCharacters = 32_000;

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

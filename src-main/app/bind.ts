import type { BindInput } from '#contract/contract.ts';
import type { Result } from '#core/failure.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Engine } from './engine.ts';

/** Binds a service in the workspace: writes the file that the edit names, a new one into the first of the opened folders. */
export const bindIn = async (
  workspace: Workspace,
  { bind }: Pick<Engine, 'bind'>,
  input: BindInput,
): Promise<Result<{ readonly file: string }>> => {
  // The edit chooses a plain name for a new file. It sees the files of that folder by plain names, so that it adds to one
  // that is there already; a leading "/" keeps the others apart.
  const { home } = workspace;
  const inward = (file: string) => (file.startsWith(home) ? file.slice(home.length) : `/${file}`);
  const outward = (file: string) => (file.startsWith('/') ? file.slice(1) : home + file);
  const state = workspace.state();
  const bound = bind(
    state.files.map(({ file, text }) => ({ file: inward(file), text })),
    input,
  );
  if (!bound.ok) return bound;
  const file = outward(bound.file);
  const written = await workspace.write(file, bound.text, state.files.find((f) => f.file === file)?.revision);
  return written.ok ? { ok: true, value: { file } } : written;
};

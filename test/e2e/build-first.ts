import { buildWhenStale, projectFolder } from '../../src-main/cli/build-when-stale.ts';

/** Before the walks: the window as it is in the sources now. */
const buildFirst = async (): Promise<void> => {
  const built = await buildWhenStale(projectFolder(), (line) => process.stdout.write(`${line}\n`));
  if (!built.ok) throw new Error(built.failure.message);
};

// Playwright asks for a default export.
export default buildFirst;

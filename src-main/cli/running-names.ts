import { signedNames } from '../app/reach/signed-names.ts';
import { findRunning } from '../app/running-files.ts';
import { askRunning } from '../loopback/ask.ts';

/**
 * The names for which every Slipway that runs shows certificates of the local authority. Never rejects: one that does not answer is `missed`
 * and has none.
 */
export const runningNames = async (dataFolder: string, missed: (pid: number) => void): Promise<readonly string[]> => {
  const asked = await Promise.all(
    (await findRunning(dataFolder)).map(async ({ address, pid }) => {
      try {
        const [{ table }, { gateway }, { served }] = await Promise.all([
          askRunning(address, 'gateway.table', null),
          askRunning(address, 'gateway.state', null),
          askRunning(address, 'certificates.list', null),
        ]);
        return signedNames(table, gateway.listeners, served);
      } catch {
        // It may be ending, or have too much to do.
        missed(pid);
        return [];
      }
    }),
  );
  return [...new Set(asked.flat())];
};

import { homedir } from 'node:os';
import { join } from 'node:path';
import { dataFolderOf } from '../app/data-folder.ts';
import { localAuthority } from '../app/local-authority.ts';
import type { Command } from './command.ts';

/** The certificate that clients are to trust for HTTPS servers without a Secret. Its key is never shown. */
export const ca: Command = {
  name: 'ca',
  summary: 'the certificate of the local authority, which signs for HTTPS servers without a Secret',
  operands: '',
  options: { pem: { type: 'boolean', help: 'the certificate itself instead of the path of its file' } },
  remarks: ['With curl: curl --cacert "$(slipway ca)" …. The certificate is made when it is first needed.'],
  run: async (call, terminal) => {
    const folder = dataFolder();
    try {
      const pem = await localAuthority(folder, Date.now);
      terminal.answer(call.flag('pem') ? pem.trimEnd() : join(folder, 'ca.pem'));
      return 0;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      terminal.note(`slipway: the local authority cannot be kept in "${folder}" (${why}); make the folder writable`);
      return 1;
    }
  },
};

/** The data folder of the person who runs this program. */
export const dataFolder = (): string => dataFolderOf(process.platform, process.env, homedir());

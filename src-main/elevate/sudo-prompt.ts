import sudo from '@vscode/sudo-prompt';
import type { Ran } from './run.ts';

/** Has a line of a script carried out with all rights after a dialog of the system. */
export type SudoPrompt = (line: string) => Promise<Prompted>;

export type Prompted =
  | { readonly is: 'ran'; readonly ran: Ran }
  | { readonly is: 'declined' }
  /** There is no dialog here. */
  | { readonly is: 'impossible' };

/** The part of the package that is used; a test gives another one. */
type Exec = (
  line: string,
  options: { readonly name: string },
  done: (error?: Error, output?: string | Buffer, errors?: string | Buffer) => void,
) => void;

/** Never rejects. The dialog says the name of the program. */
export const sudoPrompt =
  (exec: Exec = sudo.exec): SudoPrompt =>
  (line) =>
    new Promise((resolve) => {
      exec(line, { name: 'Slipway' }, (error, output = '', errors = '') => {
        const said = { output: String(output), errors: String(errors) };
        if (error === undefined || error === null) return resolve({ is: 'ran', ran: { code: 0, ...said } });
        // The sentence is the package's own, in English everywhere; the others are what the two systems say of a cancelled dialog.
        if (/did not grant permission|user canceled|\(-128\)/i.test(error.message)) return resolve({ is: 'declined' });
        const { code } = error as { readonly code?: unknown };
        // What failed after a yes repeats its command, in whose paths and hashes any number can stand.
        if (typeof code !== 'number')
          return resolve({ is: /\b1223\b|canceled by the user/i.test(error.message) ? 'declined' : 'impossible' });
        resolve({ is: 'ran', ran: { code, ...said, errors: said.errors || error.message } });
      });
    });

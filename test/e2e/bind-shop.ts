import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Programs of the walk in place of the fixed answers of the canary example. Addresses are `host:port`. */
export const bindShop = (folder: string, stable: string, next: string): void =>
  writeFileSync(
    join(folder, 'services.yaml'),
    [
      ['shop-stable', stable],
      ['shop-next', next],
    ]
      .map(
        ([name, address]) =>
          `apiVersion: slipway.dev/v1\nkind: LocalService\nmetadata:\n  name: ${name}\nspec:\n  address: ${address}\n`,
      )
      .join('---\n'),
  );

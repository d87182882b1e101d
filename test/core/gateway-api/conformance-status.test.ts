import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { differencesOf, onlyWithout, type StatusFile, statusesOf } from '../../check/conformance/status.ts';

const folder = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'conformance');
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
/** The suite asks whoever runs it for an address that can be used, and for one that cannot. */
const addresses = (manifests: string): string =>
  manifests.replaceAll('PLACEHOLDER_UNUSABLE_ADDRS', '192.0.2.1').replaceAll('PLACEHOLDER_USABLE_ADDRS', '127.0.0.9');
const read = (name: string): StatusFile => {
  const file: StatusFile = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  return { ...file, manifests: addresses(file.manifests) };
};

// The data are another project's and lie beside this one, if at all; the golden cases do without them.
describe.skipIf(files.length === 0)('the statuses that the conformance suite of the Gateway API expects', () => {
  const judged = files.map(read).filter(({ statusExpect = [] }) => statusExpect.length > 0);
  test.each(judged.map((file) => [file.name, file] as const))('%s', (name, file) => {
    if (name in onlyWithout) return;
    const statuses = statusesOf(file);
    expect((file.statusExpect ?? []).flatMap((one) => differencesOf(statuses, one))).toEqual([]);
  });
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { judgeRequest, loadFile, type RequestFile, undecidable } from '../../check/conformance/requests.ts';

const folder = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'conformance');
const files = existsSync(folder) ? readdirSync(folder).filter((name) => /^(HTTPRoute|GRPC).*\.json$/.test(name)) : [];
const read = (name: string): RequestFile => JSON.parse(readFileSync(join(folder, name), 'utf8'));

// The data are another project's and lie beside this one, if at all; the golden cases do without them.
describe.skipIf(files.length === 0)(
  'the requests of the conformance suite for HTTPRoute and GRPCRoute, by decision',
  () => {
    const judged = files.map(read).filter(({ cases }) => cases.some((one) => undecidable(one) === undefined));
    test.each(judged.map((file) => [file.name, file] as const))('%s', (_, file) => {
      let loaded = loadFile(file);
      const differences = file.cases.flatMap((one) => {
        if (one.after) loaded = loadFile(file, one.after.delete);
        if (undecidable(one) !== undefined) return [];
        return judgeRequest(loaded, one).map((difference) => `${one.id}: ${difference}`);
      });
      expect(differences).toEqual([]);
    });
  },
);

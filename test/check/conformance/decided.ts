import { judged, skipped, type Verdict } from '../verdict.ts';
import { judgeRequest, loadFile, type RequestFile, undecidable } from './requests.ts';
import type { SuiteTest } from './suite.ts';

/** Verdicts on the requests of one test by decision of the engine alone; what only connections can tell is skipped. */
export function decideCases(test: SuiteTest): readonly Verdict[] {
  const byRoutes = /^(HTTP|GRPC)Route$/.test(test.family);
  // Both types are of the same data; this one names what a decision is about.
  const file = test as unknown as RequestFile;
  let loaded = byRoutes ? loadFile(file) : undefined;
  return file.cases.map((one) => {
    if (one.after && byRoutes) loaded = loadFile(file, one.after.delete);
    const reason = byRoutes ? undecidable(one) : 'it is about connections';
    if (reason !== undefined || loaded === undefined) return skipped(one.id, `a connection: ${reason ?? ''}`);
    return judged(one.id, judgeRequest(loaded, one));
  });
}

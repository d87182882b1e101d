/**
 * `npm run -s check-cases -- FILE…` judges files of cases in JSON and closes with `N passed (N of them live as well), N failed, N skipped`.
 * Behaviour cases are decided by the engine and played through sockets (`--live`, which is the default); `--decisions` only decides.
 * Tests of the Gateway API's conformance suite are played a few at a time, and are summed up for each test and each feature before.
 * Exit 0 only without failures, 1 with failures, 2 for wrong use. `--update` rewrites the expectations of the golden cases instead.
 */
import { readFileSync } from 'node:fs';
import { createSuite } from './check/conformance/conformance.ts';
import { summariseSuite } from './check/conformance/summarise.ts';
import type { BehaviourFile } from './check/istio-behaviour.ts';
import { judgeFile } from './check/judge-file.ts';
import { printProof, proveBehaviour } from './check/prove.ts';
import { updateCases } from './check/update-cases.ts';
import { report, summary, type Verdict } from './check/verdict.ts';

const usage = `usage: check-cases [--live|--decisions] FILE...     judge files of cases (JSON)
       check-cases --prove FILE         turn every expectation of behaviour cases wrong, and say what is not noticed
       check-cases --update [NAME...]   rewrite the expectations of golden cases`;

/** How many files are judged at once; their services and gateways have ports of their own. */
const atOnce = 4;

async function main(args: readonly string[]): Promise<number> {
  const [first, ...rest] = args;
  if (first === '--update') {
    for (const line of updateCases(rest)) console.log(line);
    return 0;
  }
  if (first === '--prove' && rest.length === 1) {
    const file = JSON.parse(readFileSync(rest[0] ?? '', 'utf8')) as BehaviourFile;
    for (const line of printProof(await proveBehaviour(file))) console.log(line);
    return 0;
  }
  const files = args.filter((a) => a !== '--live' && a !== '--decisions');
  if (files.length === 0 || files.some((a) => a.startsWith('-'))) {
    console.error(usage);
    return first === '--help' ? 0 : 2;
  }
  const judged = new Map<string, readonly Verdict[]>();
  const suite = createSuite();
  const waiting = [...new Set(files)];
  let wrong = false;
  const judgeNext = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      try {
        const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
        judged.set(file, await judgeFile(content, { live: !args.includes('--decisions') }, suite));
      } catch (error) {
        console.error(`cannot judge "${file}": ${error instanceof Error ? error.message : String(error)}`);
        wrong = true;
        return;
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, judgeNext));
  await suite.close();
  if (wrong) return 2;
  const verdicts = files.flatMap((file) => judged.get(file) ?? []);
  for (const line of [...report(verdicts), ...summariseSuite(verdicts)]) console.log(line);
  console.log(summary(verdicts));
  return verdicts.some((v) => v.is === 'failed') ? 1 : 0;
}

// A gateway's idle connections must not hold the process.
main(process.argv.slice(2)).then((code) => process.exit(code));

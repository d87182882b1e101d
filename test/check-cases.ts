/**
 * `npm run -s check-cases -- FILE…` judges files of cases in JSON and closes with `N passed (N of them live as well), N failed, N skipped`.
 * Behaviour cases are decided by the engine and played through sockets (`--live`, which is the default); `--decisions` only decides.
 * Exit 0 only without failures, 1 with failures, 2 for wrong use. `--update` rewrites the expectations of the golden cases instead.
 */
import { readFileSync } from 'node:fs';
import { judgeFile } from './check/judge-file.ts';
import { updateCases } from './check/update-cases.ts';
import { report, summary, type Verdict } from './check/verdict.ts';

const usage = `usage: check-cases [--live|--decisions] FILE...     judge files of cases (JSON)
       check-cases --update [NAME...]   rewrite the expectations of golden cases`;

async function main(args: readonly string[]): Promise<number> {
  const [first, ...rest] = args;
  if (first === '--update') {
    for (const line of updateCases(rest)) console.log(line);
    return 0;
  }
  const files = args.filter((a) => a !== '--live' && a !== '--decisions');
  if (files.length === 0 || files.some((a) => a.startsWith('-'))) {
    console.error(usage);
    return first === '--help' ? 0 : 2;
  }
  const verdicts: Verdict[] = [];
  for (const file of files) {
    let content: unknown;
    try {
      content = JSON.parse(readFileSync(file, 'utf8'));
      verdicts.push(...(await judgeFile(content, { live: !args.includes('--decisions') })));
    } catch (error) {
      console.error(`cannot judge "${file}": ${error instanceof Error ? error.message : String(error)}`);
      return 2;
    }
  }
  for (const line of report(verdicts)) console.log(line);
  console.log(summary(verdicts));
  return verdicts.some((v) => v.is === 'failed') ? 1 : 0;
}

// A gateway's idle connections must not hold the process.
main(process.argv.slice(2)).then((code) => process.exit(code));

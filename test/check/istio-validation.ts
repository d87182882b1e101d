import type { Diagnostic } from '#core/text/diagnostic.ts';
import { slipway } from '../cli/fake-terminal.ts';
import { failed, judged, skipped, type Verdict } from './verdict.ts';

export type ValidationCase = {
  readonly id: string;
  readonly resource: string;
  readonly valid: boolean;
  readonly level: 'error' | 'warning' | null;
  readonly rule: string;
  readonly layer: string;
};

export type ValidationFile = { readonly conventions: unknown; readonly cases: readonly ValidationCase[] };

/** Diagnostics about what becomes of a document among others, on this machine: they are no verdict on the document. */
const aboutOthers = /^(reference|binding|subset|tls)\/|^gateway\/server-skipped$/;

const judgedKinds = new Set([
  'Gateway',
  'VirtualService',
  'DestinationRule',
  'ServiceEntry',
  'WorkloadEntry',
  'Sidecar',
]);

/** Compares what Istio's validators say about single documents with what `slipway check` says. */
export async function judgeValidation(file: ValidationFile): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const one of file.cases) verdicts.push(await judgeCase(one));
  return verdicts;
}

async function judgeCase(one: ValidationCase): Promise<Verdict> {
  if (typeof one.resource !== 'string' || typeof one.valid !== 'boolean' || one.level === undefined)
    return failed(one.id, ['cannot judge: the case lacks resource, valid or level']);
  const kind = /^kind: *(\w+)/m.exec(one.resource)?.[1] ?? '';
  if (!judgedKinds.has(kind)) return skipped(one.id, `the kind ${kind}`);
  const text = one.resource.replace(/<<(.):(\d+)>>/g, (_, letter: string, n: string) => letter.repeat(Number(n)));
  const { answer, code } = await slipway(['check', '-', '--json'], text);
  const { diagnostics } = JSON.parse(answer) as { readonly diagnostics: readonly Diagnostic[] };
  const fails = diagnostics.some(({ severity }) => severity === 'error');
  if (code !== (fails ? 1 : 0)) return failed(one.id, [`exit code ${code} ${fails ? 'with' : 'without'} errors`]);
  const own = diagnostics.filter((d) => !aboutOthers.test(d.code));
  const level = (['error', 'warning'] as const).find((l) => own.some((d) => d.severity === l)) ?? null;
  if (level === one.level) return judged(one.id, []);
  // A field that says of itself that it is not acted on yet has no rules of its own yet either.
  const planned = own.some((d) => d.code === 'fidelity/planned');
  if (level === null && planned) return skipped(one.id, `validation rule ${one.rule}`);
  return failed(one.id, [
    `expected ${one.level ?? 'no message'} (rule ${one.rule}), got ${level ?? 'none'}`,
    ...own.map(print),
  ]);
}

const print = (d: Diagnostic): string => `at ${d.place.line}:${d.place.column} ${d.severity} ${d.code}: ${d.message}`;

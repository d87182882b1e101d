import type { ArtifactChange, Location, Log, Region, ReportingDescriptor, Result, Run } from 'sarif';
import type { FileEdit } from '#core/edit/text-edit.ts';
import type { Diagnostic, Place, Range, Severity } from '#core/text/diagnostic.ts';
import { indexLines, type LineIndex, positionAt } from '#core/text/position.ts';
import type { CheckReport, Finding } from './check-report.ts';

/**
 * For code scanners and editors: SARIF 2.1.0. Regions count lines and columns from 1 in UTF-16 units, artifacts are relative to the
 * folder in which the check ran, suppressed findings are results with their justification.
 */
export const checkSarif = ({ sources, findings, suppressed, failures }: CheckReport, version: string): string => {
  const texts = new Map(sources.map(({ file, text }) => [file, text]));
  const lines = new Map<string, LineIndex>();
  const linesOf = (file: string): LineIndex => {
    const known = lines.get(file) ?? indexLines(texts.get(file) ?? '');
    lines.set(file, known);
    return known;
  };
  const region = (file: string, range: Range): Region => {
    const [from, to] = [positionAt(linesOf(file), range[0]), positionAt(linesOf(file), Math.max(range[0], range[1]))];
    return {
      startLine: from.line,
      startColumn: from.column,
      endLine: to.line,
      endColumn: to.column,
      charOffset: range[0],
      charLength: Math.max(0, range[1] - range[0]),
    };
  };
  const location = ({ file, range }: Place, text?: string): Location => ({
    physicalLocation: { artifactLocation: artifact(file), region: region(file, range) },
    ...(text !== undefined && { message: { text } }),
  });
  const change = ({ file, edits }: FileEdit): ArtifactChange => ({
    artifactLocation: artifact(file),
    replacements: edits.map(({ range, text }) => ({
      deletedRegion: region(file, range),
      insertedContent: { text },
    })),
  });

  const all = [...findings.map(({ diagnostic }) => diagnostic), ...suppressed.map(({ diagnostic }) => diagnostic)];
  const rules = rulesOf(all);
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  const result = (diagnostic: Diagnostic, fixes: Finding['fixes']): Result => ({
    ruleId: diagnostic.code,
    ruleIndex: indexes.get(diagnostic.code) ?? -1,
    level: levels[diagnostic.severity],
    message: { text: diagnostic.message },
    locations: [location(diagnostic.place)],
    ...(diagnostic.related?.length && {
      relatedLocations: diagnostic.related.map((one, id) => ({ id, ...location(one.place, one.message) })),
    }),
    ...(fixes.length > 0 && {
      fixes: fixes.map(({ title, edits }) => ({ description: { text: title }, artifactChanges: edits.map(change) })),
    }),
    ...(diagnostic.istio && { properties: { istio: diagnostic.istio } }),
  });
  const kept = mostSerious(findings);
  const silent = suppressed.slice(0, mostResults - kept.length);
  const leftOut = findings.length + suppressed.length - kept.length - silent.length;
  const run: Run = {
    tool: { driver: { name: 'slipway', version, semanticVersion: version, rules } },
    columnKind: 'utf16CodeUnits',
    artifacts: sources.map(({ file }) => ({ location: artifact(file) })),
    results: [
      ...kept.map(({ diagnostic, fixes }) => result(diagnostic, fixes)),
      ...silent.map(({ diagnostic, because }) => ({
        ...result(diagnostic, []),
        suppressions: [{ kind: 'inSource' as const, justification: because }],
      })),
    ],
    invocations: [
      {
        executionSuccessful: failures.length === 0,
        toolExecutionNotifications: [
          ...failures.map(({ code, message }) => ({
            level: 'error' as const,
            descriptor: { id: code },
            message: { text: message },
          })),
          ...(leftOut > 0
            ? [
                {
                  level: 'warning' as const,
                  message: { text: `${leftOut} more findings are left out; check fewer files` },
                },
              ]
            : []),
        ],
      },
    ],
  };
  const log: Log = { $schema: schema, version: '2.1.0', runs: [run] };
  return JSON.stringify(log, null, 2);
};

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** Code scanning of GitHub refuses a run with more results. */
const mostResults = 25_000;

/** All findings; where there are too many, errors before warnings before the rest. */
const mostSerious = (findings: CheckReport['findings']): CheckReport['findings'] =>
  findings.length <= mostResults
    ? findings
    : (['error', 'warning', 'information'] as const)
        .flatMap((severity) => findings.filter(({ diagnostic }) => diagnostic.severity === severity))
        .slice(0, mostResults);

const levels: Readonly<Record<Severity, Result.level>> = { error: 'error', warning: 'warning', information: 'note' };

/** Each code once, in the order of their names; those of Istio stand beside ours. */
const rulesOf = (diagnostics: readonly Diagnostic[]): ReportingDescriptor[] =>
  [...new Map(diagnostics.map((one) => [one.code, one])).values()]
    .sort((a, b) => (a.code < b.code ? -1 : 1))
    .map(({ code, istio, severity }) => ({
      id: code,
      shortDescription: { text: code.replace('/', ': ').replaceAll('-', ' ') },
      fullDescription: {
        text: `${code.replace('/', ': ').replaceAll('-', ' ')}${istio ? `, ${istio} of istioctl` : ''}`,
      },
      help: {
        text: `Each finding says its remedy. To keep silent about one: # slipway: ignore ${code} because REASON`,
      },
      defaultConfiguration: { level: levels[severity] },
      ...(istio && { properties: { tags: [istio] } }),
    }));

/** A relative reference with `%` escapes, as URIs need them; standard input has a name of its own. */
const artifact = (file: string) => ({
  uri: file === '<stdin>' ? 'stdin.yaml' : file.split('/').map(encodeURIComponent).join('/'),
});

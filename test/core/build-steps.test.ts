import { describe, expect, it } from 'vitest';
import { type Build, build } from '#core/build.ts';
import { buildSteps } from '#core/build-steps.ts';
import type { Source } from '#core/text/source.ts';
import { sampleWorkspace } from '../../bench/sample-workspace.ts';

const said = ({ diagnostics, table, statuses, heldBack, sources, positions, suppressed }: Build) => ({
  diagnostics,
  table,
  statuses,
  heldBack,
  sources,
  suppressed,
  positions: [...positions.values()],
});

/** How many pieces it came in, and what came out. */
const run = (sources: readonly Source[], previous?: Build): { readonly pieces: number; readonly built: Build } => {
  const steps = buildSteps(sources, previous);
  for (let pieces = 1; ; pieces++) {
    const step = steps.next();
    if (step.done) return { pieces, built: step.value };
  }
};

const team = sampleWorkspace(6, 2_500);
const other = (sources: readonly Source[], word: string) =>
  sources.map(({ file, text }) => ({ file, text: text.replaceAll('/area', `/${word}`) }));

describe('a build in pieces', () => {
  const first = build(team);

  it('is the build at once, whatever has changed, comes or goes', () => {
    const [one, two, ...rest] = team as [Source, Source, ...Source[]];
    const broken = { ...two, text: two.text.replace('kind: VirtualService', 'kind: VirtualService\n  x') };
    const added = { file: 'teams/zz.yaml', text: one.text.replaceAll('team-0', 'team-99') };
    for (const sources of [team, other(team, 'b'), [one, broken, ...other(rest, 'c')], [two, added, ...rest], []]) {
      const { built } = run(sources, first);
      expect(said(built)).toEqual(said(build(sources, first)));
      // What is held back in it still stands there for the one after it.
      expect(said(run(other(sources, 'd'), built).built)).toEqual(said(build(other(sources, 'd'), built)));
    }
  });

  it('has a piece for each file that is read, two for a few of them, and three for the whole; with nothing before it is one', () => {
    expect(run(team).pieces).toBe(1);
    expect(run(team, first).pieces).toBe(3);
    const [one, ...rest] = team as [Source, ...Source[]];
    expect(run([...other([one], 'b'), ...rest], first).pieces).toBe(1 + 3);
    const { pieces } = run(other(team, 'b'), first);
    expect(pieces).toBeGreaterThan(team.length + 2 * 2);
    expect(pieces).toBeLessThanOrEqual(3 * team.length + 3);
    const small = sampleWorkspace(200, 30);
    const many = run(
      other(small, 'b').map(({ file, text }) => ({ file, text: `${text}# new\n` })),
      build(small),
    ).pieces;
    expect(many).toBeGreaterThan(200);
    expect(many).toBeLessThanOrEqual(200 + 2 * 12 + 3);
  });

  it('judges and translates no route again that a piece has judged and translated', () => {
    const before = build(team);
    const work = () => before.memory.survey.learnt?.shop.pairs.left;
    const steps = buildSteps(other(team, 'b'), before);
    const left: (number | undefined)[] = [];
    for (let step = steps.next(); ; step = steps.next()) {
      left.push(work());
      if (step.done) break;
    }
    // Behind reading, each second piece judges; the last three put the whole together.
    const whole = left.slice(-4);
    expect(new Set(whole).size).toBe(1);
    expect(new Set(left).size).toBeGreaterThan(2);
  });

  it('is the build at once where routes of one file depend on those of others', () => {
    const pad = '# far from the next one\n'.repeat(1_500);
    const service = (name: string, namespace: string, spec: string) => ({
      file: `${name}.yaml`,
      text: `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec:\n${spec}${pad}`,
    });
    const gateway =
      '---\napiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: door }\nspec:\n  servers:\n  - port: { number: 80, name: http, protocol: HTTP }\n    hosts: ["*"]\n';
    const root = service(
      'root',
      'default',
      '  hosts: [a.test, b.test]\n  gateways: [mesh, door]\n  http:\n  - match: [{ uri: { prefix: /one } }]\n    delegate: { name: leaf, namespace: other }\n',
    );
    const leaf = service(
      'leaf',
      'other',
      '  http:\n  - match: [{ uri: { prefix: /one/a } }]\n    route: [{ destination: { host: s1 } }]\n  - match: [{ uri: { prefix: /one/a/b } }]\n    route: [{ destination: { host: s2 } }]\n',
    );
    const beside = service(
      'beside',
      'default',
      `  hosts: [a.test]\n  gateways: [door]\n  http:\n  - match: [{ uri: { prefix: /one/a/c } }]\n    route: [{ destination: { host: s1 } }]\n${gateway}`,
    );
    const linked = [beside, leaf, root];
    const before = build(linked);
    const changes: readonly (readonly [string, string])[] = [
      ['s1', 's3'],
      ['prefix: /one', 'prefix: /two'],
      ['name: leaf,', 'name: gone,'],
      ['a.test', 'c.test'],
      ['spec:', 'sp ec'],
    ];
    for (const [what, by] of changes) {
      const now = linked.map(({ file, text }) => ({ file, text: `${text.replaceAll(what, by)}# new\n` }));
      const { pieces, built } = run(now, before);
      expect(pieces).toBe(3 + 2 * 3 + 3);
      expect(said(built)).toEqual(said(build(now, before)));
    }
  });
});

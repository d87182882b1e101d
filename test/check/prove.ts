import { type BehaviourCase, type BehaviourFile, judgeBehaviour } from './istio-behaviour.ts';

/** One expectation, turned wrong: `case member[.name]`. */
type Turned = { readonly id: string; readonly member: string; readonly turned: BehaviourCase };

/** What became of the expectations of a file when each was turned wrong, one at a time. */
export type Proof = {
  readonly tried: number;
  /** How many only a connection could tell. */
  readonly byConnection: number;
  readonly unnoticed: readonly string[];
};

/**
 * Turns every expectation of every case wrong, one at a time, and asks the judge again: by decision of the engine
 * and, where that notices nothing, through sockets. `unnoticed` are those that it lets pass even then: nobody looks at them. Cases that fail or are skipped as they are prove nothing and
 * are left out.
 */
export async function proveBehaviour(file: BehaviourFile): Promise<Proof> {
  const before = await judgeBehaviour(file, { live: false });
  const sound = new Set(before.filter((v) => v.is === 'passed').map((v) => v.id));
  const all = file.cases.filter((c) => sound.has(c.id)).flatMap(turnedOf);
  const undecided = await letPass(
    file,
    all.map(({ turned }) => turned),
    false,
  );
  const unnoticed = await letPass(file, undecided, true);
  return {
    tried: all.length,
    byConnection: undecided.length - unnoticed.length,
    unnoticed: unnoticed.map(({ id }) => id),
  };
}

async function letPass(file: BehaviourFile, turned: readonly BehaviourCase[], live: boolean): Promise<BehaviourCase[]> {
  const passed: BehaviourCase[] = [];
  for (let at = 0; at < turned.length; at += batch) {
    const cases = turned.slice(at, at + batch);
    const verdicts = await judgeBehaviour({ ...file, cases }, { live });
    passed.push(...cases.filter((_, i) => verdicts[i]?.is !== 'failed'));
  }
  return passed;
}

/** Cases with services of their own run side by side. */
const batch = 40;

function turnedOf(one: BehaviourCase): readonly Turned[] {
  return Object.entries(one.expect).flatMap(([member, value]) =>
    wrongs(member, value).map(([name, wrong]) => {
      const id = `${one.id} ${name}`;
      return { id, member, turned: { ...one, id, expect: { ...one.expect, [member]: wrong } } };
    }),
  );
}

/** Every way to be wrong: the value itself, or one entry of an object at a time. */
function wrongs(name: string, value: unknown): readonly (readonly [name: string, wrong: unknown])[] {
  if (name === 'error') return [[name, 'NR no_such_reason']];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[name, wrongOf(value)]];
  if ('regex' in value) return [[name, { regex: 'never-so' }]];
  return Object.entries(value).flatMap(([key, inner]) =>
    wrongs(`${name}.${key}`, inner).map(([path, wrong]) => [path, { ...value, [key]: wrong }] as const),
  );
}

function wrongOf(value: unknown): unknown {
  if (typeof value === 'number') return value * 2 + 7;
  if (typeof value === 'boolean') return !value;
  if (Array.isArray(value)) return [...value, 'one-too-many'];
  return typeof value === 'string' ? `${value}-not` : 'something';
}

/** For people: how many were tried, and the unnoticed by what they speak of. */
export function printProof({ tried, byConnection, unnoticed }: Proof): readonly string[] {
  const byMember = Map.groupBy(unnoticed, (id) => id.slice(id.lastIndexOf(' ') + 1).split('.')[0] ?? '');
  return [
    ...[...byMember].map(([member, ids]) => `unnoticed ${member}: ${ids.length} (${ids.slice(0, 3).join('; ')})`),
    `${tried - unnoticed.length} of ${tried} wrong expectations fail (${byConnection} by connection only), ${unnoticed.length} are not noticed`,
  ];
}

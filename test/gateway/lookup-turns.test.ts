import { expect, test } from 'vitest';
import { inTurns } from '../../src-main/gateway/upstream/lookup-turns.ts';
import type { Lookup } from '../../src-main/gateway/upstream/resolve.ts';
import { meshTable } from './mesh-tables.ts';
import { openWire, startRig, startService } from './rig.ts';

/** A lookup that answers when it is told to. */
function holding() {
  const asked: string[] = [];
  const answers = new Map<string, (addresses: readonly string[]) => void>();
  const lookup: Lookup = (name) => {
    asked.push(name);
    return new Promise((resolve) => answers.set(name, resolve));
  };
  return { asked, lookup, answer: (name: string, ...addresses: readonly string[]) => answers.get(name)?.(addresses) };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('three names are looked up at once, each of them once', async () => {
  const { asked, lookup, answer } = holding();
  const look = inTurns(lookup);
  const found = ['a', 'b', 'a', 'c', 'd', 'd', 'e'].map((name) => look(name));
  expect(asked).toEqual(['a', 'b', 'c']);
  answer('b', '10.0.0.2');
  expect(await found[1]).toEqual(['10.0.0.2']);
  await settled();
  expect(asked).toEqual(['a', 'b', 'c', 'd']);
  answer('a', '10.0.0.1');
  answer('d', '10.0.0.4');
  expect(await Promise.all([found[0], found[2], found[4], found[5]])).toEqual([
    ['10.0.0.1'],
    ['10.0.0.1'],
    ['10.0.0.4'],
    ['10.0.0.4'],
  ]);
  await settled();
  expect(asked).toEqual(['a', 'b', 'c', 'd', 'e']);
  // What has been answered is asked again.
  void look('a');
  expect(asked).toHaveLength(6);
});

test('a name that nobody waits for any more is not looked up, and a lookup that fails is told', async () => {
  const { asked, lookup, answer } = holding();
  const look = inTurns((name) => (name === 'broken' ? Promise.reject(new Error('no resolver')) : lookup(name)));
  void look('a');
  void look('b');
  void look('c');
  let wants = true;
  const left = look('left', () => wants);
  const broken = look('broken');
  wants = false;
  answer('a');
  expect(await left).toEqual([]);
  await expect(broken).rejects.toThrow('no resolver');
  expect(asked).toEqual(['a', 'b', 'c']);
});

test('whoever goes where no document names anything is led by the same lookup as everybody', async () => {
  const port = await startService((_, response) => response.end('found'));
  const asked: string[] = [];
  const rig = await startRig(meshTable(), {
    lookup: async (name) => {
      asked.push(name);
      return name === 'there.test' ? ['127.0.0.1'] : [];
    },
  });
  const ask = async (name: string) => {
    const wire = await openWire(rig.gateway.state().mesh?.bound ?? 0);
    wire.write(`GET http://${name}:${port}/ HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n`);
    return wire.ended;
  };
  expect(await ask('there.test')).toMatch(/^HTTP\/1\.1 200 [\s\S]*found/);
  expect(await ask('gone.test')).toMatch(/^HTTP\/1\.1 503 [\s\S]*Name or service not known/);
  expect(asked).toEqual(['there.test', 'gone.test']);
});

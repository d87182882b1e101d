import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createApp } from '../../src-main/app/app.ts';
import { beFound } from '../../src-main/app/be-found.ts';
import { dataFolder } from '../../src-main/cli/ca.ts';
import { createLoopback } from '../../src-main/loopback/loopback.ts';
import { slipway } from './fake-terminal.ts';

const log = () => {};

/** A Slipway that runs over a port that is taken, and a service that is bound to the port of its own gateway. */
const start = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-check-live-'));
  for (const name of ['XDG_DATA_HOME', 'LOCALAPPDATA', 'HOME']) vi.stubEnv(name, folder);
  const other = createServer();
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
  const { port } = other.address() as AddressInfo;
  const file = join(folder, 'main.yaml');
  await writeFile(
    file,
    `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec:
  servers:
  - { port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }
  - { port: { number: 81, name: more, protocol: HTTP }, hosts: ["*"] }
`,
  );
  const app = await createApp({
    paths: [file],
    clock: Date.now,
    dice: Math.random,
    log,
    portOverrides: { 80: port, 81: 0 },
  });
  const loopback = await createLoopback({ handlers: app.handlers, events: app.events, port: 0, log });
  const hide = await beFound(loopback.url, [file], { dataFolder: dataFolder(), clock: Date.now, log });
  onTestFinished(async () => {
    await hide();
    await loopback.close();
    await app.close();
    other.close();
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true, force: true });
  });
  return { file, port };
};

test('what only the running gateway knows is said at the line of the server, with its remedy', async () => {
  const { file, port } = await start();
  const { answer, code } = await slipway(['check', '--live', file]);
  expect(code).toBe(1);
  expect(answer).toMatch(
    new RegExp(
      `^main\\.yaml:6:5: error listen/port-taken: port ${port} is taken by .*choose another one with LocalGateway`,
    ),
  );
  expect(answer).toContain('1 error');
  // The file itself has no fault.
  expect(await slipway(['check', file])).toMatchObject({ code: 0 });
});

test('it does not go together with what changes or reads files, and says where nothing runs', async () => {
  vi.stubEnv('XDG_DATA_HOME', join(tmpdir(), 'slipway-nobody'));
  vi.stubEnv('HOME', join(tmpdir(), 'slipway-nobody'));
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(await slipway(['check', '--live', '--fix'])).toMatchObject({ code: 2 });
  expect(await slipway(['check', '--pid', '1'])).toMatchObject({ code: 2 });
  const none = await slipway(['check', '--live']);
  expect(none.code).toBe(1);
  expect(none.notes).toContain('no Slipway is running');
});

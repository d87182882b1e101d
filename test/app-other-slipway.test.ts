import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createApp } from '../src-main/app/app.ts';
import { leaveRunningFile } from '../src-main/app/running-files.ts';

// Listens on two ports, as a Slipway does for its window and its gateway, and says whenever somebody comes.
const program = `
const { createServer } = require('node:http');
const ports = [];
for (const _ of [1, 2]) {
  const server = createServer((_, answer) => { console.log('asked'); answer.end(); }).listen(0, '127.0.0.1', () => {
    ports.push(server.address().port);
    if (ports.length === 2) console.log(ports.join(' '));
  });
}`;

const another = async () => {
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill());
  const said: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => said.push(text));
  await once(child.stdout, 'data');
  const [window = 0, gateway = 0] = (said[0] ?? '').trim().split(' ').map(Number);
  return { pid: child.pid as number, window, gateway, said };
};

test('what another Slipway of the person listens on is no candidate, and hears nothing of the search', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-other-'));
  const dataFolder = join(folder, 'data');
  await mkdir(dataFolder);
  await writeFile(join(folder, 'empty.yaml'), '');
  const [slipway, service] = await Promise.all([another(), another()]);
  const address = `http://127.0.0.1:${slipway.window}/#token=x`;
  await leaveRunningFile(dataFolder, { pid: slipway.pid, address, paths: [], started: 0 });
  const app = await createApp({
    paths: [join(folder, 'empty.yaml')],
    clock: Date.now,
    dice: Math.random,
    log: () => {},
    dataFolder,
  });
  onTestFinished(async () => {
    await app.close();
    await rm(folder, { recursive: true, force: true });
  });
  const found = await app.handlers['services.candidates']({ source: 'ports' });
  if (!found.ok) throw new Error(found.failure.message);
  const ports = found.value.map(({ port }) => port);
  expect(ports).toEqual(expect.arrayContaining([service.window, service.gateway]));
  expect(ports).not.toContain(slipway.window);
  expect(ports).not.toContain(slipway.gateway);
  expect(slipway.said).toHaveLength(1);
});

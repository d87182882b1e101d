import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import type { Handlers } from '#contract/contract.ts';
import { askForLink, askRunning, NotAnswered } from '../src-main/loopback/ask.ts';
import { createLoopback } from '../src-main/loopback/loopback.ts';

/** A program that runs, whose one call says what the test wants. */
const start = async (read: () => Promise<unknown>) => {
  const loopback = await createLoopback({
    handlers: { 'traffic.clear': read } as unknown as Handlers,
    events: { on: () => () => {} },
    port: 0,
    log: () => {},
    token: 'a-token-of-the-test',
  });
  onTestFinished(() => loopback.close());
  return loopback;
};

test('a call is answered, refused in the words of the program, or not answered', async () => {
  const { url } = await start(async () => null);
  expect(await askRunning(url, 'traffic.clear', null)).toBeNull();
  await expect(askRunning(url, 'workspace.read', 'x' as never)).rejects.toThrow('"workspace.read" is not valid');
  await expect(askForLink(url)).rejects.toThrow('serves no window');
  const wrong = url.replace('a-token-of-the-test', 'another');
  await expect(askRunning(wrong, 'traffic.clear', null)).rejects.toMatchObject({ name: 'NotAnswered', gone: true });
});

test('nobody there is another thing than nobody in time', async () => {
  const { url } = await start(() => new Promise(() => {}));
  const late = await askRunning(url, 'traffic.clear', null, 300).catch((error: unknown) => error);
  expect(late).toBeInstanceOf(NotAnswered);
  expect(late).toMatchObject({ gone: false, message: 'there is no answer in time' });
  const loopback = await start(async () => null);
  await loopback.close();
  await expect(askRunning(loopback.url, 'traffic.clear', null)).rejects.toMatchObject({ gone: true });
});

test('no proxy of the environment hears of the token', async () => {
  const { url } = await start(async () => null);
  const heard: string[] = [];
  const proxy = createServer((request, response) => {
    heard.push(request.url ?? '');
    response.end('{}');
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void proxy.close());
  await new Promise((done) => proxy.once('listening', done));
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const module = new URL('../src-main/loopback/ask.ts', import.meta.url).href;
  const program = `import { askRunning } from ${JSON.stringify(module)};
    console.log(await askRunning(${JSON.stringify(url)}, 'traffic.clear', null));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
    env: { PATH: process.env.PATH, NODE_USE_ENV_PROXY: '1', HTTP_PROXY: address, http_proxy: address },
  });
  expect(stdout.trim()).toBe('null');
  expect(heard).toEqual([]);
});

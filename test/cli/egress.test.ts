import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';

const project = resolve(import.meta.dirname, '..', '..');

test('run on the egress example: where the proxy is, and a line of each hop as Envoy writes it', async () => {
  const standIn = createServer((_, response) => response.end('politics\n')).listen(0, '127.0.0.1');
  await once(standIn, 'listening');
  onTestFinished(() => void standIn.close());
  const folder = mkdtempSync(join(tmpdir(), 'slipway-egress-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(project, 'resources', 'examples', 'egress'), folder, { recursive: true });
  const settings = join(folder, 'local.yaml');
  const { port } = standIn.address() as AddressInfo;
  writeFileSync(settings, readFileSync(settings, 'utf8').replace('127.0.0.1:18080', `127.0.0.1:${port}`));

  const child = spawn(process.execPath, [join(project, 'src-main', 'cli', 'main.ts'), 'run', '--no-ui', folder], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, XDG_DATA_HOME: folder, LOCALAPPDATA: folder },
  });
  onTestFinished(async () => {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => String((await lines.next()).value);

  const listener = await next();
  const [, egress] =
    /^80 HTTP default\/istio-egressgateway of the egress gateway istio-egressgateway\.istio-system on (127\.0\.0\.1:\d+)$/.exec(
      listener,
    ) ?? [];
  expect(egress, listener).toBeDefined();
  const [, proxy] = /^mesh proxy: http_proxy=http:\/\/127\.0\.0\.1:(\d+)$/.exec(await next()) ?? [];
  const asked = get({
    host: '127.0.0.1',
    port: Number(proxy),
    path: 'http://edition.cnn.com/politics',
    headers: { host: 'edition.cnn.com' },
  });
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.resume();
  expect([answer.statusCode, answer.headers.server]).toEqual([200, 'envoy']);
  expect(await next()).toMatch(
    new RegExp(
      `"GET /politics HTTP/2" 200 - via_upstream - "-" 0 9 .* "edition\\.cnn\\.com" "127\\.0\\.0\\.1:${port}" outbound\\|80\\|\\|edition\\.cnn\\.com .* ${egress} `,
    ),
  );
  expect(await next()).toMatch(
    new RegExp(
      `"GET /politics HTTP/1\\.1" 200 .* "${egress}" outbound\\|80\\|cnn\\|istio-egressgateway\\.istio-system\\.svc\\.cluster\\.local `,
    ),
  );
});

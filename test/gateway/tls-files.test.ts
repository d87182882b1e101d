import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { createAuthority } from './certificates.ts';
import { ask, filesOf, httpsService, shopYaml, startYaml } from './upstream-tls-rig.ts';

const quick = { filesEveryMs: 10 };

/** Tries until it is so; a test that waits for ever fails by its time. */
async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 10));
}

test('files of a server are read again when they have changed', async () => {
  const ca = await createAuthority();
  const [first, second] = [await ca.issue(['first.test']), await ca.issue(['second.test'])];
  const file = await filesOf({ 'tls.crt': first.certificate, 'tls.key': first.key });
  const rig = await startYaml(
    `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec:
  servers:
  - port: { number: 443, name: https, protocol: HTTPS }
    hosts: ['*']
    tls: { mode: SIMPLE, serverCertificate: '${file('tls.crt')}', privateKey: '${file('tls.key')}' }
`,
    quick,
  );
  const shown = async () => {
    const socket = connect({ host: '127.0.0.1', port: rig.port, rejectUnauthorized: false });
    onTestFinished(() => void socket.destroy());
    await once(socket, 'secureConnect');
    const name = socket.getPeerX509Certificate()?.subjectAltName;
    socket.destroy();
    return name;
  };
  expect(await shown()).toBe('DNS:first.test');
  await writeFile(file('tls.crt'), second.certificate);
  await writeFile(file('tls.key'), second.key);
  await eventually(async () => (await shown().catch(() => '')) === 'DNS:second.test');
  await rm(file('tls.key'));
  await eventually(async () => rig.gateway.state().diagnostics?.[0]?.code === 'tls/file');
  // What was read before goes on.
  expect(await shown()).toBe('DNS:second.test');
});

test('files of a service are read again when they have come or changed', async () => {
  const [ca, other] = [await createAuthority(), await createAuthority('other')];
  const port = await httpsService(await ca.issue(['shop.test']), {}, (_, answer) => {
    answer.setHeader('connection', 'close').end('here');
  });
  const file = await filesOf({});
  const rig = await startYaml(shopYaml(port, `{ mode: SIMPLE, caCertificates: '${file('ca.pem')}' }`), quick);
  expect((await ask(rig.port)).body).toMatch(/Secret is not supplied/);
  await writeFile(file('ca.pem'), ca.pem);
  await eventually(async () => (await ask(rig.port)).status === 200);
  expect(rig.gateway.state().diagnostics).toBeUndefined();
  await writeFile(file('ca.pem'), other.pem);
  await eventually(async () => (await ask(rig.port)).body.includes('CERTIFICATE_VERIFY_FAILED'));
});

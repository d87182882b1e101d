import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createAuthority } from './certificates.ts';
import { localCa, startNamed } from './localhost-rig.ts';

const authority = await createAuthority();
const good = await authority.issue(['a.test']);
const old = await authority.issue(['old.test'], { from: -30, to: -1 });
const inFiles = await authority.issue(['files.test']);

async function start() {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-served-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  // As many tools write it: the key in the file of the certificate.
  await writeFile(join(folder, 'both.pem'), `${inFiles.key}\n${inFiles.certificate}\n${authority.pem}`);
  await writeFile(join(folder, 'key.pem'), inFiles.key);
  const server = (host: string, name: string, tls: string) =>
    `  - { port: { number: 443, name: ${name}, protocol: HTTPS }, hosts: ['${host}'], tls: ${tls} }`;
  const secret = (name: string, { certificate, key }: { certificate: string; key: string }) => `---
apiVersion: v1
kind: Secret
metadata: { name: ${name} }
stringData: { tls.crt: ${JSON.stringify(certificate)}, tls.key: ${JSON.stringify(key)} }
`;
  const files = `serverCertificate: '${join(folder, 'both.pem')}', privateKey: '${join(folder, 'key.pem')}'`;
  const yaml = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec:
  servers:
  - { port: { number: 80, name: http, protocol: HTTP }, hosts: ['*'] }
${server('a.test', 'a', '{ mode: MUTUAL, credentialName: a }')}
${server('old.test', 'old', '{ mode: SIMPLE, credentialName: old }')}
${server('files.test', 'files', `{ mode: SIMPLE, ${files} }`)}
${server('here.test', 'here', '{ mode: SIMPLE, credentialName: none }')}
${server('broken.test', 'broken', '{ mode: SIMPLE, credentialName: broken }')}
  - { port: { number: 444, name: through, protocol: TLS }, hosts: ['through.test'], tls: { mode: PASSTHROUGH } }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: all }
spec: { hosts: ['*'], gateways: [main], http: [{ directResponse: { status: 200 } }] }
${secret('a', good)}${secret('a-cacert', good).replace('tls.crt', 'ca.crt')}${secret('old', old)}${secret('broken', { certificate: 'no PEM', key: 'secret words' })}`;
  return { folder, ...(await startNamed(yaml)) };
}

test('what each server shows: where it comes from, its names, its chain, and what is wrong with it', async () => {
  const rig = await start();
  const served = await rig.gateway.served();
  const of = (name: string) => served.find(({ servers }) => servers.includes(name));
  expect(served.map(({ servers }) => servers.join())).toEqual([
    'a.test',
    'old.test',
    'files.test',
    'here.test',
    'broken.test',
  ]);
  const { open } = rig;
  expect(of('a.test')).toMatchObject({
    port: 443,
    bound: open(443),
    mode: 'MUTUAL',
    shows: { from: { is: 'secret', name: 'default/a' }, problems: [] },
  });
  expect(new X509Certificate(of('a.test')?.shows.chain ?? '').checkHost('a.test')).toBe('a.test');
  expect(of('old.test')?.shows.problems).toEqual([expect.stringContaining('so clients refuse it; renew it')]);
  expect(of('files.test')?.shows).toMatchObject({ from: { is: 'file', name: join(rig.folder, 'both.pem') } });
  expect(of('files.test')?.shows.chain.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
  const leaf = new X509Certificate(of('here.test')?.shows.chain ?? '');
  expect(of('here.test')?.shows.from.is).toBe('authority');
  expect(leaf.checkIssued(new X509Certificate(await localCa.certificate()))).toBe(true);
  expect(of('broken.test')?.shows).toMatchObject({ chain: '', problems: [expect.stringContaining('not PEM')] });
});

test('names of one server that the local authority signs for have a certificate each', async () => {
  const rig = await startNamed(`
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: main }
spec:
  servers:
  - { port: { number: 443, name: all, protocol: HTTPS }, hosts: ['b.test', '*.a.test', 'beyond.com'], tls: { mode: SIMPLE, credentialName: none } }
  - { port: { number: 444, name: any, protocol: HTTPS }, hosts: ['*'], tls: { mode: SIMPLE, credentialName: none } }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: all }
spec: { hosts: ['*'], gateways: [main], http: [{ directResponse: { status: 200 } }] }`);
  const told = (await rig.gateway.served()).map(({ port, servers, shows }) => [
    port,
    servers.join(),
    new X509Certificate(shows.chain).subjectAltName,
  ]);
  expect(told.slice(0, 3).sort()).toEqual([
    [443, '*.a.test', 'DNS:*.a.test'],
    [443, 'b.test', 'DNS:b.test'],
    [443, 'beyond.com', 'DNS:beyond.com'],
  ]);
  expect(told[3]?.slice(0, 2)).toEqual([444, '']);
});

test('no key and nothing of a Secret but certificates is in it', async () => {
  const rig = await start();
  const text = JSON.stringify(await rig.gateway.served());
  expect(text).not.toContain('PRIVATE KEY');
  expect(text).not.toContain('secret words');
  expect(text).toContain('BEGIN CERTIFICATE');
});

test('a server that is gone is not told any more', async () => {
  const rig = await start();
  const { table } = rig.gateway;
  const now = table();
  if (now === undefined) throw new Error('no table');
  await rig.gateway.apply({ ...now, listeners: [] });
  expect(await rig.gateway.served()).toEqual([]);
});

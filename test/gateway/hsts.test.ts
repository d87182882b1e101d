import { expect, test } from 'vitest';
import { createMappedNames } from '../../src-main/gateway/mapped-names.ts';
import { site, startNamed } from './localhost-rig.ts';
import { exchangeRaw, headerIn, openWire, startService } from './rig.ts';

const host = 'shop.test';

async function start(mapped = createMappedNames()) {
  const port = await startService((_, answer) => {
    answer.setHeader('Strict-Transport-Security', 'max-age=31536000; includeSubDomains');
    answer.end('here');
  });
  const rig = await startNamed(site(host, port), { mapped });
  const ask = (name: string) =>
    exchangeRaw(rig.open(80), `GET / HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n`);
  return { ...rig, mapped, ask, hsts: async (name = host) => headerIn(await ask(name), 'strict-transport-security') };
}
const sent = 'max-age=31536000; includeSubDomains';

test('a name of the hosts file keeps no HTTPS-only rule in a browser; the exchange shows that the service said it', async () => {
  const { mapped, hsts, gateway, nextExchange } = await start();
  const received: string[] = [];
  gateway.onExchange((_, recorded) => received.push(...(recorded.received?.headers ?? [])));
  expect(await hsts()).toBe(sent);
  await nextExchange();
  mapped.set(['SHOP.test']);
  received.length = 0;
  expect(await hsts()).toBeUndefined();
  expect(await hsts('Shop.Test:80')).toBeUndefined();
  const exchange = await nextExchange();
  expect(exchange.responseHeaders).not.toContain('strict-transport-security');
  expect(received).toContain(sent);
  mapped.set(['other.test']);
  expect(await hsts()).toBe(sent);
});

test('the setting passes it on, for mapped names and aliases', async () => {
  const { mapped, hsts } = await start();
  mapped.set([host]);
  expect(await hsts(`${host}.localhost`)).toBeUndefined();
  mapped.setHsts('keep');
  expect(await hsts()).toBe(sent);
  expect(await hsts(`${host}.localhost`)).toBe(sent);
});

test('a test browser hears it, known by the port from which it comes', async () => {
  const { mapped, open } = await start();
  mapped.set([host]);
  const ours = await openWire(open(80));
  const theirs = await openWire(open(80));
  const { localPort } = ours.socket;
  mapped.setTestBrowser((port) => port === localPort);
  for (const wire of [ours, theirs]) wire.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  expect(headerIn(await ours.ended, 'strict-transport-security')).toBe(sent);
  expect(headerIn(await theirs.ended, 'strict-transport-security')).toBeUndefined();
});

test('who comes by the proxy for programs may be a browser of the person, to whom every name is mapped', async () => {
  const { mapped, open } = await start();
  const byProxy = await openWire(open(80));
  const other = await openWire(open(80));
  const { localPort } = byProxy.socket;
  mapped.setTestBrowser(
    () => false,
    (port) => port === localPort,
  );
  for (const wire of [byProxy, other]) wire.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  expect(headerIn(await byProxy.ended, 'strict-transport-security')).toBeUndefined();
  expect(headerIn(await other.ended, 'strict-transport-security')).toBe(sent);
});

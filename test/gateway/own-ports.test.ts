import { expect, test } from 'vitest';
import { goesRound } from '../../src-main/gateway/own-ports.ts';
import { exchangeRaw, startRig } from './rig.ts';
import { at, cluster, origin, table } from './tables.ts';

test('a service that is bound to a port of the gateway is told, and its requests do not go round for ever', async () => {
  const rig = await startRig(table({ endpoints: [at(1)] }));
  expect(rig.gateway.state().diagnostics).toBeUndefined();
  const one = cluster([at(rig.port)], { origin: origin('LocalService', 'web', 'spec.address') });
  const back = table({ clusters: { [one.name]: one } });
  const { diagnostics } = await rig.gateway.apply(back);
  expect(diagnostics).toMatchObject([
    {
      severity: 'warning',
      code: 'binding/own-port',
      message: expect.stringContaining(`port ${rig.port}, on which this gateway itself listens`),
      place: { line: 7 },
    },
  ]);
  const answer = await exchangeRaw(rig.port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1\.1 508 /);
  expect(answer).toContain('bind it to the port of a program');
  for (let asked = 0; asked < 20; asked += 1) await rig.nextExchange();
  expect(rig.exchanges.filter(({ details }) => details === 'gateway_circle')).toHaveLength(1);
  expect(rig.exchanges.length).toBeLessThan(25);
});

test('what clients say of proxies before is no circle', () => {
  const proxies = Array.from({ length: 40 }, (_, i) => `10.0.0.${i}`).join(', ');
  expect(goesRound(proxies, '192.0.2.1')).toBe(false);
  expect(goesRound(`${proxies},192.0.2.1,192.0.2.1`, '192.0.2.1')).toBe(false);
  expect(goesRound(`${proxies}${',192.0.2.1'.repeat(20)}`, '192.0.2.1')).toBe(true);
});

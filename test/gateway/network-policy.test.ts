import { describe, expect, test } from 'vitest';
import { build } from '#core/build.ts';
import { explainRequest } from '#core/route/explain.ts';
import { load } from '#core/route/load.ts';
import { startEchoService } from '../check/echo-service.ts';
import { openGateway } from '../check/live-gateway.ts';

const documents = (policy: string, loopback: string, port: number, host: string) => `
apiVersion: slipway.dev/v1
kind: LocalGateway
metadata: { name: here }
spec: { networkPolicyLoopback: ${loopback}, addresses: [127.0.0.1], explainErrors: never }
---
apiVersion: slipway.dev/v1
kind: LocalService
metadata: { name: oven }
spec: { address: "${host}:${port}" }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: bakery }
spec: { defaultBackend: { service: { name: oven, port: { number: 80 } } } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: closed, namespace: istio-system }
spec: ${policy}
`;

const play = async (policy: string, loopback: string, options: { peer?: string; host?: string } = {}) => {
  const echo = await startEchoService();
  const { table } = build([
    { file: 'a.yaml', text: documents(policy, loopback, echo.port, options.host ?? '127.0.0.1') },
  ]);
  const gateway = await openGateway(table);
  try {
    const request = { method: 'GET', target: '/', host: 'a.test', headers: [] };
    const { answer, exchange } = await gateway.send(
      table.listeners[0]?.id,
      request,
      options.peer === undefined ? {} : { peer: options.peer },
    );
    return { answer, exchange, received: echo.received.length };
  } finally {
    await gateway.close();
    await echo.close();
  }
};

const noEgress = '{ policyTypes: [Egress] }';

describe('NetworkPolicies', () => {
  test('a connection that nothing allows is refused at once: 503 UF, with the policy as the reason', async () => {
    const { answer, exchange, received } = await play(noEgress, 'judged');
    expect(answer).toMatchObject({ is: 'response', status: 503 });
    expect(exchange?.flags).toContain('UF');
    expect(JSON.stringify(exchange)).toContain(
      'NetworkPolicy \\"istio-system/closed\\" allows no connection to 127.0.0.1:',
    );
    expect(received).toBe(0);
  });

  test('a name is looked up first, and its addresses are judged', async () => {
    const { answer, exchange, received } = await play(noEgress, 'judged', { host: 'localhost' });
    expect(answer).toMatchObject({ is: 'response', status: 503 });
    expect(JSON.stringify(exchange)).toContain('allows no connection to');
    expect(received).toBe(0);
  });

  test('explain foretells it', () => {
    const text = documents(noEgress, 'judged', 9001, '127.0.0.1');
    const { table } = build([{ file: 'a.yaml', text }]);
    const explained = explainRequest(load(table), { method: 'GET', url: 'http://a.test/', headers: [] });
    const words = ['NetworkPolicy "istio-system/closed" allows no connection to 127.0.0.1:9001'];
    expect(explained).toMatchObject({ destinations: [{ denied: words }] });
    const exempt = build([{ file: 'a.yaml', text: documents(noEgress, 'exempt', 9001, '127.0.0.1') }]);
    const free = explainRequest(load(exempt.table), { method: 'GET', url: 'http://a.test/', headers: [] });
    expect(JSON.stringify(free)).not.toContain('denied');
  });

  test('a rule that fits lets it through, and so does loopback by itself', async () => {
    const allowed = '{ policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 127.0.0.0/8 } }] }] }';
    expect((await play(allowed, 'judged')).answer).toMatchObject({ is: 'response', status: 200 });
    expect((await play(allowed, 'judged', { host: 'localhost' })).answer).toMatchObject({
      is: 'response',
      status: 200,
    });
    expect((await play(noEgress, 'exempt')).answer).toMatchObject({ is: 'response', status: 200 });
  });

  test('a client that may not connect is hung up on', async () => {
    const from = '{ ingress: [{ from: [{ ipBlock: { cidr: 203.0.113.0/24 } }] }] }';
    expect((await play(from, 'exempt', { peer: '203.0.113.10' })).answer).toMatchObject({
      is: 'response',
      status: 200,
    });
    const { answer, exchange, received } = await play(from, 'exempt', { peer: '198.51.100.1' });
    expect(answer.is).toBe('closed');
    expect(JSON.stringify(exchange)).toContain('allows_no_connection_from_198.51.100.1');
    expect(received).toBe(0);
  });
});

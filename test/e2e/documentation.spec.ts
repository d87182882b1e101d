import { ask } from './ask.ts';
import { expect, test } from './walk.ts';

/** Istio's ingress task, told by a raw client to a running slipway: needs no browser. */
const httpbin = { headers: { host: 'httpbin.example.com' } };

test.describe('the httpbin example', () => {
  test.use({ example: 'httpbin' });

  test('answers what its routes take, and 404 to everything else', async ({ slipway }) => {
    const taken = await ask(`${slipway.ingress}/status/200`, { ...httpbin, method: 'HEAD' });
    expect(taken.status).toBe(200);
    expect(taken.headers.server).toBe('istio-envoy');
    expect(Number(taken.headers['x-envoy-upstream-service-time'])).toBeGreaterThanOrEqual(0);

    const untaken = await ask(`${slipway.ingress}/headers`, httpbin);
    expect(untaken).toMatchObject({ status: 404, body: '' });
    expect(untaken.headers.server).toBe('istio-envoy');

    const stranger = await ask(`${slipway.ingress}/status/200`, { headers: { host: 'other.example.com' } });
    expect(stranger).toMatchObject({ status: 404, body: '' });
    expect((await ask(`${slipway.ingress}/status/200`)).status).toBe(404);
  });

  test('hands a delay through as it is', async ({ slipway }) => {
    const answer = await ask(`${slipway.ingress}/delay/2`, httpbin);
    expect(answer.status).toBe(200);
    // Timers may fire a millisecond early by another clock.
    expect(answer.tookMs).toBeGreaterThan(1990);
  });
});

test.describe('the details example', () => {
  test.use({ example: 'details' });

  test('takes a prefix and an exact path', async ({ slipway }) => {
    const details = await ask(`${slipway.ingress}/details/0`);
    expect(details.status).toBe(200);
    expect(JSON.parse(details.body)).toMatchObject({ id: 0 });
    expect((await ask(`${slipway.ingress}/health`)).status).toBe(200);
    expect(await ask(`${slipway.ingress}/healthz`)).toMatchObject({ status: 404, body: '' });
  });
});

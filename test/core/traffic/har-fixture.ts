import type { CapturedBody, ExchangeDetails } from '../../../src-main/core/traffic/exchange-details.ts';

export const body = (text: string, contentType: string, more: Partial<CapturedBody> = {}): CapturedBody => ({
  content: Buffer.from(text).toString('base64'),
  size: Buffer.byteLength(text),
  truncated: false,
  contentType,
  ...more,
});

/** An exchange that was forwarded, with both bodies, secrets everywhere, and all of its times. */
export const details = (more: Partial<ExchangeDetails> = {}): ExchangeDetails => ({
  exchange: {
    id: 7,
    generation: 3,
    started: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
    durationMs: 30,
    listener: '0.0.0.0_443',
    method: 'POST',
    scheme: 'https',
    authority: 'shop.test',
    path: '/login?next=%2Fcart&access_token=s3cr3t',
    protocol: 'HTTP/1.1',
    requestHeaders: ['Host', 'shop.test', 'Authorization', 'Bearer s3cr3t', 'Cookie', 'sid=s3cr3t; lang=s3cr3t'],
    status: 302,
    responseHeaders: ['Location', '/cart?code=s3cr3t&tab=1', 'Set-Cookie', 'sid=s3cr3t; Path=/; HttpOnly'],
    flags: '-',
    details: 'via_upstream',
    bytesReceived: 40,
    bytesSent: 60,
    upstream: {
      cluster: 'outbound|80||shop.default.svc.cluster.local',
      host: '127.0.0.1:3001',
      attempts: 1,
      path: '/login?access_token=s3cr3t',
      authority: 'shop.test',
    },
    requestId: 'r-7',
    forwardedFor: '127.0.0.1',
    downstreamLocal: '127.0.0.1:443',
    downstreamRemote: '127.0.0.1:50000',
    timing: { requested: 4, dispatched: 2, connected: 5, answered: 20, ended: 30 },
  },
  sent: {
    method: 'POST',
    path: '/login?access_token=s3cr3t',
    authority: 'shop.test',
    headers: ['host', 'shop.test', 'x-api-key', 's3cr3t'],
  },
  received: { status: 302, headers: [] },
  requestBody: body('user=ann&password=s3cr3t&pin=s3cr3t', 'application/x-www-form-urlencoded'),
  responseBody: body('{"user": "ann", "accessToken": "s3cr3t", "max_tokens": 5}', 'application/json'),
  ...more,
});

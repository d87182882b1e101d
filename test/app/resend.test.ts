import { expect, it } from 'vitest';
import type { Table } from '#core/route/table.ts';
import { resendInput } from '../../src-main/app/resend.ts';
import { exchange } from '../app-world.ts';

const table: Table = { listeners: [], routeConfigs: {}, clusters: {} } as never;
const chat = {
  exchange: {
    ...exchange(1),
    stream: 'websocket' as const,
    bytesReceived: 69,
    requestHeaders: ['Host', 'shop.local', 'Connection', 'Upgrade', 'Upgrade', 'websocket'],
  },
};

it('does not bring a WebSocket back, and says how', () => {
  const refused = resendInput(chat, {}, table);
  expect(refused).toMatchObject({ ok: false, failure: { code: 'traffic/not-a-request' } });
  expect(!refused.ok && refused.failure.message).toMatch(/WebSocket.*copy it as curl/);
});

it('asks for the same page without an upgrade, whose messages are no body', () => {
  const plain = resendInput(chat, { headers: [['Accept', '*/*']] }, table);
  expect(plain).toMatchObject({ ok: true, value: { input: { headers: [['Accept', '*/*']] } } });
});

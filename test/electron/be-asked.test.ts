import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Handlers } from '#contract/contract.ts';
import { findRunning } from '../../src-main/app/running-files.ts';
import { createAskable } from '../../src-main/electron/be-asked.ts';
import { askRunning, NotAnswered } from '../../src-main/loopback/ask.ts';

test('the desktop app can be asked like any other, by the workspace that it shows now', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-asked-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const handlers = { 'gateway.upstreams': async () => [] } as Partial<Handlers> as Handlers;
  const askable = createAskable(handlers, folder, vi.fn());
  await askable.serve(['/shop']);
  await askable.serve(['/bakery']);
  const [found, ...others] = await findRunning(folder);
  expect([found?.pid, found?.paths, others]).toEqual([process.pid, [resolve('/bakery')], []]);
  expect(await askRunning(found?.address ?? '', 'gateway.upstreams', null)).toEqual([]);
  await askable.close();
  expect(await findRunning(folder)).toEqual([]);
  await expect(askRunning(found?.address ?? '', 'gateway.upstreams', null)).rejects.toThrow(NotAnswered);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectAccessible } from './accessible.ts';
import { ask } from './ask.ts';
import { expect, test } from './walk.ts';

test.use({ example: 'httpbin' });

const httpbin = { headers: { host: 'httpbin.example.com' } };

test('a change is reviewed, applied with one key, and taken back with another', async ({ window, slipway }) => {
  const onDisk = () => readFileSync(join(slipway.folder, 'virtual-service.yaml'), 'utf8');
  const before = { text: onDisk(), generation: await window.generation() };
  await ask(`${slipway.ingress}/status/200`, httpbin);
  await ask(`${slipway.ingress}/status/201`, httpbin);
  await ask(`${slipway.ingress}/delay/0`, httpbin);
  await window.tab(/virtual-service\.yaml/).click();
  await window.replaceLine('prefix: /status', 'prefix: /headers');

  const review = await window.openPanel('Review');
  const comparison = review.getByRole('region', { name: 'comparison of virtual-service.yaml' });
  await expect(comparison.getByRole('row', { name: /removed: .*prefix: \/status/ })).toBeVisible();
  await expect(comparison.getByRole('row', { name: /added: .*prefix: \/headers/ })).toBeVisible();
  const blast = review.getByRole('region', { name: 'blast radius' });
  await expect(blast).toContainText('2 of the last 3 requests.');
  await expect(blast.getByRole('listitem').filter({ hasText: '/status/201' })).toContainText('404');
  expect(onDisk()).toBe(before.text);
  await expectAccessible(window.page);

  await window.text.click();
  await window.page.keyboard.press('ControlOrMeta+Enter');
  await expect(window.status).toContainText(`generation ${before.generation + 1}`);
  expect(onDisk()).toBe(before.text.replace('prefix: /status', 'prefix: /headers'));
  expect((await ask(`${slipway.ingress}/headers`, httpbin)).status).toBe(200);
  expect((await ask(`${slipway.ingress}/status/200`, httpbin)).status).toBe(404);
  await expect(review).toContainText('Everything is applied');
  await expect(window.tab(/not saved/)).toHaveCount(0);

  const generations = review.getByRole('region', { name: 'generations' });
  await expect(generations.getByRole('listitem').first()).toContainText('applied after review');
  await generations.getByRole('button', { name: /^Compare generation/ }).click();
  await expect(generations.getByRole('row', { name: /added: .*prefix: \/status/ })).toBeVisible();
  await expectAccessible(window.page);

  await window.page.keyboard.press('ControlOrMeta+Alt+z');
  await expect(window.status).toContainText(`generation ${before.generation + 2}`);
  await expect(review).toContainText('back to generation');
  expect(onDisk()).toBe(before.text);
  expect((await ask(`${slipway.ingress}/status/200`, httpbin)).status).toBe(200);
  await expect(window.text).toContainText('prefix: /status');
});

test('what is saved waits where somebody wants to review it first', async ({ window, slipway }) => {
  const generation = await window.generation();
  const review = await window.openPanel('Review');
  await review.getByRole('radio', { name: 'Apply after review' }).click();
  await window.tab(/virtual-service\.yaml/).click();
  await window.replaceLine('prefix: /status', 'prefix: /headers');
  await window.text.click();
  await window.save();
  await expect(review.getByRole('article', { name: 'virtual-service.yaml' })).toContainText('saved, not applied');
  await expect(review.getByRole('region', { name: /^comparison of/ })).toContainText('prefix: /status');
  expect(readFileSync(join(slipway.folder, 'virtual-service.yaml'), 'utf8')).toContain('prefix: /headers');
  expect((await ask(`${slipway.ingress}/headers`, httpbin)).status).toBe(404);
  expect(await window.generation()).toBe(generation);
  await expectAccessible(window.page);

  await review.getByRole('button', { name: 'Apply 1 file' }).click();
  await expect(window.status).toContainText(`generation ${generation + 1}`);
  expect((await ask(`${slipway.ingress}/headers`, httpbin)).status).toBe(200);
  await expect(review).toContainText('Everything is applied');
});

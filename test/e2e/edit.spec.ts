import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask } from './ask.ts';
import { expect, test } from './walk.ts';

test.use({ example: 'httpbin' });
const httpbin = { headers: { host: 'httpbin.example.com' } };

test('a mistake is told under the text, a saved route answers, a traffic row leads back to its line', async ({
  slipway,
  window,
}) => {
  const onDisk = () => readFileSync(join(slipway.folder, 'virtual-service.yaml'), 'utf8');
  const before = { text: onDisk(), generation: await window.generation() };
  await window.tab(/virtual-service\.yaml/).click();
  await expect(window.text).toContainText('prefix: /status');

  // A mistake: told at once, saved by nobody, and traffic goes on.
  await window.replaceLine('prefix: /status', 'prefx: /status');
  await expect(window.messageUnderText(/prefx.*prefix/)).toBeVisible();
  await expect(window.tab(/virtual-service\.yaml, not saved, \d error/)).toBeVisible();
  expect(onDisk()).toBe(before.text);
  expect((await ask(`${slipway.ingress}/status/200`, httpbin)).status).toBe(200);
  expect(await window.generation()).toBe(before.generation);

  // Mended, and one route changed.
  await window.replaceLine('prefx: /status', 'prefix: /status');
  await expect(window.messageUnderText(/./)).toHaveCount(0);
  await window.replaceLine('prefix: /delay', 'prefix: /headers');
  expect((await ask(`${slipway.ingress}/headers`, httpbin)).status).toBe(404);
  await window.save();
  await expect(window.status).toContainText(`generation ${before.generation + 1}`);
  await expect(window.tab(/not saved/)).toHaveCount(0);
  expect(onDisk()).toBe(before.text.replace('prefix: /delay', 'prefix: /headers'));
  const answer = await ask(`${slipway.ingress}/headers`, httpbin);
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.body)).toHaveProperty('headers.Host');

  // The row of that request, and from it to the line of the route.
  const traffic = await window.openPanel('Traffic');
  // The time of a row and the port of its upstream may have a 200 as well.
  const answered = traffic.page().getByRole('gridcell').filter({ hasText: /^200$/ });
  const row = traffic.getByRole('row').filter({ hasText: '/headers' }).filter({ has: answered });
  await expect(row).toHaveCount(1);
  await window.tab(/gateway\.yaml/).click();
  await expect(window.text).toContainText('kind: Gateway');
  await row.getByRole('button', { name: /go to .*httpbin/ }).click();
  await expect(window.tab(/virtual-service\.yaml/)).toHaveAttribute('aria-selected', 'true');
  const lineOfMatch = onDisk()
    .split('\n')
    .findIndex((line) => line.includes('prefix: /headers'));
  await expect(window.cursorLineNumber).toHaveText(String(lineOfMatch));
  await expect(window.cursorLine).toHaveText(/- uri:/);
  await expect(window.text).toBeFocused();
});

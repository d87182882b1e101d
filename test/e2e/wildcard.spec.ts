import { expect, test } from './walk.ts';

test.use({ example: 'httpbin' });

test('with "*" for hosts, the same browser sees its own headers, and a page that explains what nobody takes', async ({
  slipway,
  profile,
  window,
}) => {
  await window.tab(/gateway\.yaml/).click();
  await expect(window.text).toContainText('kind: Gateway');
  await window.replaceLine('- "httpbin.example.com"', '- "*"');
  await window.save();
  await window.tab(/virtual-service\.yaml/).click();
  await expect(window.text).toContainText('kind: VirtualService');
  await window.replaceLine('- "httpbin.example.com"', '- "*"');
  await window.replaceLine('prefix: /status', 'prefix: /headers');
  await window.save();
  await expect(window.tab(/not saved/)).toHaveCount(0);

  const page = await profile.newPage();
  await expect(async () => {
    const answer = await page.goto(`${slipway.ingress}/headers`);
    expect(answer?.status()).toBe(200);
  }).toPass();
  const { headers } = JSON.parse((await page.locator('pre').textContent()) ?? '') as {
    headers: Record<string, string[]>;
  };
  expect(headers).toMatchObject({
    Host: [new URL(slipway.ingress).host],
    'User-Agent': [await page.evaluate(() => navigator.userAgent)],
  });

  const unanswered = await page.goto(`${slipway.ingress}/status/200`);
  expect(unanswered?.status()).toBe(404);
  expect(unanswered?.headers()['content-type']).toContain('text/html');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('No route takes this request');
  const nearest = page.getByRole('listitem').filter({ hasText: 'VirtualService default/httpbin' }).first();
  await expect(nearest).toContainText(/virtual-service\.yaml:\d+/);
  await expect(nearest).toContainText('/headers');

  // The window tells the same story.
  const traffic = await window.openPanel('Traffic');
  await expect(traffic.getByRole('row').filter({ hasText: '/status/200' })).toContainText(/404.*NR/);
});

import { ask } from './ask.ts';
import { expect, test } from './walk.ts';

test('the window answers to its own names only, and to nobody without a session', async ({ slipway }) => {
  const { origin, host, port } = new URL(slipway.ui);
  const own = await ask(origin);
  expect(own.status).toBe(200);
  expect(own.headers['content-security-policy']).toContain("default-src 'none'");
  for (const forged of ['attacker.example', `attacker.example:${port}`, '127.0.0.1.attacker.example', `${host}.`]) {
    const refused = await ask(origin, { headers: { host: forged } });
    expect(refused.status, forged).toBe(421);
    expect(refused.body, forged).not.toContain('<html');
  }
  expect((await ask(`${origin}/call/events`)).status).toBe(401);
  expect((await ask(`${origin}/call/workspace.read`, { method: 'POST', headers: { origin } })).status).toBe(401);
  const foreign = { origin: 'http://attacker.example', 'content-type': 'application/json' };
  expect((await ask(`${origin}/call/workspace.read`, { method: 'POST', headers: foreign })).status).toBe(403);
});

test('without a code the page says plainly what to do; with it, it remembers its session, and no other browser gets in', async ({
  slipway,
  profile,
}) => {
  const { origin } = new URL(slipway.ui);
  const page = await profile.newPage();
  await page.goto(origin);
  await expect(page.getByText('Open the address that slipway printed')).toBeVisible();

  await page.goto('about:blank');
  await page.goto(slipway.printed);
  await expect(page.getByRole('contentinfo')).toContainText('gateway is running');
  expect(page.url()).not.toContain('code');
  await page.reload();
  await expect(page.getByRole('contentinfo')).toContainText('gateway is running');

  // The same address in the same browser, and in another one.
  const again = await profile.newPage();
  await again.goto(slipway.printed);
  await expect(again.getByRole('contentinfo')).toContainText('gateway is running');
  const other = await profile.browser()?.newContext();
  const foreign = await (other ?? profile).newPage();
  await foreign.goto(slipway.printed);
  await expect(foreign.getByText('Open the address that slipway printed')).toBeVisible();
  await other?.close();
});

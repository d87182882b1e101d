import { expect, test } from './walk.ts';

test.use({ theme: 'dark' });

test('the colours follow the system until one is chosen, and the choice is remembered', async ({
  window: { page },
}) => {
  const lightness = () =>
    page.evaluate(() => {
      const canvas = document.createElement('canvas').getContext('2d');
      if (canvas === null) throw new Error('the browser has no canvas');
      canvas.fillStyle = getComputedStyle(document.body).backgroundColor;
      canvas.fillRect(0, 0, 1, 1);
      return Math.max(...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3));
    });
  const theme = page.getByRole('button', { name: /^theme: / });
  await expect.poll(lightness).toBeLessThan(60);
  await theme.click();
  await expect(theme).toHaveAccessibleName(/^theme: light/);
  await expect.poll(lightness).toBeGreaterThan(200);
  await page.reload();
  await expect(theme).toHaveAccessibleName(/^theme: light/);
  await expect.poll(lightness).toBeGreaterThan(200);
});

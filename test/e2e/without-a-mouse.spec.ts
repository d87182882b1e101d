import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { ask } from './ask.ts';
import { bindShop } from './bind-shop.ts';
import { expect, test } from './walk.ts';

test.use({ example: 'canary' });

const serve = async (words: string) => {
  const server = createServer((_, reply) => reply.end(words)).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address() as AddressInfo;
  return { port, stop: () => server.closeAllConnections() === undefined && server.close() };
};

/** Where the focus is must be seen: by an outline, in a text by its cursor. */
const expectSeen = async (page: Page): Promise<void> => {
  const seen = await page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement) || element === document.body) return 'nowhere';
    if (element.classList.contains('cm-content')) return '';
    const { top, left, bottom, right } = element.getBoundingClientRect();
    const inSight = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
    // What is drawn for an element that is itself invisible, as the thumb of a slider, carries the outline instead of it.
    const drawn = [element, element.parentElement, element.parentElement?.parentElement];
    const outlined = drawn.some((one) => {
      if (!one) return false;
      const { outlineStyle, outlineWidth } = getComputedStyle(one);
      return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1;
    });
    return outlined && inSight
      ? ''
      : `${element.outerHTML.slice(0, 200)} ${inSight ? 'has no outline' : 'is out of sight'}`;
  });
  expect(seen, 'where the focus is').toBe('');
};

const press = async (page: Page, ...keys: readonly string[]): Promise<void> => {
  for (const key of keys) {
    await page.keyboard.press(key);
    await expectSeen(page);
  }
};

/** Presses the key until the focus is there, and says how often that was. */
const pressUntil = async (page: Page, key: string, wanted: Locator, atMost: number): Promise<number> => {
  for (let presses = 1; presses <= atMost; presses += 1) {
    await press(page, key);
    if (await wanted.evaluateAll((all) => all.includes(document.activeElement as HTMLElement))) return presses;
  }
  throw new Error(`${atMost} presses of ${key} do not lead to ${wanted}`);
};

test('a route is changed, explained, reviewed, applied and taken back without a mouse', async ({ window, slipway }) => {
  const { page } = window;
  const [stable, next] = [await serve('stable'), await serve('next')];
  try {
    const start = await window.generation();
    bindShop(slipway.folder, `127.0.0.1:${stable.port}`, `127.0.0.1:${next.port}`);
    await expect.poll(window.generation).toBeGreaterThan(start);
    const file = join(slipway.folder, 'canary.yaml');
    const text = readFileSync(file, 'utf8');
    const generation = await window.generation();
    const answer = async () => (await ask(`${slipway.ingress}/`, { headers: { host: 'shop.example.com' } })).body;

    // The rail is the first thing; F6 leads from part to part, and a file is opened by the arrows of its tab.
    await press(page, 'Tab');
    await expect(page.getByRole('button', { name: 'start page' })).toBeFocused();
    await press(page, 'F6');
    await expect(window.text).toBeFocused();
    await press(page, 'Escape');
    await pressUntil(page, 'Shift+Tab', window.editor.getByRole('tab'), 8);
    await press(page, 'ArrowRight', 'ArrowLeft');
    await expect(window.tab(/canary\.yaml/)).toHaveAttribute('aria-selected', 'true');
    await expect(window.tab(/canary\.yaml/)).toBeFocused();

    // Tab indents in the text, so Escape goes before it: nobody is kept in there.
    await pressUntil(page, 'Tab', window.text, 10);
    await press(page, 'Escape', 'Tab');
    await expect(window.text).not.toBeFocused();
    await press(page, 'Shift+Tab');
    await expect(window.text).toBeFocused();

    // The form opens where the cursor is.
    await press(page, 'ControlOrMeta+End', 'ArrowUp', 'ControlOrMeta+2');
    const rule = page.getByRole('button', { name: /^rule \d of 2 everyone/ });
    await expect(rule).toBeFocused();
    await press(page, 'Enter');
    await expect(rule).toHaveAttribute('aria-expanded', 'true');
    const slider = page.getByRole('slider', { name: 'weight of shop-next' });
    await pressUntil(page, 'Tab', slider, 40);
    await press(page, 'PageUp', 'ArrowUp');
    await expect(slider).toHaveValue('21');
    await expect(window.text).toContainText('weight: 21');
    await press(page, 'End');
    await expect(slider).toHaveValue('100');

    // The rule goes up, the undo of it leaves the weights, and it goes up again.
    await pressUntil(page, 'Shift+Tab', rule, 40);
    const moved = page.getByRole('button', { name: 'rule 1 of 2 everyone: every request' });
    await press(page, 'Alt+ArrowUp');
    await expect(moved).toBeFocused();
    await press(page, 'ControlOrMeta+z');
    await expect(page.getByRole('button', { name: 'rule 2 of 2 everyone: every request' })).toBeVisible();
    await press(page, 'ControlOrMeta+y');
    await expect(moved).toBeVisible();
    expect(readFileSync(file, 'utf8')).toBe(text);

    // What would become of a request, and the line that says so.
    await press(page, 'ControlOrMeta+e');
    const explain = page.getByRole('region', { name: 'Explain', exact: true });
    await expect(explain.getByRole('textbox', { name: 'URL' })).toBeFocused();
    await page.keyboard.insertText(`curl -H 'Host: shop.example.com' -H 'x-canary: always' ${slipway.ingress}/`);
    await expect(explain.getByRole('region', { name: 'prediction' })).toContainText('shop-next');
    await expect(explain).toContainText('The running gateway');
    await pressUntil(page, 'Tab', explain.getByRole('button', { name: /canary\.yaml:\d+/ }), 20);
    await press(page, 'Enter');
    await expect(window.text).toBeFocused();

    // The review, read and applied from within.
    await press(page, 'ControlOrMeta+5');
    const review = page.getByRole('region', { name: 'Review', exact: true });
    await expect(review).toBeFocused();
    const comparison = review.getByRole('region', { name: 'comparison of canary.yaml' });
    await expect(comparison.getByRole('row', { name: /added: .*weight: 100/ })).toBeVisible();
    await pressUntil(page, 'Tab', comparison, 10);
    await page.keyboard.press('ControlOrMeta+Enter');
    await expect(window.status).toContainText(`generation ${generation + 1}`);
    await expect(review).toContainText('Everything is applied');
    // What had the focus is gone; the panel keeps it.
    await expect(review).toBeFocused();
    await expectSeen(page);
    expect(readFileSync(file, 'utf8')).not.toBe(text);
    expect(await answer()).toBe('next');

    await page.keyboard.press('ControlOrMeta+Alt+z');
    await expect(window.status).toContainText(`generation ${generation + 2}`);
    expect(readFileSync(file, 'utf8')).toBe(text);
    await press(page, 'F6');
  } finally {
    stable.stop();
    next.stop();
  }
});

test('every part of the window is entered and left by keys', async ({ window }) => {
  const { page } = window;
  const rail = page.getByRole('navigation', { name: 'panels' }).getByRole('listitem').getByRole('button');
  const count = await rail.count();
  for (let at = 0; at < count; at += 1) {
    if (at < 9) await press(page, `ControlOrMeta+${at + 1}`);
    else {
      // Behind the ninth there are no digits: the rail leads there.
      await rail.nth(at).focus();
      await press(page, 'Enter');
    }
    await expect(rail.nth(at)).toHaveAttribute('aria-current', 'page');
    const inRail = () => rail.evaluateAll((all) => all.includes(document.activeElement as HTMLButtonElement));
    expect(await inRail()).toBe(false);
    // Around once, either way.
    for (const key of ['F6', 'Shift+F6']) {
      let presses = 0;
      do {
        await press(page, key);
        presses += 1;
      } while (!(await inRail()) && presses < 5);
      expect(presses, `presses of ${key} to the rail`).toBeLessThan(5);
    }
    // Chosen in the rail by Enter, the panel takes the focus.
    await press(page, 'Enter');
    expect(await inRail()).toBe(false);
  }
});

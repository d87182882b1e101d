import type { Locator, Page } from '@playwright/test';

export type PanelName =
  | 'Visual'
  | 'Routes'
  | 'Explain'
  | 'Review'
  | 'Tests'
  | 'Traffic'
  | 'Metrics'
  | 'Services'
  | 'Browser'
  | 'Certificates'
  | 'Doctor'
  | 'Status';

/** The window as a person finds their way in it: by the names of things. */
export type Window = {
  readonly page: Page;
  readonly editor: Locator;
  /** Where text is typed. */
  readonly text: Locator;
  /** The line with the cursor. */
  readonly cursorLine: Locator;
  readonly cursorLineNumber: Locator;
  /** A message drawn under the text. */
  readonly messageUnderText: (words: string | RegExp) => Locator;
  readonly tab: (file: string | RegExp) => Locator;
  readonly status: Locator;
  readonly generation: () => Promise<number>;
  readonly openPanel: (name: PanelName) => Promise<Locator>;
  /** Types `after` in place of the first line that contains `before`; the indentation stays. */
  readonly replaceLine: (before: string, after: string) => Promise<void>;
  readonly save: () => Promise<void>;
};

export const windowOn = (page: Page): Window => {
  const editor = page.getByRole('region', { name: 'Editor' });
  const text = editor.getByRole('textbox', { name: /^text of / });
  const status = page.getByRole('contentinfo');
  return {
    page,
    editor,
    text,
    cursorLine: text.locator('.cm-activeLine'),
    cursorLineNumber: editor.locator('.cm-lineNumbers .cm-activeLineGutter'),
    messageUnderText: (words) => text.getByRole('note', { name: words }),
    tab: (file) => editor.getByRole('tab', { name: file }),
    status,
    generation: async () => Number(/generation (\d+)/.exec((await status.textContent()) ?? '')?.[1]),
    openPanel: async (name) => {
      await page.getByRole('navigation', { name: 'panels' }).getByRole('button', { name }).click();
      const label = name === 'Explain' ? /^Explain/ : name;
      return page.getByRole('region', { name: label, exact: true }).first();
    },
    replaceLine: async (before, after) => {
      await text.locator('.cm-line').filter({ hasText: before }).first().click();
      await page.keyboard.press('Home');
      await page.keyboard.press('Shift+End');
      await page.keyboard.type(after);
    },
    save: () => page.keyboard.press('ControlOrMeta+s'),
  };
};

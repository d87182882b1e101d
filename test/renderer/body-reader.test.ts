import { expect, it, onTestFinished } from 'vitest';
import { type AnswerMessage, type AskMessage, answerMessage } from '../../src-renderer/state/ask.ts';
import { type BodyQuestions, createBodyEngine } from '../../src-renderer/state/body-engine.ts';
import { createBodyReader } from '../../src-renderer/state/body-reader.ts';

const body = (text: string, contentType = 'application/json') => ({
  text,
  size: text.length,
  truncated: false,
  contentType,
});
const long = JSON.stringify(Array.from({ length: 20_000 }, (_, i) => ({ user: `user ${i}`, password: `s3cr3t ${i}` })));

/** Workers that answer at once; `breakNow` ends the one that is asked. */
const workers = () => {
  const asked: string[] = [];
  let breakNow = () => {};
  const start = () => {
    const engine = createBodyEngine();
    const worker = {
      onmessage: null as ((event: MessageEvent) => void) | null,
      onerror: null as ((event: ErrorEvent) => void) | null,
      terminate: () => {
        worker.onmessage = null;
      },
      postMessage: (message: AskMessage<keyof BodyQuestions>) => {
        asked.push(message.ask);
        const data: AnswerMessage = answerMessage(engine, message);
        queueMicrotask(() => worker.onmessage?.({ data } as MessageEvent));
      },
    };
    breakNow = () => worker.onerror?.({ message: 'out of memory' } as ErrorEvent);
    return worker;
  };
  return { asked, start, breakNow: () => breakNow() };
};

it('tells what a body can be looked at as, and hides its secrets until they are wanted', async () => {
  const far = createBodyReader().open(body(long));
  onTestFinished(far.close);
  expect(await far.look(false)).toMatchObject({ views: ['json', 'text'], isText: true, hidden: true });
  expect(await far.look(true)).toMatchObject({ views: ['json', 'text', 'hex'], hidden: false, size: long.length });
  const hidden = await far.rows(false, 'json', 80, 2, 2);
  expect(hidden).toEqual({ count: 80_002, rows: ['    "user": "user 0",', '    "password": "[redacted]"'] });
  expect((await far.rows(true, 'json', 80, 3, 1)).rows).toEqual(['    "password": "s3cr3t 0"']);
  expect((await far.rows(true, 'hex', 80, 0, 1)).rows[0]).toContain('[{"user":"user 0');
  expect(await far.text(true)).toBe(long);
  expect(await far.text(false)).not.toContain('s3cr3t');
});

it('has the fields of a form one by one, and base64 of what is no text', async () => {
  const form = createBodyReader().open(body('a=1&b=%20x&password=s3cr3t', 'application/x-www-form-urlencoded'));
  expect(await form.rows(false, 'form', 80, 0, 9)).toEqual({
    count: 3,
    rows: ['a: 1', 'b:  x', 'password: [redacted]'],
  });
  const bytes = createBodyReader().open({ content: '/wAB', size: 3, truncated: false });
  expect(await bytes.look(false)).toMatchObject({ views: ['hex'], isText: false, hidden: false });
  expect(await bytes.text(false)).toBe('/wAB');
});

it('tells each worker once, a new one again, and knows nothing of what is closed', async () => {
  const { asked, start, breakNow } = workers();
  const far = createBodyReader(start).open(body(long));
  await far.look(false);
  await far.rows(false, 'json', 80, 0, 1);
  expect(asked).toEqual(['open', 'look', 'rows']);
  const failing = far.look(true);
  breakNow();
  await expect(failing).rejects.toThrow('out of memory');
  expect((await far.rows(true, 'json', 80, 1, 1)).rows).toEqual(['  {']);
  expect(asked.slice(-2)).toEqual(['open', 'rows']);
  far.close();
  await expect(far.look(false)).rejects.toThrow('closed');
});

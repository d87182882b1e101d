import type { EngineOf } from './ask.ts';
import { type BodyView, formFields, hideSecrets, type ReadBody, readBody, type ShownBody } from './captured-body.ts';
import { hexRows, jsonRows, type Rows, textRows } from './text-rows.ts';

/** What a body can be looked at as. */
export type BodyLook = {
  readonly views: readonly BodyView[];
  readonly type: string;
  /** Bytes that are here. */
  readonly size: number;
  /** It is text. */
  readonly isText: boolean;
  /** Fields with the names of secrets are hidden. */
  readonly hidden: boolean;
};

/** The views that are made of rows. */
export type RowsView = Exclude<BodyView, 'image'>;

export type RowsPiece = { readonly count: number; readonly rows: readonly string[] };

/** What is asked of bodies that are too long for the thread that draws. `body` is the number under which one was opened. */
export type BodyQuestions = {
  readonly open: (body: number, content: ShownBody) => true;
  readonly look: (body: number, reveal: boolean) => BodyLook | undefined;
  /** Some of its rows of at most `width` columns, and how many there are. */
  readonly rows: (
    body: number,
    reveal: boolean,
    view: RowsView,
    width: number,
    from: number,
    count: number,
  ) => RowsPiece | undefined;
  /** All of it, as it would be copied; base64 where it is no text. */
  readonly text: (body: number, reveal: boolean) => string | undefined;
  readonly close: (body: number) => true;
};

/** One body, read as far as somebody has looked. */
export type OpenBody = {
  readonly look: (reveal: boolean) => BodyLook;
  readonly read: (reveal: boolean) => ReadBody;
  readonly rows: (reveal: boolean, view: RowsView, width: number) => Rows;
  readonly text: (reveal: boolean) => string;
};

export const openBody = (content: ShownBody): OpenBody => {
  let whole: ReadBody | undefined;
  let without: ReadBody | undefined;
  let last: { readonly of: ReadBody; readonly key: string; readonly rows: Rows } | undefined;
  const read = (reveal: boolean): ReadBody => {
    whole ??= readBody(content);
    if (reveal) return whole;
    without ??= hideSecrets(whole);
    return without;
  };
  return {
    read,
    look: (reveal) => {
      const { views, type, bytes, text } = read(reveal);
      return { views, type, size: bytes.length, isText: text !== undefined, hidden: read(reveal) !== whole };
    },
    rows: (reveal, view, width) => {
      const of = read(reveal);
      const key = `${view} ${view === 'hex' ? 0 : width}`;
      if (last?.of !== of || last.key !== key) last = { of, key, rows: rowsOf(of, view, width) };
      return last.rows;
    },
    text: (reveal) => read(reveal).text ?? ('text' in content ? content.text : content.content),
  };
};

const rowsOf = ({ bytes, text = '' }: ReadBody, view: RowsView, width: number): Rows => {
  switch (view) {
    case 'json':
      return jsonRows(text, width);
    case 'hex':
      return hexRows(bytes);
    case 'text':
      return textRows(text, width);
    case 'form':
      return textRows(
        formFields(text)
          .map(([name, value]) => `${name}: ${value}`)
          .join('\n'),
        width,
      );
  }
};

/** Has the bodies that are looked at; undefined is the answer about one that it does not have. */
export const createBodyEngine = (): EngineOf<BodyQuestions> => {
  const open = new Map<number, OpenBody>();
  const answers: BodyQuestions = {
    open: (body, content) => {
      open.set(body, openBody(content));
      return true;
    },
    look: (body, reveal) => open.get(body)?.look(reveal),
    rows: (body, reveal, view, width, from, count) => {
      const rows = open.get(body)?.rows(reveal, view, width);
      return rows && { count: rows.count, rows: rows.slice(from, count) };
    },
    text: (body, reveal) => open.get(body)?.text(reveal),
    close: (body) => {
      open.delete(body);
      return true;
    },
  };
  // Whoever asks has been held to the types of the questions.
  return (question, args) => (answers[question] as (...args: readonly unknown[]) => unknown)(...args);
};

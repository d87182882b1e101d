import { useEffect, useMemo, useRef, useState } from 'react';
import { type BodyLook, openBody, type RowsPiece, type RowsView } from '../../../state/body-engine.ts';
import type { FarBody } from '../../../state/body-reader.ts';
import type { ReadBody, ShownBody } from '../../../state/captured-body.ts';
import { useSlice, useStores } from '../../../state/stores-context.ts';
import type { Rows } from '../../../state/text-rows.ts';

/** Bodies of so many characters are read at once: a few milliseconds. Longer ones are read elsewhere. */
const near = 256 * 1024;

/** Rows of a body, which are here or come when they are asked for. */
export type RowSource =
  | { readonly is: 'here'; readonly rows: (view: RowsView, width: number) => Rows }
  | {
      readonly is: 'far';
      readonly rows: (view: RowsView, width: number, from: number, count: number) => Promise<RowsPiece>;
    };

export type SeenBody = {
  readonly look: BodyLook;
  /** Of a body that is read at once. */
  readonly read?: ReadBody;
  readonly source: RowSource;
  readonly text: () => string | Promise<string>;
};

/** The body as far as secrets may be seen; undefined while it is being read, or the reason why it cannot be. */
export const useBody = (given: ShownBody): SeenBody | { readonly failed: string } | undefined => {
  const { bodies } = useStores();
  const reveal = useSlice('exchangeDetails', (state) => state.reveal);
  const body = useSame(given);
  const isNear = textOf(body).length <= near;
  const here = useMemo(() => {
    if (!isNear) return undefined;
    const open = openBody(body);
    return {
      look: open.look(reveal),
      read: open.read(reveal),
      source: { is: 'here', rows: (view, width) => open.rows(reveal, view, width) },
      text: () => open.text(reveal),
    } satisfies SeenBody;
  }, [body, isNear, reveal]);
  const [far, setFar] = useState<FarBody>();
  useEffect(() => {
    if (isNear) return setFar(undefined);
    const opened = bodies.open(body);
    setFar(opened);
    return opened.close;
  }, [bodies, body, isNear]);
  const [seen, setSeen] = useState<(SeenBody | { readonly failed: string }) & { readonly reveals: boolean }>();
  useEffect(() => {
    if (far === undefined) return setSeen(undefined);
    let wanted = true;
    far.look(reveal).then(
      (look) =>
        wanted &&
        setSeen({
          reveals: reveal,
          look,
          source: { is: 'far', rows: (view, width, from, count) => far.rows(reveal, view, width, from, count) },
          text: () => far.text(reveal),
        }),
      (error: unknown) => wanted && setSeen({ reveals: reveal, failed: String(error) }),
    );
    return () => {
      wanted = false;
    };
  }, [far, reveal]);
  if (isNear) return here;
  // While another look at it is taken the one before stays in sight, unless there are secrets in it that shall be seen no more.
  return seen?.reveals && !reveal ? undefined : seen;
};

const textOf = (body: ShownBody): string => ('text' in body ? body.text : body.content);

/** The body of before where it says the same: of an exchange that goes on all is told again and again. */
const useSame = (body: ShownBody): ShownBody => {
  const before = useRef(body);
  const was = before.current;
  const isSame =
    textOf(was) === textOf(body) &&
    'text' in was === 'text' in body &&
    was.contentType === body.contentType &&
    was.size === body.size &&
    was.truncated === body.truncated &&
    was.encoding?.name === body.encoding?.name &&
    was.encoding?.decoded === body.encoding?.decoded;
  if (!isSame) before.current = body;
  return before.current;
};

import { useEffect, useRef, useState } from 'react';
import { useForm } from '../form-context.ts';

/** After so many milliseconds without a key, what was typed goes into the text. */
const pause = 250;

type Typing = {
  /** As it stands in the text. */
  readonly written: string;
  /** Why this cannot be meant; undefined: it can be written as it is. */
  readonly judge: (typed: string) => string | undefined;
  /** Writes it; false where that is refused. `final`: whoever typed has left the field. */
  readonly write: (typed: string, final: boolean) => boolean;
  /** How it stands in the text once it has been written; as it was typed where this is absent. */
  readonly says?: ((typed: string) => string) | undefined;
};

/**
 * The text of a field while somebody types into it. It goes into the document when the keys rest, at Enter, and when the field is left;
 * what is changed in the document from outside shows in the field, unless something newer was typed here.
 */
export const useTyped = ({ written, judge, write, says }: Typing) => {
  const { pending } = useForm();
  const [typed, setTyped] = useState<string>();
  const latest = useRef({ written, judge, write, says, typed });
  latest.current = { written, judge, write, says, typed };
  const own = useRef<string>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const commit = useRef((final: boolean) => {
    clearTimeout(timer.current);
    pending.delete(flush.current);
    const now = latest.current;
    const text = now.typed;
    if (text === undefined || text === now.written) return;
    if (!final && now.judge(text) !== undefined) return;
    if (now.write(text, final)) own.current = now.says?.(text) ?? text;
  });
  const flush = useRef(() => commit.current(true));

  useEffect(() => {
    // What we wrote ourselves stands here as it was typed. Anything else is newer than that.
    if (written !== own.current && !pending.has(flush.current)) setTyped(undefined);
  }, [written, pending]);
  useEffect(() => {
    const last = flush.current;
    return () => {
      if (pending.has(last)) last();
    };
  }, [pending]);

  return {
    text: typed ?? written,
    message: typed === undefined || typed === written ? undefined : judge(typed),
    type: (text: string) => {
      latest.current = { ...latest.current, typed: text };
      setTyped(text);
      clearTimeout(timer.current);
      pending.add(flush.current);
      timer.current = setTimeout(() => commit.current(false), pause);
    },
    finish: () => commit.current(true),
    leave: () => {
      commit.current(true);
      setTyped(undefined);
    },
  };
};

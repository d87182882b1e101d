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
};

/**
 * The text of a field while somebody types into it. It goes into the document when the keys rest, at Enter, and when the field is left;
 * what is changed in the document from outside shows in the field, unless something newer was typed here.
 */
export const useTyped = ({ written, judge, write }: Typing) => {
  const { pending } = useForm();
  const [typed, setTyped] = useState<string>();
  const latest = useRef({ written, judge, write, typed });
  latest.current = { written, judge, write, typed };
  const own = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const commit = useRef((final: boolean) => {
    clearTimeout(timer.current);
    pending.delete(flush.current);
    const now = latest.current;
    const text = now.typed;
    if (text === undefined || text === now.written) return;
    if (!final && now.judge(text) !== undefined) return;
    own.current = true;
    if (!now.write(text, final)) own.current = false;
  });
  const flush = useRef(() => commit.current(true));

  // biome-ignore lint/correctness/useExhaustiveDependencies: it is about the change of what is written
  useEffect(() => {
    // The first change after ours is ours. Any other one is newer than what stands here.
    if (own.current) own.current = false;
    else if (!pending.has(flush.current)) setTyped(undefined);
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

import type { ApplyOn, Generation, Handlers, Text, WorkspaceFile } from '#contract/contract.ts';

type Name = 'config.apply' | 'config.history' | 'config.generation' | 'config.rollback' | 'config.applyOn';

/** What the fake's history needs of the fake. */
type Needed = {
  readonly clock: () => number;
  readonly disk: () => readonly WorkspaceFile[];
  /** Replaces what is on disk, and tells; nothing of it answers yet. */
  readonly setDisk: (texts: readonly Text[]) => void;
  /** Has what is on disk answer, in the next generation, and gives its number. */
  readonly build: (texts: readonly Text[]) => number;
  readonly tellRunning: () => void;
};

/** Review, history and rollback of the fake. `served` after each change of the disk. */
export type FakeConfig = {
  readonly handlers: Pick<Handlers, Name>;
  readonly applyOn: () => ApplyOn;
  readonly waiting: () => readonly string[];
  /** The disk is otherwise: it answers at once, or waits. */
  readonly changed: (by: 'start' | 'save' | 'disk') => void;
};

/** The same answers as main gives, in memory. */
export const createFakeConfig = ({ clock, disk, setDisk, build, tellRunning }: Needed): FakeConfig => {
  let on: ApplyOn = 'save';
  let past: readonly { readonly said: Generation; readonly texts: readonly Text[] }[] = [];

  const served = (): readonly Text[] => past[0]?.texts ?? [];
  const onDisk = (): readonly Text[] => disk().map(({ file, text }) => ({ file, text }));
  const waiting = () => differing(served(), onDisk());
  const serve = (by: Generation['by'], of?: number): number => {
    const texts = onDisk();
    const before = past.length === 0 ? texts : served();
    const changes = differing(before, texts).map((file) => ({
      file,
      ...countLines(textOf(before, file), textOf(texts, file)),
    }));
    const generation = build(texts);
    past = [{ said: { generation, at: clock(), by, ...(of !== undefined && { of }), changes }, texts }, ...past].slice(
      0,
      21,
    );
    tellRunning();
    return generation;
  };
  const answering = (): number => past[0]?.said.generation ?? 0;
  /** Where one step back leads: behind a way back, further back. */
  const back = () => {
    let at = 0;
    for (let of = past[0]?.said.of; of !== undefined && at >= 0; of = past[at]?.said.of) {
      at = past.findIndex(({ said }) => said.generation === of);
    }
    return at < 0 ? undefined : past.slice(at + 1).find(({ texts }) => differing(texts, served()).length > 0);
  };

  const handlers: FakeConfig['handlers'] = {
    'config.apply': async ({ files }) => {
      const stale = files.find(({ file, base }) => disk().find((one) => one.file === file)?.revision !== base);
      if (stale) return failed('workspace/changed-on-disk', `"${stale.file}" was changed on disk in the meantime`);
      const before = onDisk();
      const wanted = new Map(files.map(({ file, text }) => [file, text]));
      const kept = before.map(({ file, text }) => ({ file, text: wanted.get(file) ?? text }));
      const fresh = files.filter(({ file }) => textOf(before, file) === undefined);
      const written = files.filter(({ file, text }) => textOf(before, file) !== text).map(({ file }) => file);
      if (written.length > 0) setDisk([...kept, ...fresh.map(({ file, text }) => ({ file, text }))]);
      return { ok: true, value: { generation: waiting().length > 0 ? serve('apply') : answering(), files: written } };
    },
    'config.history': async () => {
      const to = back()?.said;
      return past.map(({ said }) => (said === to ? { ...said, back: true as const } : said));
    },
    'config.generation': async ({ generation }) => {
      const found = past.find(({ said }) => said.generation === generation);
      return found
        ? { ok: true, value: found.texts }
        : failed('config/no-generation', `there is no generation ${generation}`);
    },
    'config.rollback': async ({ generation }) => {
      const to = generation === undefined ? back() : past.find(({ said }) => said.generation === generation);
      if (!to) return failed('config/no-generation', 'there is no earlier generation');
      const lost = waiting().filter((file) => {
        const text = textOf(onDisk(), file);
        return text !== undefined && !past.some(({ texts }) => textOf(texts, file) === text);
      });
      if (lost.length > 0) return failed('config/unapplied', `going back would lose text in "${lost.join('", "')}"`);
      const files = differing(onDisk(), to.texts);
      if (files.length > 0) setDisk(to.texts);
      return {
        ok: true,
        value: { generation: waiting().length > 0 ? serve('rollback', to.said.generation) : answering(), files },
      };
    },
    'config.applyOn': async ({ on: next }) => {
      on = next;
      if (on === 'save' && waiting().length > 0) serve('apply');
      else tellRunning();
      return null;
    },
  };

  return {
    handlers,
    applyOn: () => on,
    waiting,
    changed: (by) => {
      if (on === 'save' || by === 'start') serve(by);
      else tellRunning();
    },
  };
};

const textOf = (texts: readonly Text[], file: string): string | undefined =>
  texts.find((one) => one.file === file)?.text;

const differing = (before: readonly Text[], after: readonly Text[]): readonly string[] =>
  [...new Set([...before, ...after].map(({ file }) => file))]
    .filter((file) => textOf(before, file) !== textOf(after, file))
    .sort();

/** Lines that only moved are not counted, which is near enough for a fake. */
const countLines = (before = '', after = ''): { readonly added: number; readonly removed: number } => {
  const lines = (text: string) => text.split('\n').filter((line, i, all) => i < all.length - 1 || line !== '');
  const left = lines(before);
  const added = lines(after).filter((line) => {
    const at = left.indexOf(line);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
  return { added: added.length, removed: left.length };
};

const failed = (code: string, message: string) => ({ ok: false, failure: { code, message } }) as const;

import type { Applied, ApplyOn, Handlers } from '#contract/contract.ts';
import type { Failure, Result } from '#core/failure.ts';
import type { Source } from '#core/text/source.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { FileChange } from '../workspace/write-all.ts';
import { differing, type History, type Past } from './history.ts';
import type { Serving } from './serving.ts';

type Needed<B> = {
  readonly workspace: Workspace;
  readonly serving: Serving<B>;
  readonly history: History<B>;
  /** Takes over the new mode; told before what waits is applied. */
  readonly setApplyOn: (on: ApplyOn) => void;
};

type Name = 'config.apply' | 'config.history' | 'config.generation' | 'config.rollback' | 'config.applyOn';

type Answering = { readonly now: () => { readonly sources: readonly Source[] } };

/** Files whose text on disk is not what answers. */
export const waitingFiles = (workspace: Workspace, { now }: Answering): readonly string[] =>
  differing(now().sources, workspace.sources());

/** The calls that apply text, and go back to it. One after the other: none meets another half-way. */
export const configure = <B>({ workspace, serving, history, setApplyOn }: Needed<B>): Pick<Handlers, Name> => {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work);
    last = mine.catch(() => undefined); // whoever asked for it gets the error
    return mine;
  };
  const applied = async (files: readonly string[], answering: Promise<Result<number>>): Promise<Result<Applied>> => {
    const answer = await answering;
    return answer.ok ? { ok: true, value: { generation: answer.value, files } } : answer;
  };
  const rollback = async (past: Past<B>): Promise<Result<Applied>> => {
    const lost = waitingFiles(workspace, serving).filter((file) => {
      const text = workspace.sources().find((source) => source.file === file)?.text;
      return text !== undefined && !history.has(file, text);
    });
    if (lost.length > 0) return refused(unapplied(lost));
    const written = await workspace.writeAll(changesTo(past, workspace));
    if (!written.ok) return written;
    const { said, held } = past;
    const back = { by: 'rollback', of: said.generation, ...(held !== undefined && { from: held }) } as const;
    return applied(written.value.files, serving.serve({ sources: workspace.sources(), ...back }));
  };

  return {
    'config.apply': ({ files }) =>
      inTurn(async () => {
        const written = await workspace.writeAll(files);
        if (!written.ok) return written;
        // What is in the workspace at this very moment: a change on disk right behind is a generation of its own.
        return applied(written.value.files, serving.serve({ sources: workspace.sources(), by: 'apply' }));
      }),
    'config.history': async () => history.list(),
    'config.generation': async ({ generation }) => {
      const past = history.find(generation);
      return past ? { ok: true, value: past.sources } : refused(noGeneration(generation));
    },
    'config.rollback': ({ generation }) =>
      inTurn(async () => {
        const past = generation === undefined ? history.before() : history.find(generation);
        return past ? rollback(past) : refused(noGeneration(generation));
      }),
    'config.applyOn': ({ on }) =>
      inTurn(async () => {
        setApplyOn(on);
        if (on === 'save' && waitingFiles(workspace, serving).length > 0)
          await serving.serve({ sources: workspace.sources(), by: 'apply' });
        return null;
      }),
  };
};

/** What has to be written for the workspace to have the text of that generation and nothing else. */
const changesTo = ({ sources }: Past<unknown>, workspace: Workspace): readonly FileChange[] => {
  const { files } = workspace.state();
  const then = new Map(sources.map(({ file, text }) => [file, text]));
  const there = new Set(files.map(({ file }) => file));
  return [
    ...files.flatMap(({ file, text, revision }): readonly FileChange[] => {
      const old = then.get(file);
      if (old === text) return [];
      return [old === undefined ? { file, base: revision } : { file, text: old, base: revision }];
    }),
    ...sources.filter(({ file }) => !there.has(file)).map(({ file, text }) => ({ file, text })),
  ];
};

const unapplied = (files: readonly string[]): Failure => ({
  code: 'config/unapplied',
  message: `going back would lose text on disk that has never answered, in ${files.map((file) => `"${file}"`).join(', ')}; apply it first, or take it back in its file`,
  detail: { files: files.join('\n') },
});

const noGeneration = (generation: number | undefined): Failure =>
  generation === undefined
    ? {
        code: 'config/no-generation',
        message: 'there is no earlier generation to go back to; name one of the history to go to any other',
      }
    : {
        code: 'config/no-generation',
        message: `generation ${generation} is not in the history; it holds the newest one and the 20 before it`,
        detail: { generation },
      };

const refused = (failure: Failure): Result<never> => ({ ok: false, failure });

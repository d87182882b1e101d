import type { Ask, EngineQuestions } from './engine.ts';

type Asynchronous<F> = F extends (...args: infer A) => infer R ? (...args: A) => Promise<R> : never;

/**
 * What the editor may ask about the workspace; answered from the last analysis, off this thread where there is a worker.
 * Offsets count in the text of a file as it was analysed last (`DraftState.texts`), or in `text` where a method takes one.
 * The answer is undefined where there is nothing to say, before the first analysis, and for questions that nobody answers.
 */
export type Language = {
  readonly [Q in Exclude<keyof EngineQuestions, 'analyse' | 'rest'>]: Asynchronous<EngineQuestions[Q]>;
};

export const createLanguage = (ask: Ask): Language => ({
  complete: (file, text, offset) => ask('complete', file, text, offset),
  hover: (file, text, offset) => ask('hover', file, text, offset),
  fixes: (diagnostic) => ask('fixes', diagnostic),
  definitions: (file, offset) => ask('definitions', file, offset),
  references: (file, offset) => ask('references', file, offset),
  renameTarget: (file, offset) => ask('renameTarget', file, offset),
  rename: (file, offset, name) => ask('rename', file, offset, name),
  outline: (file) => ask('outline', file),
  explained: (asked) => ask('explained', asked),
  targets: (namespace) => ask('targets', namespace),
  tests: () => ask('tests'),
  runTests: (from, count) => ask('runTests', from, count),
  testTrace: (test) => ask('testTrace', test),
  acceptTest: (file, tests) => ask('acceptTest', file, tests),
  newTest: (request, file) => ask('newTest', request, file),
  importTests: (source) => ask('importTests', source),
  follow: (texts) => ask('follow', texts),
  tableOf: (texts) => ask('tableOf', texts),
  convert: (target, to) => ask('convert', target, to),
  format: (text) => ask('format', text),
});

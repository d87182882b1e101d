import { type AskMessage, answerMessage } from './ask.ts';
import { createEngine } from './engine.ts';

/** The entry of the worker: questions in, answers out, in order. */
const engine = createEngine();

self.onmessage = ({ data }: MessageEvent<AskMessage>) => {
  self.postMessage(answerMessage(engine, data));
};

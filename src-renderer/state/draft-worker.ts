import { type AskMessage, answerMessage } from './ask.ts';
import { createEngine, type EngineQuestions } from './engine.ts';

/** The entry of the worker: questions in, answers out, in order. */
const engine = createEngine();

self.onmessage = ({ data }: MessageEvent<AskMessage<keyof EngineQuestions>>) => {
  self.postMessage(answerMessage(engine, data));
};

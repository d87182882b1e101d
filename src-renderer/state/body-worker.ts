import { type AskMessage, answerMessage } from './ask.ts';
import { type BodyQuestions, createBodyEngine } from './body-engine.ts';

/** The entry of the worker that reads long bodies: questions in, answers out, in order. */
const engine = createBodyEngine();

self.onmessage = ({ data }: MessageEvent<AskMessage<keyof BodyQuestions>>) => {
  self.postMessage(answerMessage(engine, data));
};

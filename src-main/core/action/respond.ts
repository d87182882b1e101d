import type { RespondAction } from '../route/table.ts';

/** `answer 503 with "maintenance"`; `answer 500 without a body, because …`. */
export const explainRespond = ({ because, ...action }: RespondAction): string =>
  because === undefined ? sayAnswer(action) : `${sayAnswer(action)}, because ${because}`;

const sayAnswer = ({ status, body }: Pick<RespondAction, 'status' | 'body'>): string => {
  if (body === undefined) return `answer ${status} without a body`;
  if ('base64' in body)
    return `answer ${status} with ${Math.floor((body.base64.replace(/=+$/, '').length * 3) / 4)} bytes`;
  const { text } = body;
  return `answer ${status} with "${text.length > 60 ? `${text.slice(0, 60)}…` : text}"`;
};

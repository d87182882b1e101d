import type { ServerResponse } from 'node:http';
import type { Dice } from '#core/world.ts';
import { send, sendJson } from '../sample-server.ts';
import { type HttpbinRequest, type HttpbinRoute, part } from './route.ts';

/** `/status/{codes}`: one code, or several with optional weights (`200:3,503`) of which one is drawn. */
export const statusRoutes = (dice: Dice): readonly HttpbinRoute[] => [
  {
    methods: ['*'],
    path: '/status/{codes}',
    about: 'the given status; of several (200:3,503:1) one is drawn',
    answer: (request, response) => {
      const code = draw(part(request, 0), dice);
      if (code === undefined) return send(response, 400, 'text/plain; charset=utf-8', 'not a list of status codes\n');
      return answer(code, request, response);
    },
  },
  {
    methods: ['GET'],
    path: '/unstable',
    about: 'fails half of the time (failure_rate=0.5)',
    answer: ({ query }, response) => {
      const rate = Number(query.get('failure_rate') ?? '0.5');
      send(response, dice() < rate ? 500 : 200, 'text/plain; charset=utf-8', '');
    },
  },
];

function draw(codes: string, dice: Dice): number | undefined {
  const choices = codes.split(',').map((choice) => /^(\d{3})(?::(\d+(?:\.\d+)?))?$/.exec(choice.trim()));
  let total = 0;
  for (const choice of choices) {
    const code = Number(choice?.[1]);
    if (!choice || code < 200 || code > 599) return undefined;
    total += Number(choice[2] ?? 1);
  }
  let at = dice() * total;
  for (const choice of choices) {
    at -= Number(choice?.[2] ?? 1);
    if (at < 0) return Number(choice?.[1]);
  }
  return Number(choices.at(-1)?.[1]);
}

function answer(code: number, request: HttpbinRequest, response: ServerResponse): void {
  // The body of a request nobody asked about is read and forgotten, so that the connection can be kept.
  request.raw.resume();
  if (code === 401) response.setHeader('www-authenticate', 'Basic realm="Fake Realm"');
  if (code === 407) response.setHeader('proxy-authenticate', 'Basic realm="Fake Realm"');
  if (code >= 301 && code <= 308 && code !== 304 && code !== 306) response.setHeader('location', '/redirect/1');
  if (code === 418) return send(response, 418, 'text/plain; charset=utf-8', "I'm a teapot!\n");
  if (code === 406)
    return sendJson(response, 406, { message: 'not acceptable', accept: ['image/png', 'image/svg+xml', 'image/*'] });
  if (code === 204 || code === 304) {
    response.writeHead(code);
    return void response.end();
  }
  return send(response, code, 'text/plain; charset=utf-8', '');
}

import { readFile, stat } from 'node:fs/promises';
import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import type { Candidate } from '#core/edit/candidate.ts';
import type { Result } from '#core/failure.ts';
import { type Container, readContainer } from './container.ts';
import { type EngineAddress, type EngineWorld, engineAddress } from './docker-address.ts';
import { refused, sayError } from './within.ts';

/** The published TCP ports of running containers. Fails where no engine answers, with what can be done about it. */
export const dockerCandidates = async (
  world: EngineWorld,
  signal: AbortSignal,
): Promise<Result<readonly Candidate[]>> => {
  const found = await engineAddress(world);
  if (!found.ok) return found;
  const engine = found.value;
  let answer: { readonly status: number; readonly body: string };
  try {
    answer = await get(engine, '/containers/json', signal);
  } catch (error) {
    return whyNot(engine, error);
  }
  if (answer.status !== 200)
    return refused(
      'discover/engine',
      `the container engine at "${engine.said}" answered ${answer.status}${messageOf(answer.body)}`,
    );
  let list: unknown;
  try {
    list = JSON.parse(answer.body);
  } catch {
    list = undefined; // told below
  }
  if (!Array.isArray(list))
    return refused(
      'discover/engine',
      `what answers at "${engine.said}" is no container engine: it does not speak its API`,
    );
  return { ok: true, value: list.flatMap((one: unknown) => candidatesOf(readContainer(one), engine)) };
};

const candidatesOf = (
  { name, image: Image, service, project, ports }: Container,
  engine: EngineAddress,
): readonly Candidate[] => {
  const image = Image && shortImage(Image);
  const published = new Map<number, Container['ports'][number]>();
  // One for IPv4 and one for IPv6 are the same port to whoever binds it.
  for (const one of ports) if (!published.has(one.port)) published.set(one.port, one);
  return [...published.values()].map(({ port, ip, innerPort }): Candidate => {
    const everywhere = ['', '0.0.0.0', '::', '127.0.0.1', '[::]'].includes(ip);
    const host = everywhere ? engine.publishedOn : ip;
    const address = host === '127.0.0.1' ? String(port) : `${host.includes(':') ? `[${host}]` : host}:${port}`;
    return {
      id: `container ${service ?? name} ${innerPort}`,
      kind: 'container',
      label: service ?? name,
      to: { address },
      port,
      innerPort,
      names: [...new Set([name, project, image].filter((one) => one !== undefined))],
      about: { process: name, ...(Image !== undefined && { image: Image }) },
    };
  });
};

/** `ghcr.io/shop/orders:1.2@sha256:…` is called `orders`. */
const shortImage = (image: string): string | undefined => /([^/:@]+)(?::[^/@]*)?(?:@.*)?$/.exec(image)?.[1];

const messageOf = (body: string): string => {
  try {
    const { message } = JSON.parse(body) as { message?: unknown };
    return typeof message === 'string' && message.trim() !== ''
      ? ` (${message.trim().replace(/\s+/g, ' ').slice(0, 200)})`
      : '';
  } catch {
    return ''; // engines say why in JSON; others do not
  }
};

/** Why an engine cannot be asked, and what can be done about it. */
export const whyNot = async (engine: EngineAddress, error: unknown): Promise<Result<never>> => {
  const code = (error as NodeJS.ErrnoException).code;
  const { socketPath } = engine.options;
  if (code === 'EACCES' || code === 'EPERM') {
    const group = socketPath === undefined ? undefined : await groupOf(socketPath);
    const remedy =
      group === undefined || group === 'root'
        ? 'run the engine for this user'
        : `add your user to the group "${group}" and log in again`;
    return refused(
      'discover/engine-permission',
      `the socket of the container engine "${engine.said}" may not be opened by this user; ${remedy}`,
    );
  }
  if (code === 'ENOENT' || code === 'ECONNREFUSED')
    return refused('discover/no-engine', `no container engine answers at "${engine.said}"; start it`);
  return refused('discover/engine', `the container engine at "${engine.said}" cannot be asked (${sayError(error)})`);
};

/** The group that may use a socket, by the system's own list (group(5)). */
const groupOf = async (path: string): Promise<string | undefined> => {
  try {
    const { gid } = await stat(path);
    const line = (await readFile('/etc/group', 'utf8')).split('\n').find((one) => one.split(':')[2] === String(gid));
    return line?.split(':')[0];
  } catch {
    return undefined; // then it is said without
  }
};

const mostBytes = 16 * 1024 * 1024;

const get = ({ options }: EngineAddress, path: string, signal: AbortSignal) =>
  new Promise<{ readonly status: number; readonly body: string }>((resolve, reject) => {
    const { tls, ...where } = options;
    const request = tls ? requestSecure : requestPlain;
    const asked = request({ ...where, ...tls, path, signal, headers: { host: 'docker' } }, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size > mostBytes) asked.destroy(new Error('its answer is larger than 16 MiB'));
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
      );
      response.on('error', reject);
    });
    asked.on('error', reject);
    asked.end();
  });

import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Result } from '#core/failure.ts';
import { refused } from './within.ts';

/** Where a container engine is asked, and which host its published ports are on. */
export type EngineAddress = {
  readonly said: string;
  readonly publishedOn: string;
  readonly options: {
    readonly socketPath?: string;
    readonly host?: string;
    readonly port?: number;
    readonly tls?: { readonly ca?: Buffer; readonly cert?: Buffer; readonly key?: Buffer };
  };
};

export type EngineWorld = {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
};

/**
 * Where the `docker` command would ask: DOCKER_HOST, else the context that is in use, else the usual socket, and where it is absent
 * those of rootless engines and of other desktops (Docker documentation, "Environment variables" and "Docker contexts").
 */
export const engineAddress = async (world: EngineWorld): Promise<Result<EngineAddress>> => {
  const { environment, home, platform } = world;
  const given = environment.DOCKER_HOST;
  if (given !== undefined && given !== '') return addressOf(given, environment, 'DOCKER_HOST');
  const folder = environment.DOCKER_CONFIG ?? join(home, '.docker');
  const name = environment.DOCKER_CONTEXT ?? (await currentContext(folder));
  if (name !== undefined && name !== 'default' && name !== '') {
    const { host, certificates } = await contextOf(folder, name);
    if (host === undefined)
      return refused(
        'discover/no-context',
        `the Docker context "${name}" cannot be read; choose another with "docker context use"`,
      );
    // A context brings certificates of its own, or none.
    const own = certificates === undefined ? {} : { DOCKER_CERT_PATH: certificates, DOCKER_TLS_VERIFY: '1' };
    return addressOf(host, own, `the Docker context "${name}"`);
  }
  if (platform === 'win32') return { ok: true, value: atSocket('//./pipe/docker_engine') };
  const runtime = environment.XDG_RUNTIME_DIR;
  const places = [
    '/var/run/docker.sock',
    join(home, '.docker/run/docker.sock'),
    ...(runtime ? [join(runtime, 'docker.sock'), join(runtime, 'podman/podman.sock')] : []),
    join(home, '.colima/default/docker.sock'),
    join(home, '.rd/docker.sock'),
    join(home, '.orbstack/run/docker.sock'),
  ];
  for (const place of places) if (await isThere(place)) return { ok: true, value: atSocket(place) };
  return refused(
    'discover/no-engine',
    'no container engine runs here: there is no socket of one, and DOCKER_HOST names none',
  );
};

const atSocket = (socketPath: string): EngineAddress => ({
  said: socketPath,
  publishedOn: '127.0.0.1',
  options: { socketPath },
});

const addressOf = async (
  host: string,
  environment: EngineWorld['environment'],
  by: string,
): Promise<Result<EngineAddress>> => {
  const [, scheme = '', rest = ''] = /^([a-z]+):\/\/(.*)$/.exec(host) ?? [];
  if ((scheme === 'unix' || scheme === 'npipe') && !/^\/+./.test(rest))
    return refused('discover/engine-address', `${by} says "${host}", which names no socket; write "unix:///path"`);
  if (scheme === 'unix') return { ok: true, value: atSocket(rest) };
  if (scheme === 'npipe') return { ok: true, value: atSocket(rest.replace(/^\/+/, '//')) };
  if (scheme !== 'tcp' && scheme !== 'http' && scheme !== 'https')
    return refused(
      'discover/engine-address',
      `${by} says "${withoutUser(host)}", which is not spoken here; use unix://, npipe:// or tcp://${scheme === 'ssh' ? ', or forward its socket with "ssh -L"' : ''}`,
    );
  const secure = scheme === 'https' || (environment.DOCKER_TLS_VERIFY ?? '') !== '';
  const url = URL.parse(`http://${rest}`);
  if (url === null || url.hostname === '')
    return refused(
      'discover/engine-address',
      `${by} says "${withoutUser(host)}", which is not an address; write "tcp://host:2375"`,
    );
  const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const folder = environment.DOCKER_CERT_PATH;
  const part = (name: string) => (folder ? readFile(join(folder, name)).catch(() => undefined) : undefined);
  const [ca, cert, key] = secure ? await Promise.all([part('ca.pem'), part('cert.pem'), part('key.pem')]) : [];
  const tls = { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
  const usual = secure ? 2376 : 2375;
  return {
    ok: true,
    value: {
      said: withoutUser(host),
      publishedOn: isLoopback(hostname) ? '127.0.0.1' : hostname,
      options: {
        host: hostname,
        port: rest.includes(':') && url.port !== '' ? Number(url.port) : usual,
        ...(secure && { tls }),
      },
    },
  };
};

/** There may be a password in it. */
const withoutUser = (host: string): string => host.replace(/\/\/[^/@]*@/, '//');

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.');

const currentContext = async (folder: string): Promise<string | undefined> => {
  const config = await readJson(join(folder, 'config.json'));
  return typeof config?.currentContext === 'string' ? config.currentContext : undefined;
};

/** The store of the command: folders for each context, called by the digest of its name. */
const contextOf = async (
  folder: string,
  name: string,
): Promise<{ readonly host?: string; readonly certificates?: string }> => {
  const digest = createHash('sha256').update(name).digest('hex');
  const meta = await readJson(join(folder, 'contexts/meta', digest, 'meta.json'));
  const host = (meta?.Endpoints as { docker?: { Host?: unknown } } | undefined)?.docker?.Host;
  if (typeof host !== 'string') return {};
  const certificates = join(folder, 'contexts/tls', digest, 'docker');
  const some = await stat(join(certificates, 'ca.pem')).then(
    () => true,
    () => false,
  );
  return { host, ...(some && { certificates }) };
};

const readJson = async (path: string): Promise<Readonly<Record<string, unknown>> | undefined> => {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // the command goes on without it too
  }
};

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isSocket(),
    () => false,
  );

/** What `GET /containers/json` says of a container (Docker Engine API v1.50, ContainerSummary), as far as it is used. */
export type Container = {
  readonly name: string;
  readonly image: string | undefined;
  /** Of Compose. */
  readonly service: string | undefined;
  readonly project: string | undefined;
  /** The published ones of TCP. */
  readonly ports: readonly { readonly port: number; readonly ip: string; readonly innerPort: number }[];
};

/** Whatever is not as the API says is left out: other engines, and what stands before them, answer nearly alike. */
export const readContainer = (said: unknown): Container => {
  const labels = member(said, 'Labels');
  const [first] = list(member(said, 'Names'));
  const name = text(first)?.replace(/^\//, '') ?? text(member(said, 'Id'))?.slice(0, 12) ?? 'container';
  return {
    name,
    image: text(member(said, 'Image')),
    service: text(member(labels, 'com.docker.compose.service')),
    project: text(member(labels, 'com.docker.compose.project')),
    ports: list(member(said, 'Ports')).flatMap((one) => {
      const [port, innerPort] = [number(member(one, 'PublicPort')), number(member(one, 'PrivatePort'))];
      if (member(one, 'Type') !== 'tcp' || port === undefined || innerPort === undefined) return [];
      return { port, innerPort, ip: text(member(one, 'IP')) ?? '' };
    }),
  };
};

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const number = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 65536 ? value : undefined;

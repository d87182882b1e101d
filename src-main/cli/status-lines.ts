import type { Condition, ResourceStatus } from '#core/snapshot/status.ts';

type Conditions = readonly Condition[];

type Body = {
  readonly conditions?: Conditions;
  readonly addresses?: readonly { readonly value: string }[];
  readonly attachedListenerSets?: number;
  /** Of Ingresses, and of Services of type LoadBalancer. */
  readonly loadBalancer?: {
    readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[];
  };
  readonly listeners?: readonly {
    readonly name: string;
    readonly attachedRoutes: number;
    readonly supportedKinds: readonly { readonly kind: string }[];
    readonly conditions: Conditions;
  }[];
  readonly parents?: readonly { readonly parentRef: Ref; readonly conditions: Conditions }[];
  readonly ancestors?: readonly { readonly ancestorRef: Ref; readonly conditions: Conditions }[];
};

type Ref = {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly sectionName?: string;
  readonly port?: number;
};

/** A head for each resource; below it a table of its conditions, and those of its listeners, parents or ancestors. */
export const statusLines = (statuses: readonly ResourceStatus[], colour = false): readonly string[] =>
  statuses.flatMap(({ kind, namespace, name, status }, index) => {
    const body = status as Body;
    const balanced = (body.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip ?? hostname ?? '');
    const addresses = [...(body.addresses ?? []).map(({ value }) => value), ...balanced].join(', ');
    const facts = [
      ...(addresses === '' ? [] : [`at ${addresses}`]),
      ...(body.attachedListenerSets ? [`${body.attachedListenerSets} ListenerSets`] : []),
    ];
    const head = `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
    const blocks: readonly (readonly [title: string | undefined, conditions: Conditions])[] = [
      [undefined, body.conditions ?? []],
      ...(body.listeners ?? []).map(
        ({ name: own, attachedRoutes, supportedKinds, conditions }) =>
          [
            `listener ${own}: ${attachedRoutes} ${attachedRoutes === 1 ? 'route' : 'routes'}, takes ${supportedKinds.map((one) => one.kind).join(', ') || 'nothing'}`,
            conditions,
          ] as const,
      ),
      ...(body.parents ?? []).map(({ parentRef, conditions }) => [`at ${sayRef(parentRef)}`, conditions] as const),
      ...(body.ancestors ?? []).map(
        ({ ancestorRef, conditions }) => [`at ${sayRef(ancestorRef)}`, conditions] as const,
      ),
    ];
    const nobody =
      body.loadBalancer === undefined &&
      blocks.every(([title, conditions]) => title === undefined && conditions.length === 0);
    return [
      ...(index === 0 ? [] : ['']),
      [paint(colour, '1', head), ...facts].join('  '),
      ...blocks.flatMap(([title, conditions]) => [
        ...(title === undefined ? [] : [`  ${title}`]),
        ...table(conditions, title === undefined ? 2 : 4, colour),
      ]),
      ...(nobody ? ['  no Gateway that is served here knows it'] : []),
    ];
  });

const sayRef = ({ kind, name, namespace, sectionName, port }: Ref): string =>
  `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}${sectionName === undefined ? '' : ` listener ${sectionName}`}${port === undefined ? '' : ` port ${port}`}`;

const table = (conditions: Conditions, indent: number, colour: boolean): readonly string[] => {
  const width = (pick: (one: Condition) => string) => Math.max(0, ...conditions.map((one) => pick(one).length));
  const [types, words, reasons] = [width((one) => one.type), width((one) => one.status), width((one) => one.reason)];
  return conditions.map((one) => {
    const { type, status, reason, message } = one;
    const word = paint(colour, isBad(one) ? '31' : '32', status.padEnd(words));
    return `${' '.repeat(indent)}${type.padEnd(types)}  ${word}  ${reason.padEnd(reasons)}  ${message}`.trimEnd();
  });
};

/** Conditions that are good news when they are False. */
const negative: readonly string[] = [
  'Conflicted',
  'OverlappingTLSConfig',
  'PartiallyInvalid',
  'InsecureFrontendValidationMode',
];

const isBad = ({ type, status }: Condition): boolean =>
  negative.includes(type) ? status === 'True' : status !== 'True';

const paint = (colour: boolean, code: string, text: string): string =>
  colour ? `\u001b[${code}m${text}\u001b[0m` : text;

import type { HttpMatch, HttpRoute } from '../../resource/istio/http-route.ts';
import type { VirtualServiceSpec } from '../../resource/istio/virtual-service.ts';
import type { Resource } from '../../resource/resource.ts';
import type { Path } from '../../text/tree.ts';
import type { Omitted } from '../table.ts';

export type VirtualService = Resource<VirtualServiceSpec>;

/** A value and the place it is written at. Of a delegate's entry some values are its own and others the root's. */
export type Written<T> = { readonly value: T; readonly in: VirtualService; readonly path: Path };

/** One `http[]` entry as it takes part in routing: the VirtualService's own, or a delegate's merged with the entry that delegates. */
export type Entry = {
  readonly in: VirtualService;
  readonly path: Path;
  readonly via?: { readonly in: VirtualService; readonly path: Path };
  readonly name: string;
  /** Empty: matches everything. */
  readonly matches: readonly Match[];
  readonly route?: Written<NonNullable<HttpRoute['route']>>;
  readonly redirect?: Written<NonNullable<HttpRoute['redirect']>>;
  readonly directResponse?: Written<NonNullable<HttpRoute['directResponse']>>;
  readonly rewrite?: Written<NonNullable<HttpRoute['rewrite']>>;
  readonly timeout?: Written<number>;
  readonly headers?: Written<NonNullable<HttpRoute['headers']>>;
  readonly fault?: Written<NonNullable<HttpRoute['fault']>>;
  readonly corsPolicy?: Written<NonNullable<HttpRoute['corsPolicy']>>;
  readonly retries?: Written<NonNullable<HttpRoute['retries']>>;
  readonly mirror?: Written<NonNullable<HttpRoute['mirror']>>;
  readonly mirrors?: Written<NonNullable<HttpRoute['mirrors']>>;
  readonly mirrorPercent?: Written<number>;
  readonly mirrorPercentage?: Written<NonNullable<HttpRoute['mirrorPercentage']>>;
};

/** One `match[]` element. `parts` are where it is written, the delegate's first; `gateways` are resolved in their own namespace. */
export type Match = {
  readonly spec: HttpMatch;
  readonly gateways: readonly string[];
  readonly parts: readonly [Part, ...Part[]];
};

type Part = { readonly in: VirtualService; readonly path: Path; readonly spec: HttpMatch };

export type ResolvedEntry = Entry | { readonly omitted: Omitted };

import type { Resource } from '../../resource/resource.ts';
import type { Path } from '../../text/tree.ts';
import type { Origin } from '../table.ts';

/** Where in the user's documents something of the table comes from. */
export const originOf = (resource: Resource, path: Path): Origin => ({
  kind: resource.kind,
  namespace: resource.namespace,
  name: resource.name,
  path: pathText(path),
  place: resource.at(path),
});

/** A path as it is written: `spec.http[0].match[1]`; a key that is not a plain word stands in brackets. */
export const pathText = (path: Path): string => {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (!/^[A-Za-z_][\w-]*$/.test(step)) text += `[${JSON.stringify(step)}]`;
    else text += text === '' ? step : `.${step}`;
  }
  return text;
};

/** `namespace/name`, by which Gateways are known. */
export const keyOf = ({ namespace, name }: { readonly namespace: string; readonly name: string }): string =>
  `${namespace}/${name}`;

import type { CompletionItem } from './answers.ts';
import type { Context } from './context.ts';
import { itemTexts } from './item-texts.ts';
import { knownHosts } from './known-hosts.ts';
import { type Filling, resourceTexts, routeTexts } from './snippet-texts.ts';
import type { Workspace } from './workspace.ts';

/** Whole resources for an empty document, filled with names of the workspace where there are. */
export const resourceSnippets = (workspace: Workspace): readonly CompletionItem[] =>
  resourceTexts(fillingOf(workspace, 'default')).map(([label, doc, text]) => ({
    label,
    is: 'snippet',
    detail: 'a whole resource',
    doc,
    insert: text,
  }));

/** Whole items for the list in which the cursor stands; their lines are indented to its column. */
export const listSnippets = (workspace: Workspace, context: Context): readonly CompletionItem[] => {
  const at = context.path.filter((step) => typeof step === 'string').join('.');
  const indent = `\n${' '.repeat(context.column)}`;
  const filling = fillingOf(workspace, context.namespace);
  return [...routeTexts(filling), ...itemTexts(filling)]
    .filter(({ group, kind, path }) => group === context.group && kind === context.kind && path === at)
    .flatMap(({ items }) => items)
    .map(([label, doc, text]) => ({
      label,
      is: 'snippet',
      detail: 'snippet',
      doc,
      insert: text.replaceAll('\n', indent),
    }));
};

const fillingOf = (workspace: Workspace, namespace: string): Filling => {
  const { snapshot } = workspace;
  const [service] = knownHosts(workspace, namespace).filter(
    ({ ports, host }) => ports.length > 0 && !host.includes('*'),
  );
  const gateway = snapshot.gateways[0];
  const parent = snapshot.gatewayApi.gateways.find((one) => one.namespace === namespace);
  const [backend] = snapshot.services.filter((one) => one.namespace === namespace && one.spec.ports?.length);
  const host = gateway?.spec.servers[0]?.hosts[0]?.replace(/^.*\//, '');
  return {
    gateway: gateway
      ? gateway.namespace === namespace
        ? gateway.name
        : `${gateway.namespace}/${gateway.name}`
      : 'main',
    host: host && !host.includes('*') ? host : 'shop.example.com',
    service: service?.written ?? 'httpbin',
    port: service?.ports[0]?.number ?? 8000,
    parent: parent?.name ?? 'main',
    backend: backend?.name ?? 'httpbin',
    backendPort: backend?.spec.ports?.[0]?.port ?? 8000,
  };
};

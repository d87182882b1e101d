import type { ServedCertificate } from '#contract/reach.ts';
import type { Origin, Table } from '#core/route/table.ts';
import type { Place } from '#core/text/diagnostic.ts';
import { guessIdentity } from '#core/text/guess-identity.ts';
import { indexLines, positionAt } from '#core/text/position.ts';
import { chunksOf } from '#core/visual/document.ts';
import { type OpenFile, textOf } from './files.ts';

/** The servers of the running table that show a certificate, each once. */
export const originsOf = (served: ServedCertificate, table: Table | undefined): readonly Origin[] => {
  const listener = table?.listeners.find(({ id }) => id === served.listener);
  const origins = (listener?.chains ?? [])
    .filter(({ sni, tls }) => {
      const names = (sni ?? []).filter((one) => one !== '*');
      // Of several names each may have a certificate of its own.
      const has = served.servers.length === 0 ? names.length === 0 : served.servers.every((one) => names.includes(one));
      return tls !== undefined && has;
    })
    .flatMap(({ servers }) => servers.map(({ origin }) => origin));
  return [...new Map(origins.map((one) => [`${one.kind} ${one.namespace}/${one.name}`, one])).values()];
};

/** Where a resource stands in the text, by its name as people read it (`Secret istio-system/shop`); undefined: in no file. */
export const placeOfResource = (name: string, files: readonly OpenFile[]): Place | undefined => {
  const [, kind, namespace, own] = /^(\w+) ([^/ ]+)\/([^/ ]+)$/.exec(name) ?? [];
  if (kind === undefined) return undefined;
  for (const one of files) {
    const text = textOf(one);
    // Most files have none of it, and need no closer look.
    if (!text.includes(own ?? name)) continue;
    for (const chunk of chunksOf(text)) {
      const found = guessIdentity(chunk.text);
      if (found.kind !== kind || found.name !== own || (found.namespace ?? namespace) !== namespace) continue;
      const start = chunk.start + Math.max(0, chunk.text.search(/^[a-zA-Z]/m));
      return { file: one.file, range: [start, start], ...positionAt(indexLines(text), start) };
    }
  }
  return undefined;
};

/** What a text that is no YAML (yet) still says about itself. */
export type Identity = { readonly kind?: string; readonly name?: string; readonly namespace?: string };

/** Annotations, which may come before the name, are at most 256 KiB long in Kubernetes. */
const farEnough = 300_000;

/** Looks line by line for `kind:` and for `name:` and `namespace:` under `metadata:`, in block or flow style. Never fails. */
export const guessIdentity = (whole: string): Identity => {
  const text = whole.slice(0, farEnough);
  const kind = unquote(/^kind:[ \t]*(.*)$/m.exec(text)?.[1]);
  const flow = /^metadata:[ \t]*\{([^}\n]*)/m.exec(text)?.[1];
  const block = /^metadata:[ \t]*(?:#.*)?\r?\n((?:(?:[ \t].*|[ \t]*)(?:\r?\n|$))*)/m.exec(text)?.[1] ?? '';
  const indent = /^([ \t]+)\S/m.exec(block)?.[1] ?? '  ';
  const look = (field: string): string | undefined =>
    flow === undefined
      ? unquote(new RegExp(`^${indent}${field}:[ \\t]*(.*)$`, 'm').exec(block)?.[1])
      : unquote(new RegExp(`(?:^|,)[ \\t]*${field}:[ \\t]*([^,]*)`).exec(flow)?.[1]);
  const name = look('name');
  const namespace = look('namespace');
  return { ...(kind && { kind }), ...(name && { name }), ...(namespace && { namespace }) };
};

const unquote = (written: string | undefined): string | undefined =>
  written
    ?.replace(/[ \t]#.*$/, '')
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2') || undefined;

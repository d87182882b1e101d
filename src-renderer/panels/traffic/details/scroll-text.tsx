type ScrollTextProps = { readonly name: string; readonly hex?: boolean; readonly children: string };

/** Text as it is; a long one scrolls in its own box, which the keyboard reaches. */
export const ScrollText = ({ name, hex = false, children }: ScrollTextProps) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
  <section className="scroll-text" aria-label={name} tabIndex={0}>
    <pre className={hex ? 'hex' : ''}>{children}</pre>
  </section>
);

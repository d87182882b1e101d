type Attributes = Readonly<Record<string, string>>;

/** An element of a tooltip, which stands outside of what React draws. */
export const element = (
  tag: keyof HTMLElementTagNameMap,
  attributes: Attributes,
  ...inside: readonly (Node | string)[]
): HTMLElement => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...inside);
  return made;
};

/** A button that does not take the focus from the text when it is pressed with a mouse. */
export const pressable = (attributes: Attributes, press: () => void, ...inside: readonly (Node | string)[]) => {
  const made = element('button', { type: 'button', ...attributes }, ...inside);
  made.addEventListener('mousedown', (event) => event.preventDefault());
  made.addEventListener('click', (event) => {
    event.stopPropagation();
    press();
  });
  return made;
};

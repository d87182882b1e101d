import type { Fix, Hover } from '#core/complete/answers.ts';
import type { Diagnostic, Place } from '#core/text/diagnostic.ts';
import type { Say } from '../../words/words.ts';
import { element, pressable } from './element.ts';

type Card = {
  readonly t: Say<'editor'>;
  readonly hover: Hover | undefined;
  readonly problems: readonly { readonly diagnostic: Diagnostic; readonly fixes: readonly Fix[] }[];
  readonly goTo: (place: Place) => void;
  readonly apply: (diagnostic: Diagnostic, fix: Fix) => void;
};

/** What a hover says. */
export const hoverCard = ({ t, hover, problems, goTo, apply }: Card): HTMLElement =>
  element(
    'div',
    { class: 'hover-card', role: 'tooltip' },
    ...problems.map(({ diagnostic, fixes }) => problemPart(diagnostic, fixes, goTo, apply)),
    ...(hover === undefined ? [] : [docPart(t, hover, goTo)]),
  );

const problemPart = (
  diagnostic: Diagnostic,
  fixes: readonly Fix[],
  goTo: Card['goTo'],
  apply: Card['apply'],
): HTMLElement => {
  const { severity, message, code, istio, related = [] } = diagnostic;
  return element(
    'div',
    { class: `hover-problem ${severity}` },
    element('p', { lang: 'en' }, message),
    element('p', { class: 'codes' }, code, ...(istio === undefined ? [] : [' ', element('span', {}, istio)])),
    ...related.slice(0, 4).map((one) => linkTo(one.place, one.message, goTo)),
    ...(fixes.length === 0
      ? []
      : [
          element(
            'div',
            { class: 'hover-fixes' },
            ...fixes.map((fix) =>
              pressable({ class: fix.preferred ? 'preferred' : '' }, () => apply(diagnostic, fix), fix.title),
            ),
          ),
        ]),
  );
};

const docPart = (t: Say<'editor'>, hover: Hover, goTo: Card['goTo']): HTMLElement => {
  const { title, doc, type, required, values = [], versions = [], fidelity, note, target } = hover;
  const facts = [
    type,
    required === true && t('hover.required'),
    hover.default !== undefined && t('hover.default', { value: hover.default }),
  ].filter((one) => typeof one === 'string');
  return element(
    'div',
    { class: 'hover-docs' },
    element(
      'p',
      { class: 'head' },
      element('span', { class: 'title' }, title),
      element('span', { class: 'facts' }, facts.join(' · ')),
    ),
    ...(doc === '' ? [] : [element('p', { lang: 'en' }, doc)]),
    ...(values.length === 0 ? [] : [element('p', { class: 'facts' }, t('hover.oneOf', { values: values.join(', ') }))]),
    ...(note === undefined ? [] : [element('p', { class: 'note', lang: 'en' }, note)]),
    ...(fidelity === undefined && versions.length === 0
      ? []
      : [
          element(
            'p',
            { class: 'head' },
            ...(fidelity === undefined
              ? []
              : [element('span', { class: `fidelity ${fidelity}` }, t(`fidelity.${fidelity}`))]),
            element('span', { class: 'facts' }, sayVersions(versions)),
          ),
        ]),
    ...(target === undefined ? [] : [linkTo(target, t('hover.declaredAt'), goTo)]),
  );
};

/** `networking.istio.io/v1, v1beta1`: the group is said once. */
const sayVersions = (versions: readonly string[]): string =>
  versions
    .map((one, index) => {
      const group = one.slice(0, one.indexOf('/') + 1);
      return index > 0 && group !== '' && versions[0]?.startsWith(group) ? one.slice(group.length) : one;
    })
    .join(', ');

const linkTo = (place: Place, words: string, goTo: Card['goTo']): HTMLElement =>
  element(
    'p',
    {},
    `${words} `,
    pressable({ class: 'link' }, () => goTo(place), `${place.file}:${place.line}`),
  );

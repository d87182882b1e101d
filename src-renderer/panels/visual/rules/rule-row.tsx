import { type CSSProperties, type HTMLAttributes, type KeyboardEvent, type ReactNode, type Ref, useId } from 'react';
import { subjectOf } from '#core/visual/condition-words.ts';
import { sayCondition } from '#core/visual/conditions.ts';
import { type RuleSummary, sayDestinations, sayRule } from '#core/visual/rules.ts';
import { Badge } from '../../../ui/badge.tsx';
import { ChevronIcon } from '../../../ui/icons.tsx';
import { type Say, useWords } from '../../../words/words.ts';
import { pathKey } from '../form-context.ts';
import { GripIcon } from './lock-icons.tsx';
import type { Noun, RuleState } from './rule-findings.ts';
import { RuleRate } from './rule-rate.tsx';

type RuleRowProps = {
  readonly summary: RuleSummary;
  readonly count: number;
  readonly noun: Noun;
  readonly open: boolean;
  readonly movable: boolean;
  readonly state: RuleState | undefined;
  /** What its traffic is counted by, where it runs. */
  readonly keys: readonly string[];
  readonly line?: 'above' | 'below' | undefined;
  readonly dragged: boolean;
  readonly handle: HTMLAttributes<HTMLElement>;
  readonly onToggle: () => void;
  readonly onKey: (event: KeyboardEvent) => void;
  readonly rowRef?: Ref<HTMLLIElement> | undefined;
  readonly style?: CSSProperties | undefined;
  readonly children?: ReactNode;
};

/** One rule in a line: its number, what it asks, where it leads. Opened, it is edited below. */
export const RuleRow = (props: RuleRowProps) => {
  const { summary, count, noun, open, movable, state, keys, line, dragged, handle, rowRef, style } = props;
  const t = useWords('visual');
  const { index, name, alternatives } = summary;
  const rateId = useId();
  const { to, badges } = whereTo(t, summary);
  const words = sayRule(summary);
  const { hidden, errors = 0 } = state ?? {};
  const problems = errors === 0 ? '' : t('rule.errors', { count: errors });
  const said = [
    t(name === '' ? 'rule.said' : 'rule.saidNamed', { noun: t(`noun.${noun}`), number: index + 1, count, name, words }),
    ...(to === '' ? [] : [t('rule.to', { where: to })]),
    ...(hidden ? [hidden.badge] : []),
    ...(problems === '' ? [] : [problems]),
  ].join(t('rule.comma'));
  return (
    <li
      ref={rowRef}
      style={style}
      data-rule={index}
      data-row={pathKey(summary.path)}
      data-index={index}
      className={`rule${open ? ' open' : ''}${dragged ? ' dragged' : ''}${line ? ` line-${line}` : ''}`}
      aria-setsize={count}
      aria-posinset={index + 1}
    >
      <div className="rule-head">
        {movable && (
          <span className="grip" aria-hidden="true" title={t('rule.grip')} {...handle}>
            <GripIcon />
          </span>
        )}
        <button
          type="button"
          className="rule-open"
          aria-expanded={open}
          aria-describedby={keys.length > 0 ? rateId : undefined}
          aria-keyshortcuts={movable ? 'Alt+ArrowUp Alt+ArrowDown' : undefined}
          onClick={props.onToggle}
          onKeyDown={props.onKey}
        >
          <span className="hidden-visually">{said}</span>
          <span className="number" aria-hidden="true">
            {index + 1}
          </span>
          <span className="rule-words" aria-hidden="true">
            {name !== '' && <span className="rule-name">{name}</span>}
            <span className="chips">
              {words === 'every request' ? (
                <span className="rule-chip every">{t('rule.every')}</span>
              ) : (
                alternatives.map((all, i) => (
                  <span key={all.map(sayCondition).join(' ')} className="alternative">
                    {i > 0 && <em>{t('rule.or')}</em>}
                    {all.map((condition, at) => (
                      <span key={condition.path.join('.')} className="both">
                        {at > 0 && <em>{t('rule.and')}</em>}
                        <span className="rule-chip" lang="en">
                          {sayCondition(condition)}
                        </span>
                      </span>
                    ))}
                  </span>
                ))
              )}
            </span>
            <span className="rule-to">
              <span>→ {to === '' ? t('rule.nowhere') : to}</span>
              {badges.map((badge, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a rule may have a filter of one type twice
                <Badge key={`${badge} ${i}`}>{subjectOf(badge)}</Badge>
              ))}
              {hidden && (
                <Badge tone="warn" title={hidden.said}>
                  {hidden.badge}
                </Badge>
              )}
              {problems !== '' && <Badge tone="error">{problems}</Badge>}
            </span>
          </span>
          {keys.length > 0 && <RuleRate keys={keys} id={rateId} />}
          <span className="turn">
            <ChevronIcon size={14} />
          </span>
        </button>
      </div>
      {props.children}
    </li>
  );
};

/** Where a rule sends requests, and what else is written in it. A filter that answers stands in place of destinations. */
const whereTo = (t: Say<'visual'>, { destinations, instead, badges, inside }: RuleSummary) => {
  if (instead !== undefined) return { to: subjectOf(instead), badges };
  if (inside !== undefined) return { to: t('rule.paths', { count: inside }), badges };
  const answer = destinations.length === 0 ? badges.indexOf('RequestRedirect') : -1;
  if (answer >= 0) return { to: t('rule.redirect'), badges: badges.filter((_, i) => i !== answer) };
  return { to: sayDestinations(destinations), badges };
};

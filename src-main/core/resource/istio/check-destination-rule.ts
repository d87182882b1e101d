import type { CheckedBody } from '../kind.ts';
import { isDnsLabel, isWildcardName } from '../names.ts';
import { checkTrafficPolicy } from './check-traffic-policy.ts';
import type { DestinationRuleSpec } from './destination-rule.ts';
import { checkExportTo } from './export-to.ts';
import { checkLabels, checkSelector } from './labels.ts';

/** The rules of reference 9.6 that decide whether a DestinationRule can be used; their ids stand beside them. */
export const checkDestinationRule = ({ value, namespace, report }: CheckedBody<DestinationRuleSpec>): void => {
  const { host, subsets = [], exportTo, workloadSelector } = value;
  if (host === '')
    report('destination-rule/host', '"host" is empty; name the service', ['host']); // D1
  else if (!isWildcardName(host)) {
    const remedy = host.includes(':')
      ? 'write it without a port'
      : host.includes('/')
        ? 'write it without a namespace or path'
        : 'use letters, digits, hyphens and dots';
    report('destination-rule/host', `"${host}" is not a host name; ${remedy}`, ['host']); // D1
  }
  if (value.trafficPolicy) checkTrafficPolicy(value.trafficPolicy, ['trafficPolicy'], namespace, report);
  const names = new Map<string, number>();
  for (const [index, { name, labels, trafficPolicy }] of subsets.entries()) {
    const path = ['subsets', index];
    const first = names.get(name);
    if (!isDnsLabel(name)) {
      const message = `"${name}" cannot be the name of a subset; use letters, digits and hyphens`;
      report('destination-rule/subset-name', message, [...path, 'name']); // D4, X15
    } else if (first !== undefined) {
      const message = `the subset "${name}" is defined twice; remove one of the two or rename it`;
      const related = { message: 'the first one', path: ['subsets', first, 'name'] };
      report('destination-rule/duplicate-subset', message, [...path, 'name'], { related }); // D4
    } else names.set(name, index);
    checkLabels(labels, [...path, 'labels'], report); // D4
    if (trafficPolicy) {
      // Istio keeps the errors of a subset's policy and loses its warnings.
      const errors: typeof report = (code, message, at, options) => {
        if ((options?.severity ?? 'error') === 'error') report(code, message, at, options);
      };
      checkTrafficPolicy(trafficPolicy, [...path, 'trafficPolicy'], namespace, errors);
    }
  }
  checkExportTo(exportTo, namespace, report); // D5
  if (workloadSelector) {
    checkSelector(workloadSelector.matchLabels, ['workloadSelector', 'matchLabels'], report); // D6, D7
    const abroad = (exportTo ?? []).findIndex((to) => to !== '.' && to !== namespace);
    if (abroad >= 0) {
      const message = 'a rule with "workloadSelector" stays in its own namespace; write "." or remove "exportTo"';
      report('destination-rule/export-to', message, ['exportTo', abroad]); // D5
    }
  }
};

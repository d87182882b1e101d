import type { CheckedBody } from '../kind.ts';
import type { RouteTestSpec } from './route-test.ts';

/** A test that nothing could fail, or that nothing could pass, is a mistake. */
export const checkRouteTest = ({ value, report }: CheckedBody<RouteTestSpec>): void => {
  value.tests.forEach(({ expect }, index) => {
    const path = ['tests', index] as const;
    if (Object.keys(expect).length === 0) {
      report(
        'route-test/expects-nothing',
        'this test cannot fail; say what must become of the request',
        [...path, 'expect'],
        {
          key: true,
        },
      );
    }
    const forwarded = ['destinations', 'path', 'authority'].find((key) => Object.hasOwn(expect, key));
    const answered = ['status', 'location'].find((key) => Object.hasOwn(expect, key));
    if (forwarded !== undefined && answered !== undefined) {
      const message = `"${forwarded}" is about requests that are forwarded, "${answered}" about those that the gateway answers itself; keep one of them`;
      report('route-test/contradiction', message, [...path, 'expect', answered], { key: true });
    }
    if (expect.matched === false && (forwarded ?? (expect.route === undefined ? undefined : 'route')) !== undefined) {
      const message = `"matched: false" means that no route takes the request; remove it, or "${forwarded ?? 'route'}"`;
      report('route-test/contradiction', message, [...path, 'expect', 'matched'], { key: true });
    }
  });
};

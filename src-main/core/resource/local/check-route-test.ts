import type { CheckedBody } from '../kind.ts';
import type { RouteTestCase, RouteTestSpec } from './route-test.ts';
import { countRequests, mostDrawn, mostRequests } from './tested-count.ts';

/** About what a service sees, and about what the gateway answers itself: no request has both. */
const forwards = [
  'destinations',
  'path',
  'authority',
  'rewrite',
  'requestHeaders',
  'withoutRequestHeaders',
  'timeout',
  'retries',
  'mirrors',
] as const;
const answers = ['status', 'body', 'location', 'redirect'] as const;

/** A test that asks nothing, that nothing could fail, or that nothing could pass, is a mistake. */
export const checkRouteTest = ({ value, report }: CheckedBody<RouteTestSpec>): void => {
  let [asked, drawn] = [0, 0];
  value.tests.forEach((test, index) => {
    const path = ['tests', index] as const;
    const say = (code: string, message: string, ...at: readonly string[]) =>
      report(`route-test/${code}`, message, [...path, ...at], { key: true });
    const { request, expect, simulate } = test;
    const count = countRequests(request);
    const draws = simulate === undefined ? 0 : count * (simulate.requests ?? 1000);
    // Said where the limit is passed, and no more after that.
    if (asked <= mostRequests && asked + count > mostRequests) {
      say(
        'too-many',
        `with this test the RouteTest asks ${asked + count} requests, and ${mostRequests} are the most; name fewer hosts, ports, paths or methods, or write another RouteTest`,
        'request',
      );
    } else if (drawn <= mostDrawn && drawn + draws > mostDrawn) {
      say(
        'too-many',
        `with this test the RouteTest draws ${drawn + draws} requests, and ${mostDrawn} are the most; draw fewer "requests", or ask fewer`,
        'simulate',
      );
    }
    asked += count;
    drawn += draws;
    if (request.urls === undefined && request.hosts === undefined) {
      say('asks-nothing', 'this test asks nothing; add "urls", or "hosts" and "paths"', 'request');
    }
    if (Object.keys(expect).length === 0) {
      say('expects-nothing', 'this test cannot fail; say what must become of the request', 'expect');
    }
    for (const part of ['redirect', 'fault'] as const) {
      const wanted = expect[part];
      if (wanted !== undefined && Object.keys(wanted).length === 0)
        say('expects-nothing', `an empty "${part}" asks for nothing; write one of its fields`, 'expect', part);
    }
    contradictions(test).forEach(([message, key]) => {
      say('contradiction', message, 'expect', key);
    });
    if (simulate !== undefined && !expect.destinations?.some(({ share }) => share !== undefined)) {
      say('simulates-nothing', 'nothing is expected of what is drawn; add a "share" to a destination', 'simulate');
    }
  });
};

const contradictions = ({ expect }: RouteTestCase): readonly (readonly [message: string, key: string])[] => {
  const forwarded = forwards.find((key) => Object.hasOwn(expect, key));
  const answered = answers.find((key) => Object.hasOwn(expect, key));
  const found: (readonly [string, string])[] = [];
  if (forwarded !== undefined && answered !== undefined) {
    found.push([
      `"${forwarded}" is about requests that are forwarded, "${answered}" about those that the gateway answers itself; keep one of them`,
      answered,
    ]);
  }
  const needsRoute = forwarded ?? (['route', 'fault'] as const).find((key) => expect[key] !== undefined);
  if (expect.matched === false && needsRoute !== undefined) {
    found.push([`"matched: false" means that no route takes the request; remove it, or "${needsRoute}"`, 'matched']);
  }
  return found;
};

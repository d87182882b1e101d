import { describe, expect, it } from 'vitest';
import { followItems } from '../../../src-main/core/visual/follow-items.ts';

/** `abc` to `bac` is `1 0 2`; what is new is `-`. */
const follow = (before: string, after: string): string =>
  followItems([...before], [...after])
    .map((index) => index ?? '-')
    .join(' ');

describe('items are followed', () => {
  it.each([
    ['nothing happens', 'abc', 'abc', '0 1 2'],
    ['one comes above', 'abc', 'xabc', '- 0 1 2'],
    ['one comes between', 'abc', 'axbc', '0 - 1 2'],
    ['one goes', 'abc', 'ac', '0 2'],
    ['one is changed in its place', 'abc', 'aXc', '0 1 2'],
    ['all are changed in their places', 'abc', 'XYZ', '0 1 2'],
    ['one moves', 'abcd', 'bcda', '1 2 3 0'],
    ['one moves while another one is changed', 'abc', 'cXa', '2 1 0'],
    ['one of three equal ones goes', 'aaa', 'aa', '0 1'],
    ['an equal one comes behind', 'ab', 'aab', '0 - 1'],
    ['one is changed and another one comes: which is which nobody knows', 'abc', 'aXYc', '0 - - 2'],
    ['one goes, and the one behind the next is changed', 'nabc', 'aXc', '1 2 3'],
    ['one goes and another one far away is changed', 'abcdef', 'bcdXf', '1 2 3 4 5'],
    ['all go', 'ab', '', ''],
    ['all come', '', 'ab', '- -'],
  ])('%s', (_, before, after, expected) => expect(follow(before, after)).toBe(expected));
});

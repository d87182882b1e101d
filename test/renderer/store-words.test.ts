import { expect, it } from 'vitest';
import type { StoreFinding, TrustStore } from '#core/reach/trust-store.ts';
import { storeWords } from '../../src-renderer/state/store-words.ts';
import { createWords, sayIn } from '../../src-renderer/words/words.ts';

const store = (about?: TrustStore['about']): TrustStore => ({
  id: 'java:/jdk',
  name: 'Java in /jdk',
  usedBy: 'programs',
  state: 'untrusted',
  rights: 'own',
  says: 'as the core says it',
  ...(about && { about }),
});

const findings: readonly (readonly [StoreFinding, en: string, zh: string])[] = [
  [{ is: 'unknown' }, 'It does not know the authority.', '其中没有该颁发机构。'],
  [
    { is: 'trusted', left: [], byHand: true, after: 'java' },
    'It trusts the authority for every name, as somebody added it by hand. Restart programs of Java that run to see a change.',
    '信任该颁发机构签发的所有名称，是有人手动添加的。重启正在运行的 Java 程序后生效。',
  ],
  [
    { is: 'trusted', domains: [], left: ['a.io'], byHand: false },
    'It trusts the authority for reserved names such as “*.test” alone. It cannot trust it for a.io.',
    '只在“*.test”等保留名称上信任该颁发机构。无法用于 a.io。',
  ],
  [
    { is: 'missing', domains: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] },
    'It trusts the authority, but not yet for a, b, c, d, e, … (+2); trust it again.',
    '信任该颁发机构，但尚未用于 a, b, c, d, e, … (+2)；请重新信任。',
  ],
  [
    { is: 'earlier', name: 'Slipway <local> & co' },
    'It holds an earlier certificate, “Slipway <local> & co”; trust the one of now, or take it out.',
    '其中是较早的证书“Slipway <local> & co”；请信任现在的证书，或将其移除。',
  ],
  [
    { is: 'noProgram', program: 'certutil', packages: 'nss (Arch)' },
    'The program “certutil” is not installed; install the package nss (Arch).',
    '未安装程序“certutil”；请安装软件包 nss (Arch)。',
  ],
  [{ is: 'unreadable', why: 'denied' }, 'It cannot be read (denied).', '无法读取（denied）。'],
];

it.each(findings)('%o is said in both languages', (finding, english, chinese) => {
  const one = store({ sort: 'java', called: '/jdk', finding });
  expect(storeWords(one, sayIn(createWords('en'), 'certificates'))).toEqual({
    name: 'Java in /jdk',
    usedBy: 'programs of this Java that name no store of their own',
    says: english,
  });
  expect(storeWords(one, sayIn(createWords('zh-CN'), 'certificates'))).toEqual({
    name: '/jdk 中的 Java',
    usedBy: '使用此 Java 且未指定自己存储的程序',
    says: chinese,
  });
});

it('what was written down in another run is said by the core, in English', () => {
  expect(storeWords(store(), sayIn(createWords('zh-CN'), 'certificates'))).toEqual({
    name: 'Java in /jdk',
    usedBy: 'programs',
    says: 'as the core says it',
    lang: 'en',
  });
});

/** Shows how a side is named within an English sentence, and by one sign in each language. */
import { describe, expect, it } from 'vitest';
import { sideInSentence, sideSign } from '#rules/study/side-words.ts';

describe('the name of a side in an English sentence', () => {
  it.each([
    ['European side', 'the European side'],
    ['European Union', 'the European Union'],
    ['EU', 'the EU'],
    ['The European side', 'the European side'],
    ['the EU', 'the EU'],
    ['China', 'China'],
    ['Europe', 'Europe'],
    ['Netherlands', 'the Netherlands'],
    ['People’s Republic of China', 'the People’s Republic of China']
  ])('has the article where English asks for it: %s', (name, said) => {
    expect(sideInSentence({ en: name, zh: '一方' }, 'en')).toBe(said);
  });

  it('is as it is in Chinese, and in English where there is only the Chinese one', () => {
    expect(sideInSentence({ en: 'European side', zh: '欧方' }, 'zh')).toBe('欧方');
    expect(sideInSentence({ en: '', zh: '欧方' }, 'en')).toBe('欧方');
  });

  it('begins a sentence with a capital', () => {
    const start = { startsSentence: true };
    expect(sideInSentence({ en: 'European side', zh: '欧方' }, 'en', start)).toBe('The European side');
    expect(sideInSentence({ en: 'China', zh: '中国' }, 'en', start)).toBe('China');
  });
});

describe('the sign of a side', () => {
  it.each([
    ['EU', '欧盟', '欧'],
    ['EU', '欧方', '欧'],
    ['CN', '中国', '中'],
    ['CN', '“中方”', '中'],
    ['EX', '𠮷方', '𠮷'],
    ['EU', 'EU', 'EU'],
    ['EU', '', 'EU']
  ])('is its code in English, in Chinese the first character of its name: %s, %s', (code, zh, sign) => {
    const side = { code, name: { en: 'A side', zh } };
    expect(sideSign(side, 'en')).toBe(code);
    expect(sideSign(side, 'zh')).toBe(sign);
  });
});

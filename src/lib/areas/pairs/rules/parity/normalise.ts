/** Writes full-width signs as plain ones, sign by sign, so that every position stays the same. */

const single: ReadonlyMap<string, string> = new Map([
  ['億', '亿'],
  ['萬', '万'],
  ['兩', '两'],
  ['點', '点'],
  ['餘', '余'],
  ['幾', '几'],
  ['約', '约'],
  ['過', '过'],
  ['數', '数'],
  ['元', '元'],
  ['￥', '¥'],
  ['￡', '£'],
  ['﹪', '%'],
  ['−', '-'],
  ['～', '~'],
  ['∼', '~'],
  ['〜', '~'],
  ['\u2011', '-'],
  ['\u2010', '-']
]);
// Not the comma and the brackets: between Chinese words they separate no thousands.
const wide = /[０-９Ａ-Ｚａ-ｚ％．＋－＄／]/g;
const others = new RegExp(`[${[...single.keys()].join('')}]`, 'g');

export const normalised = (text: string): string =>
  text
    .replace(wide, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(others, (sign) => single.get(sign) ?? sign);

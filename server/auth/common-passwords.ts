/**
 * Recognizes passwords that everybody tries first: common words, also with digits and signs around them or signs in
 * the place of letters, rows of the keyboard, repetitions, runs and dates. No list is loaded from elsewhere.
 */

/** Words that common passwords consist of, as the lists of leaked passwords have shown for years. */
const words = `
password passwort passw passwd pass parola motdepasse contrasena contraseña senha wachtwoord haslo heslo salasana lozinka losenord
admin administrator administrador root system user username guest test tester testing demo sample example default changeme change letmein
letmeinnow welcome welkom willkommen bienvenue bienvenido benvenuto login logon signin access enter open secret geheim topsecret private secure
security master mustang shadow dragon monkey football baseball basketball soccer hockey tennis golf cricket liverpool arsenal chelsea barcelona
realmadrid juventus bayern manchester ronaldo messi superman batman spiderman ironman pokemon pikachu naruto starwars matrix hunter ranger
killer ninja samurai warrior knight wizard merlin phoenix tiger lion eagle falcon panther wolf bear dolphin horse chicken turtle butterfly
flower sunflower sunshine moonlight starlight rainbow summer winter spring autumn january february march april june july august september
october november december monday tuesday wednesday thursday friday saturday sunday princess prince queen king angel angels lovely loveme iloveyou
ilove iloveu loveyou teamo tequiero jetaime ichliebedich lovers baby babygirl babyboy sweetie honey sugar chocolate cookie cheese banana orange
apple strawberry pepper ginger coffee whiskey vodka pizza computer internet laptop windows microsoft google facebook instagram twitter linkedin
yahoo gmail hotmail outlook apple iphone samsung nokia android linux ubuntu debian oracle cisco intel dell lenovo toyota honda mercedes ferrari
porsche yamaha harley corvette michael jennifer jessica jordan daniel thomas robert charlie andrew matthew joshua anthony william george nicole
ashley amanda michelle maria martin sophie alexander alexandra christian stephanie patrick samantha elizabeth richard victoria andrea sandra
london paris berlin madrid rome vienna brussels amsterdam beijing shanghai guangzhou shenzhen hongkong tokyo newyork america europe european
china zhongguo deutschland france espana italia poland polska russia nigeria india canada australia freedom liberty whatever nothing something
hello hallo hola bonjour ciao nihao helloworld goodbye goodluck lucky luckystar blessed jesus jesuschrist christ heaven angelina church
trustno trustnoone letitbe believe forever always friends friendship family mother father brother sister daughter
qwerty qwertz azerty qwertyuiop qwertzuiop azertyuiop asdfghjkl asdfgh asdf zxcvbnm zxcvbn zxcv qazwsx qazwsxedc wsxedc qweasd qweasdzxc qwer
poiuytrewq lkjhgfdsa mnbvcxz adgjmptw aabbcc abcabc abcdef abcdefg abcdefgh abcd abc xyz aaaa
woaini woaini woainima woaiwojia woailuo aini nishishei mima wodemima mimamima guanliyuan yonghu diannao gongsi shouji
zhongguo zhonghua beijing tiananmen gongchandang aoyun fuwa xiaoming wangwei zhangwei liwei lihua wanglei nihaoma haoren laopo laogong baobao
baobei tianshi gongzhu xingfu kuaile pengyou meinv shuaige caonima qunimade sb dashabi feifei xiaoxiao
smartcity smartcities greencity city study report secretariat chair expert observer europechina euchina eu-china commission ministry
correcthorsebatterystaple correcthorse batterystaple
密码 我的密码 我爱你 中国 北京 上海 你好 管理员 用户 默认密码 一二三四五六七八 一二三四五六 我是中国人 芝麻开门 天下无敌 万事如意 恭喜发财
`;

const known = new Set(words.split(/\s+/).filter((word) => word !== ''));

const rows = [
  '`1234567890-=',
  'qwertyuiop[]',
  'asdfghjkl',
  'zxcvbnm,.',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol',
  '1q2w3e4r5t6y7u8i9o0p'
]
  .concat([
    'abcdefghijklmnopqrstuvwxyz',
    '01234567890',
    'qazwsxedcrfvtgbyhnujmikolp',
    'azertyuiop',
    'qwertzuiopü',
    'yxcvbnm'
  ])
  .flatMap((row) => [row, Array.from(row).reverse().join('')]);

const letterOfSign: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '8': 'b'
};
const letterOfMark: Readonly<Record<string, string>> = {
  '@': 'a',
  $: 's',
  '!': 'i',
  '|': 'l',
  '€': 'e',
  '+': 't'
};

const spelled = (text: string): string =>
  Array.from(text, (sign) => letterOfSign[sign] ?? letterOfMark[sign] ?? sign).join('');

const withoutEnds = (text: string): string => text.replace(/^[^\p{L}]+/u, '').replace(/[^\p{L}]+$/u, '');

/** Digits without a letter: dates, telephone numbers and counting are guessed before anything else. */
const longestNumber = 16;
const leastDifferent = 4;

export function isCommonPassword(password: string): boolean {
  const text = password.normalize('NFKC').toLowerCase();
  const plain = text.replaceAll(/[\s._-]+/g, '');
  if (plain === '' || new Set(plain).size < leastDifferent) return true;
  if (/^\d+$/.test(plain) && plain.length < longestNumber) return true;
  return [plain, unitOf(plain)].some((part) => isRow(part) || isWord(part));
}

/** A word, or a few of them in a row with nothing but digits and signs around. */
function isWord(text: string): boolean {
  return [text, withoutEnds(text), withoutEnds(spelled(text)), spelled(withoutEnds(text))].some(
    (form) => known.has(form) || known.has(form.replace(/s$/, '')) || isRow(form)
  );
}

const isRow = (text: string): boolean => text.length >= 4 && rows.some((row) => row.includes(text));

/** Returns the shortest part that, repeated, gives the text. */
function unitOf(text: string): string {
  const at = (text + text).indexOf(text, 1);
  return text.slice(0, at);
}

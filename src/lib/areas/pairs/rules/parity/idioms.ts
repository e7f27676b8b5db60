/**
 * Lists words that contain a numeral and say no number, or one that the other language says otherwise. They
 * are blanked before a passage is read.
 */

const chinese =
  /一带一路|[四五三]位一体|四个全面|四个自信|四个意识|两个一百年|一国两制|两岸三地|三农|四化|三通一平|七通一平|五通一平|八项规定|三令五申|三公(?=经费)|二氧化碳|一氧化碳|二氧化[硫氮]|三氧化|二维码|二手|三甲(?=医院)|[两三]会(?=期间)|千家万户|万家灯火|千方百计|百姓|百货|百科|百花|百年大计|十分(?![之钟])|万一|万科|万达|万物|万维|双千兆|千兆(?=网|光|宽|城|接)|三产|[一二三](?:、[二三])*次?产业|五金|五一(?=[节假黄劳])|十一(?=黄金周)|八达岭|九寨沟|星期[一二三四五六]|周[一二三四五六](?![年个])|半导体|半岛|半径|半成品|半山|三角[洲带]?|四季|三维|四通八达|四川|三亚|三明|三峡|三门峡|三沙|三星|三水|九江|九龙|六安|六盘水|六合|十堰|百色|百度|千岛|五常|双鸭山|七台河|四平|万州|万宁|万里(?!之)|张三|李四|一卡通|一[网站窗口]通?[通统]?办?[理管]?|五大连池|千层|五星|五环|三环|[二四六]环|第三方|第[一二三]者|第一时间|第一[手线书把]|乱七八糟|三三两两|两极|两难|三军|百强|千禧|万能|三无|三防|七夕|十字|百年老/g;
const english =
  /\bround[- ]the[- ]clock\b|\b24\/7\b|\bthree gorges\b|\bcatch-22\b|\bnine[- ]to[- ]five\b|\bone of (?:the|its|their)\b|\bone another\b|\bone(?:-|\s)on(?:-|\s)one\b|\b(?:on|in) one hand\b|\bone day\b|\bfirst and foremost\b|\bsix sigma\b|\bthird part(?:y|ies)\b|\bthird-party\b|\bsecond[- ]hand\b|\bfour modernisations\b/gi;
/** Addresses hold figures that count nothing, and a time of day is compared by nobody. */
const addresses =
  /(?<!\d)\d{1,2}[:：]\d{2}(?![\d])|https?:\/\/[^\s，。；、）]{1,2000}|www\.[^\s，。；、）]{1,2000}|[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,63}/g;

const blank = (found: string): string => ' '.repeat(found.length);

/** Returns the passage with such words blanked; every other sign keeps its place. */
export function withoutIdioms(language: 'en' | 'zh', text: string): string {
  // Few passages have any; the search for them costs more than the rest.
  const bare = /[@:：]|www\./.test(text) ? text.replace(addresses, blank) : text;
  return bare.replace(language === 'en' ? english : chinese, blank);
}

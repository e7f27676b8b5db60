/** Lists the invented towns of the sample study, four of each side. */
import type { Town } from './town.ts';
import { exemplia } from './towns/exemplia.ts';
import { jiashe } from './towns/jiashe.ts';
import { mockhaven } from './towns/mockhaven.ts';
import { nizao } from './towns/nizao.ts';
import { sampleford } from './towns/sampleford.ts';
import { testburg } from './towns/testburg.ts';
import { xuni } from './towns/xuni.ts';
import { yangli } from './towns/yangli.ts';

export const towns: readonly Town[] = [
  sampleford,
  mockhaven,
  testburg,
  exemplia,
  yangli,
  jiashe,
  xuni,
  nizao
];

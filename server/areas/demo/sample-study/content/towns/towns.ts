/** Lists the invented towns of the sample study, four of each side. */
import type { Town } from './town.ts';
import { exemplia } from './exemplia.ts';
import { jiashe } from './jiashe.ts';
import { mockhaven } from './mockhaven.ts';
import { nizao } from './nizao.ts';
import { sampleford } from './sampleford.ts';
import { testburg } from './testburg.ts';
import { xuni } from './xuni.ts';
import { yangli } from './yangli.ts';

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

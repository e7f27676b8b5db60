/** Holds where the panels of the sample study were not of one mind. */
import type { Bilingual } from '#base/locale.ts';
import { t, type Characteristic } from './towns/town.ts';

/** No assessor who dissents writes on the town. */
export const dissents: readonly {
  readonly town: string;
  readonly characteristic: Characteristic;
  readonly by: string;
  readonly opinion: Bilingual;
}[] = [
  {
    town: 'exemplia',
    characteristic: 'smart-city-strategy',
    by: 'expert2.cn',
    opinion: t(
      'A strategy that explains what was already built does not lead. I would have given the level below.',
      '事后说明既有工程的战略谈不上引领，我认为应评低一级。'
    )
  },
  {
    town: 'nizao',
    characteristic: 'smart-city-services',
    by: 'expert1.eu',
    opinion: t(
      'Two services are few, however well they are made. The level should say how far a town is, not how good it is at one thing.',
      '两项服务再好也只是两项。等级应反映城镇的整体进展，而非单项表现。'
    )
  }
];

/** Names the panel that remained divided. */
export const split: {
  readonly town: string;
  readonly characteristic: Characteristic;
  readonly reason: Bilingual;
} = {
  town: 'jiashe',
  characteristic: 'governance',
  reason: t(
    'Two assessors see clear decisions in ten days, two see a company with rights that nobody has written in one place. Both read the same three documents.',
    '两位专家看到的是十日内的清晰决策，另两位看到的是权限未集中载明的公司。双方依据的是同样三份文件。'
  )
};

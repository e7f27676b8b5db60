/**
 * Lists the services that cities themselves call best practice in their registers. This is the city's own
 * statement, which is shown apart from the cards that experts write.
 */
import type { CityId } from '#base/ids.ts';
import type { Framework } from '#rules/framework/framework.ts';
import { characteristicOfRecordType, optionsOf } from '#rules/framework/framework.ts';
import type { Bilingual } from '#base/locale.ts';
import { isBilingual, nameOfRecord, type FieldValue } from '#rules/framework/record.ts';
import type { Study } from '#rules/study/study.ts';
import { listFrameworks } from '#areas/framework';
import type { Db } from '#server/store/open.ts';
import { listRecordsByCity } from '#areas/answers';
import type { ReaderAccess } from '#areas/evidence';

export interface FlaggedService {
  readonly cityId: string;
  readonly recordId: string;
  readonly name: Bilingual;
  readonly reason: Bilingual;
  readonly category: string | null;
  /** Names the characteristic under which the register stands. */
  readonly characteristic: string;
}

/** Names the fields by which a framework asks for it. */
const flag = 'bestPractice';
const reasonOf = 'bestPracticeReason';
const categoryOf = 'category';

/** Those of the cities whose answers the reader may read, in the order of the cities. */
export async function listFlaggedServices(
  db: Db,
  study: Study,
  cities: readonly { readonly id: CityId }[],
  access: ReaderAccess
): Promise<FlaggedService[]> {
  const open = cities.map(({ id }) => id).filter((id) => access.ofCity(id).has('response.read'));
  const [framework] = await listFrameworks(db, study.id);
  if (!framework || open.length === 0) return [];
  const types = framework.recordTypes.filter(isServiceType);
  if (types.length === 0) return [];
  const records = await listRecordsByCity(db, study.id, open);
  return open.flatMap((cityId) =>
    (records.get(cityId) ?? []).flatMap(({ id, recordType, fields }): FlaggedService[] => {
      const type = types.find((one) => one.id === recordType);
      if (!type || !isYes(fields[flag])) return [];
      const category = fields[categoryOf];
      return [
        {
          cityId,
          recordId: id,
          name: nameOfRecord(fields),
          reason: textOf(fields[reasonOf]),
          category: typeof category === 'string' ? category : null,
          characteristic: characteristicOfRecordType(framework, type.id)?.id ?? ''
        }
      ];
    })
  );
}

/** Checks whether records of a type are services: the framework asks whether they are best practice. */
export const isServiceType = ({ fields }: Framework['recordTypes'][number]): boolean =>
  fields.some(({ id }) => id === flag);

export function serviceCategories(framework: Framework | undefined): readonly {
  readonly id: string;
  readonly label: Bilingual;
}[] {
  const category = framework?.recordTypes.find(isServiceType)?.fields.find(({ id }) => id === categoryOf);
  return framework && category ? optionsOf(framework, category) : [];
}

const isYes = (value: FieldValue | undefined): boolean => value === 'yes' || value === true;

const textOf = (value: FieldValue | undefined): Bilingual =>
  typeof value === 'string' ? { en: value, zh: '' } : isBilingual(value) ? value : { en: '', zh: '' };

import { matrixFile } from '#lib/server/matrix-file.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) => {
  const { study, file } = event.params;
  return matrixFile(event, file, [study], (actor) =>
    event.locals.services.consultations.ofStudy(actor, study)
  );
};

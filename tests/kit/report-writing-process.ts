/** Writes all outputs of the sample report and prints their hashes: a process with a clock zone and a language of its own. */
import { createHash } from 'node:crypto';
import { reportEditions, reportFormats } from '#rules/report/report-content.ts';
import { writeReport } from '#server/areas/report/writing/write.ts';
import { sample } from './report-samples.ts';

for (const format of reportFormats)
  for (const edition of reportEditions) {
    const bytes = await writeReport(sample(), edition, format, new Map());
    console.log(`${format} ${edition} ${createHash('sha256').update(bytes).digest('hex')}`);
  }

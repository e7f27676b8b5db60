import { fileLimits, type FileFault } from '#base/read-file.ts';
import { m } from '#lib/paraglide/messages.js';

const megabytes = String(fileLimits.bytes / 1024 / 1024);
const faultSentences: Readonly<Record<FileFault, () => string>> = {
  empty: m.exchange_fault_empty,
  'too-large': () => m.refusal_file_too_large({ megabytes }),
  'wrong-type': m.exchange_fault_wrong_type,
  broken: m.exchange_fault_broken,
  'unpacks-too-large': m.exchange_fault_unpacks_too_large,
  'too-many-rows': () => m.exchange_fault_too_many_rows({ rows: String(fileLimits.rows) }),
  'too-many-cells': m.exchange_fault_too_many_cells,
  encrypted: m.exchange_fault_encrypted,
  macros: m.exchange_fault_macros,
  external: m.exchange_fault_external,
  'too-deep': m.exchange_fault_too_deep,
  'not-utf8': m.exchange_fault_not_utf8,
  'too-much': m.exchange_fault_too_much
};

/** Returns why a file is not read, with the name of what is wrong in it; a limit is in the sentence itself. */
export function faultSentence(fault: FileFault, detail = ''): string {
  if (fault === 'external' && detail === 'DOCTYPE') return m.exchange_fault_doctype();
  const sentence = faultSentences[fault]();
  return detail === '' || /^\d+$/.test(detail) ? sentence : m.exchange_fault_detail({ sentence, detail });
}

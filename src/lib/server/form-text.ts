/**
 * Refuses forms with text that no database stores: NUL, which PostgreSQL does not accept, and halves of
 * surrogate pairs. It stands before every action, so that none has to look for them.
 */
import { refuseRequest } from './guard.ts';

const isStorable = (text: string): boolean => !text.includes('\0') && !/\p{Surrogate}/u.test(text);

/** Makes the request refuse such a form with 400 when it is read. */
export function guardForm(locals: App.Locals, request: Request): void {
  const read = request.formData.bind(request);
  request.formData = async () => {
    const form = await read();
    for (const [name, value] of form) {
      if (!isStorable(name) || !isStorable(typeof value === 'string' ? value : value.name))
        refuseRequest(locals, { code: 'invalid', facts: { field: 'text' } });
    }
    return form;
  };
}

/** Describes errors for the log: where they happened and of which kind, without what users have sent. */

/** The stack, or the text of what is no error. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const message = safeMessage(error);
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [`${error.name}: ${message}`, ...frames].join('\n');
}

/** Lists the kinds of errors whose message quotes the input that they failed on. */
function safeMessage(error: Error): string {
  if (isFromPostgres(error)) {
    const { code, table, constraint } = error;
    // Its messages quote values and names alike; the names are given apart.
    return [unquoted(error.message), code, table, constraint].filter(Boolean).join(', ');
  }
  if (error instanceof SyntaxError || error instanceof URIError) return unquoted(error.message);
  return error.message;
}

interface PostgresError extends Error {
  readonly code?: string;
  readonly table?: string;
  readonly constraint?: string;
}

const isFromPostgres = (error: Error): error is PostgresError => 'severity' in error && 'code' in error;

/** Takes out everything between the first and the last quotation mark. */
const unquoted = (message: string): string => message.replace(/(["'`])[\s\S]*\1/, '"…"');

/** Knows the accounts of the demo, whose password everybody knows, and where they may be used. */
import { isLoopback, type Config } from '../config.ts';

export const demoHost = '@demo.local';

export const isDemoAccount = (email: string): boolean => email.endsWith(demoHost);

/** Checks whether demo accounts may sign in: on this machine alone, or where `DEMO` was set by hand. */
export const admitsDemoAccounts = ({ demo, origin }: Pick<Config, 'demo' | 'origin'>): boolean =>
  demo || isLoopback(new URL(origin).hostname);

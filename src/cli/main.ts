import { closest } from '../core/did-you-mean.ts';
import { UsageError } from '../core/usage-error.ts';
import { plainText } from '../reporters/plain-text.ts';
import type { Command } from './command.ts';
import { lintCommand } from './commands/lint.ts';
import type { Io } from './io.ts';
import { parseArguments } from './parse.ts';
import { version } from './version.ts';

/** Each command but the usual one is loaded when it is called, and not before. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  lint: () => Promise.resolve(lintCommand),
  review: async () => (await import('./commands/review.ts')).reviewCommand,
  rules: async () => (await import('./commands/rules.ts')).rulesCommand,
  instances: async () => (await import('./commands/instances.ts')).instancesCommand,
  config: async () => (await import('./commands/config.ts')).configCommand,
  init: async () => (await import('./commands/init.ts')).initCommand,

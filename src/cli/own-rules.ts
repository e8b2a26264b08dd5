import type { Rule } from '../core/rule.ts';
import { ruleBookOf } from '../linter.ts';
import type { RuleBook } from '../linter.ts';
import { loadConfig } from '../node/config-file.ts';
import type { LoadedConfig } from '../node/config-file.ts';
import { loadExtraRules } from '../node/extra-rules.ts';
import type { Arguments, Flag } from './command.ts';
import type { Io } from './io.ts';
import { stageFlags } from './lint-flags.ts';

/** Every rule that a run with these arguments would know. */
export interface KnownRules extends RuleBook {
  readonly own: readonly Rule[];
  readonly loaded: LoadedConfig;
}

/** What says which rules of your own there are. */
export const ownRuleFlags: readonly Flag[] = stageFlags.filter(({ name }) => name === 'plugin' || name === 'config');

/** Loads the rules of the configuration and of the plugins that the arguments name. */
export async function loadKnownRules(args: Arguments, { workingFolder }: Io): Promise<KnownRules> {
  const loaded = await loadConfig(args.text('config'), workingFolder);
  const own = await loadExtraRules({ loaded, plugins: args.list('plugin'), workingFolder });
  return { ...ruleBookOf({ extraRules: own }), own, loaded };
}

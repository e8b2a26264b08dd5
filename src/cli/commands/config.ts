import { resolve } from 'node:path';
import type { Preset } from '../../core/rule.ts';
import { UsageError } from '../../core/usage-error.ts';
import { loadConfig } from '../../node/config-file.ts';
import type { LoadedConfig } from '../../node/config-file.ts';
import { relativeName } from '../../node/find.ts';
import type { Arguments, Command } from '../command.ts';
import type { Io } from '../io.ts';
import { chooseEnvironment } from '../lint-paths.ts';
import { stageFlags } from '../lint-flags.ts';

const ownFlags = ['environment', 'preset', 'config'];

export const configCommand: Command = {
  name: 'config',
  usage: 'config show <file>',
  summary: 'Print what holds for a file: where the configuration comes from, the environment, and each rule with its severity and options.',
  flags: [
    ...stageFlags.filter(({ name }) => ownFlags.includes(name)),
    { name: 'format', value: '<name>', choices: ['text', 'json'], help: 'text (default) or json.' },
  ],
  examples: [
    ['karplint config show clusters/prod/nodepool.yaml', ''],
    ['karplint config show clusters/dev/nodepool.yaml --format json', ''],
  ],
  run: runConfig,
};

async function runConfig(args: Arguments, io: Io): Promise<number> {
  const [verb, name, ...more] = args.positionals;
  if (verb !== 'show' || name === undefined || more.length > 0) throw new UsageError('Say for which file: `karplint config show <file>`.');
  const file = relativeName(resolve(io.workingFolder, name), io.workingFolder);
  const effective = await effectiveConfig(file, args, await loadConfig(args.text('config'), io.workingFolder));
  io.writeOut(args.text('format') === 'json' ? `${JSON.stringify(effective, null, 2)}\n` : renderConfig(effective));
  return 0;
}

type EffectiveConfig = Awaited<ReturnType<typeof effectiveConfig>>;

async function effectiveConfig(file: string, args: Arguments, loaded: LoadedConfig) {
  const { settingsFor } = await import('../../linter.ts');
  const { config, matches, files = [] } = loaded;
  const preset = args.text('preset') as Preset | undefined;
  const settings = settingsFor(file, { config, matches, environment: chooseEnvironment(args, loaded), ...(preset === undefined ? {} : { preset }) });
  const { karpenterVersion, baseline } = config;
  return {
    file,
    configFiles: files,
    ignored: settings.isIgnored,
    ...(karpenterVersion === undefined ? {} : { karpenterVersion }),
    ...(baseline === undefined ? {} : { baseline }),
    environment: settings.environment,
    preset: settings.preset,
    rules: Object.fromEntries(
      settings.rules.map(({ id, level, options }) => [id, level === 'off' || Object.keys(options).length === 0 ? level : { severity: level, ...options }]),
    ),
  };
}

/** In the form of a configuration, so that a line can be copied into one. */
function renderConfig({ file, configFiles, ignored, rules, ...settings }: EffectiveConfig): string {
  const from = configFiles.length === 0 ? 'no configuration file' : configFiles.join(', ');
  const lines = Object.entries(rules).map(([id, setting]) => `  ${id}: ${typeof setting === 'string' ? setting : JSON.stringify(setting)}`);
  const head = Object.entries(settings).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return [`# ${file}${ignored ? ' (left out by `ignore`)' : ''}`, `# from ${from}`, ...head, 'rules:', ...lines].map((line) => `${line}\n`).join('');
}

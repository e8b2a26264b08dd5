import { environments, severities } from '../core/finding.ts';
import { presets } from '../core/rule.ts';
import { newestVersion } from '../karpenter/versions.ts';
import { formatNames } from './format-names.ts';
import type { Flag } from './command.ts';

/** The options of every command that lints: what is read, and for which Karpenter and environment. */
export const stageFlags: readonly Flag[] = [
  {
    name: 'karpenter-version',
    value: '<version>',
    help: `Karpenter version to lint for, such as 1.14 or v1.14.1 (default: what the files install, or ${newestVersion}).`,
  },
  { name: 'crd', value: '<file|folder>', isRepeatable: true, help: 'Validate kinds with these CustomResourceDefinitions instead of the built-in schemas.' },
  {
    name: 'plugin',
    value: '<file>',
    isRepeatable: true,
    help: 'Load rules from a program of yours. It runs with your rights, so no configuration can name one.',
  },
  {
    name: 'environment',
    value: '<name>',
    choices: [...environments, 'unknown'],
    help: 'prod, staging or dev: severities follow it (default: what the files say, else unknown).',
  },
  { name: 'preset', value: '<name>', choices: presets, help: 'Which rules: essential, recommended (default) or all.' },
  { name: 'now', value: '<date>', help: 'What rules about age take for today, such as 2026-11-26 (default: the clock).' },
  { name: 'config', value: '<file>', help: 'Configuration (default: karplint.yaml here or in a folder above).' },
  { name: 'render', help: "Run the helm and kustomize of this machine on charts and overlays, and lint what they print: runs the repository's code." },
  { name: 'stdin', help: 'Read standard input, as the path `-` does.' },
  { name: 'stdin-filename', value: '<name>', help: 'Name of standard input in the report (default: <stdin>).' },
  { name: 'strict-input', help: 'Every document must be a Kubernetes object; anything else is a finding.' },
];

/** What `lint` and `review` can compare with. */
export const baseFlag: Flag = {
  name: 'base',
  value: '<git ref>',
  help: 'Also judge the change since a Git ref, such as origin/main: pools that are gone, fields that cannot change, nodes that are replaced.',
};

/** The options of `karplint lint`, in the order of its help. */
export const lintFlags: readonly Flag[] = [
  { name: 'format', value: '<name[=path]>', isRepeatable: true, help: `Output format: ${formatNames.join(', ')}; with =path into a file.` },
  {
    name: 'fail-on',
    value: '<severity>',
    choices: [...severities, 'never'],
    help: 'Exit with 1 from this severity on: critical (default), improvement, note, never.',
  },
  ...stageFlags,
  { name: 'quiet', short: 'q', help: 'Show critical findings only, and no summary.' },
  { name: 'max-findings', value: '<n>', help: 'Show n findings at most; counts and exit code stay true.' },
  {
    name: 'report-unused-suppressions',
    value: '<severity>',
    choices: ['off', 'note', 'improvement', 'critical'],
    help: 'Severity of comments and annotations that suppress nothing: off, note (default), improvement, critical.',
  },
  { name: 'statistics', help: 'Count findings by rule instead of listing them as text.' },
  { name: 'fix', help: 'Apply safe fixes to the files, and report what is left.' },
  { name: 'unsafe-fixes', help: 'Also take fixes that change what a manifest means, or that make Karpenter replace nodes.' },
  { name: 'fix-dry-run', help: 'Say what --fix would do and what would be left; write nothing.' },
  { name: 'diff', help: 'Print what --fix would change as a unified diff; exit with 1 when that is anything.' },
  { name: 'fix-rule', value: '<rule>', isRepeatable: true, help: 'Apply only the fixes of this rule.' },
  { name: 'baseline', value: '<file>', help: 'Accept the findings that this file lists, and report only others.' },
  { name: 'update-baseline', help: 'Write what is found now into the baseline (default: karplint-baseline.json).' },
  { name: 'prune-baseline', help: 'Remove from the baseline what is no longer found.' },
  { name: 'strict-baseline', help: 'Fail when the baseline lists what is no longer found.' },
  baseFlag,
  { name: 'since', value: '<git ref>', help: 'Report only findings on lines that changed since a Git ref, such as origin/main.' },
  { name: 'cache', help: 'Answer at once when nothing has changed since an equal run; kept in the cache folder of the user.' },
  { name: 'watch', help: 'Lint again after each change of the files, until it is stopped.' },
  { name: 'show-suppressed', help: 'List what comments, annotations and the baseline suppress, too.' },
];

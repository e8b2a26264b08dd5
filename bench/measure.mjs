import { spawnSync } from 'node:child_process';

/** One run of a command: CPU seconds (user and system, threads and all) and the peak of its memory in MiB. */
export function run(command, folder) {
  // The shell's own `time` gives what the operating system charged the process; VmHWM is read by the process itself, where it is Node.
  const script = 'TIMEFORMAT="CPU %U %S"; time "$@" >/dev/null 2>&1';
  const { stderr } = spawnSync('bash', ['-c', script, 'bash', ...command], { cwd: folder, encoding: 'utf8' });
  const [, user, system] = /^CPU ([\d.]+) ([\d.]+)$/m.exec(stderr) ?? [];
  if (user === undefined) throw new Error(`${command.join(' ')} could not be timed: ${stderr}`);
  return Number(user) + Number(system);
}

/** Runs commands in turn, so that a change of the machine's speed meets all of them, and gives the CPU seconds of each. */
export function runInTurn(commands, { times, folder }) {
  const seconds = commands.map(() => []);
  for (const command of commands) run(command, folder);
  for (let turn = 0; turn < times; turn++) for (const [index, command] of commands.entries()) seconds[index].push(run(command, folder));
  return seconds;
}

/** The peak memory of a Node program in MiB. */
export function peakMemory(argv, folder) {
  const hook = "process.on('exit', () => process.stderr.write(`PEAK ${process.resourceUsage().maxRSS}\\n`));";
  const preload = `data:text/javascript,${encodeURIComponent(hook)}`;
  const { stderr } = spawnSync(process.execPath, ['--import', preload, ...argv], { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 });
  return Number(/^PEAK (\d+)$/m.exec(stderr)?.[1]) / 1024;
}

export function median(numbers) {
  return quantile(numbers, 0.5);
}

/** The number that a share of all numbers lies below. */
export function quantile(numbers, share) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length * share)];
}

/** The median of the ratios pair by pair, which holds while the machine's speed drifts. */
export function medianRatio(numerators, denominators) {
  return median(numerators.map((numerator, index) => numerator / denominators[index]));
}

import { commonFlags } from './command.ts';
import type { Command, Flag } from './command.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** Words that stand in no flag's choices. */
export interface CompletionWords {
  readonly rules: readonly string[];
  readonly formats: readonly string[];
}

/** A completion script made from the same tables as `--help`. The names in it are ours and need no quoting; sentences are quoted. */
export function renderCompletion(shell: Shell, commands: readonly Command[], words: CompletionWords): string {
  return renderers[shell](commands, words);
}

const renderers: Readonly<Record<Shell, (commands: readonly Command[], words: CompletionWords) => string>> = {
  bash: (commands, words) => `# karplint completion for bash
_karplint() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command=lint
  case "\${COMP_WORDS[1]}" in ${namesOf(commands).join('|')}) command="\${COMP_WORDS[1]}" ;; esac
  case "$command $previous" in
${valuesOf(commands, words)
  .map(([key, choices]) => `    '${key}') COMPREPLY=($(compgen -W '${choices.join(' ')}' -- "$current")); return ;;`)
  .join('\n')}
  esac
  if [[ $current == -* ]]; then
    case "$command" in
${commands.map((command) => `      ${command.name}) COMPREPLY=($(compgen -W '${flagNames(command).join(' ')}' -- "$current")) ;;`).join('\n')}
    esac
    return
  fi
  case "$command" in explain) COMPREPLY=($(compgen -W '${words.rules.join(' ')}' -- "$current")); return ;; esac
  COMPREPLY=($(compgen -f -- "$current"))
  if [[ $COMP_CWORD == 1 ]]; then COMPREPLY+=($(compgen -W '${namesOf(commands).join(' ')}' -- "$current")); fi
}
complete -o filenames -F _karplint karplint
`,
  zsh: (commands, words) => `#compdef karplint
_karplint() {
  local command=lint
  case $words[2] in (${namesOf(commands).join('|')}) command=$words[2] ;; esac
  case "$command $words[CURRENT-1]" in
${valuesOf(commands, words)
  .map(([key, choices]) => `    ('${key}') compadd -- ${choices.join(' ')}; return ;;`)
  .join('\n')}
  esac
  if [[ $words[CURRENT] == -* ]]; then
    case $command in
${commands.map((command) => `      (${command.name}) compadd -- ${flagNames(command).join(' ')} ;;`).join('\n')}
    esac
    return
  fi
  if [[ $command == explain ]]; then compadd -- ${words.rules.join(' ')}; return; fi
  if (( CURRENT == 2 )); then compadd -- ${namesOf(commands).join(' ')}; fi
  _files
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _karplint "$@"; else compdef _karplint karplint; fi
`,
  fish: (commands, words) => {
    const others = namesOf(commands).filter((name) => name !== 'lint');
    const lines = commands.flatMap((command) => {
      const condition = command.name === 'lint' ? `not __fish_seen_subcommand_from ${others.join(' ')}` : `__fish_seen_subcommand_from ${command.name}`;
      const flags = flagsOf(command).map((flag) => fishFlag(flag, condition, choicesOf(flag, words)));
      return [`complete -c karplint -n __fish_use_subcommand -a ${command.name} -d ${quote(command.summary)}`, ...flags];
    });
    const explain = `complete -c karplint -n '__fish_seen_subcommand_from explain' -f -a '${words.rules.join(' ')}'`;
    return `# karplint completion for fish\n${[...lines, explain].join('\n')}\n`;
  },
};

function fishFlag(flag: Flag, condition: string, choices: readonly string[]): string {
  const short = flag.short === undefined ? '' : ` -s ${flag.short}`;
  const value = flag.value === undefined ? '' : choices.length > 0 ? ` -x -a '${choices.join(' ')}'` : ' -r';
  return `complete -c karplint -n '${condition}' -l ${flag.name}${short}${value} -d ${quote(flag.help)}`;
}

function namesOf(commands: readonly Command[]): string[] {
  return commands.map(({ name }) => name);
}

function flagsOf({ flags }: Command): readonly Flag[] {
  return [...flags, ...commonFlags];
}

function flagNames(command: Command): string[] {
  return flagsOf(command).map(({ name }) => `--${name}`);
}

/** `command --flag` and the words that may follow it. */
function valuesOf(commands: readonly Command[], words: CompletionWords): [key: string, choices: readonly string[]][] {
  return commands.flatMap((command) =>
    flagsOf(command).flatMap((flag): [string, readonly string[]][] => {
      const choices = choicesOf(flag, words);
      return choices.length === 0 ? [] : [[`${command.name} --${flag.name}`, choices]];
    }),
  );
}

function choicesOf(flag: Flag, { rules, formats }: CompletionWords): readonly string[] {
  if (flag.name === 'fix-rule') return rules;
  return flag.choices ?? (flag.name === 'format' ? formats : []);
}

function quote(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

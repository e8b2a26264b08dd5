/** karplint(1) in roff, from the same tables as `--help`. */
export function renderManPage({ commands, commonFlags, labelOf, version }) {
  const sections = commands.map((command) => renderCommand(command, { commonFlags, labelOf }));
  return `.TH KARPLINT 1 "" "karplint ${version}" "User Commands"
.SH NAME
karplint \\- check Karpenter manifests offline
.SH SYNOPSIS
.B karplint
[\\fIlint\\fR] [\\fIpaths\\fR...] [\\fIoptions\\fR]
.br
.B karplint
\\fIcommand\\fR [\\fIoptions\\fR]
.SH DESCRIPTION
Says what the API server refuses, what the Karpenter controller refuses, and what an experienced reviewer would object to,
each at its line. It calls no cluster, no AWS and no network.
.SH COMMANDS
${sections.join('\n')}
.SH EXIT STATUS
.TP
.B 0
clean, or only findings below \\-\\-fail\\-on
.TP
.B 1
findings at or over \\-\\-fail\\-on
.TP
.B 2
wrong usage, or a named path that cannot be opened
.TP
.B 3
a bug in karplint
.SH FILES
.TP
.I karplint.yaml
The configuration, looked for in the working directory and the folders above it.
.TP
.I .karplintignore
What is never linted, in the syntax of .gitignore.
`;
}

function renderCommand({ usage, summary, details, flags, examples }, { commonFlags, labelOf }) {
  const options = [...flags, ...commonFlags].map(
    (flag) => `.TP\n\\fB${escape(labelOf(flag))}\\fR\n${line(flag.help)}${flag.isRepeatable ? ' Repeatable.' : ''}`,
  );
  const lines = examples.map(([example, meaning]) => `.TP\n.B ${escape(example)}\n${line(meaning)}`);
  return [
    `.SS karplint ${escape(usage)}`,
    line(summary),
    ...(details === undefined ? [] : ['.PP', details.split('\n').map(line).join('\n')]),
    ...options,
    '.PP',
    'Examples:',
    ...lines,
  ].join('\n');
}

/** A line of text: one that begins with a dot or a quote would be a request. */
function line(text) {
  return escape(text).replace(/^(?=[.'])/, '\\&');
}

function escape(text) {
  return text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll('`', '').replaceAll('…', '...').replaceAll('’', "'");
}

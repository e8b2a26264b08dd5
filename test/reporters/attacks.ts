/** Texts that try to break out of a terminal, a CI log, markup or a quoted string. */
export const attacks: readonly string[] = [
  '\u001b[2J\u001b]0;title\u0007',
  '::error::forged',
  '##[add-mask]x',
  '##vso[task.setvariable variable=PATH]x',
  '</script><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  ']]>',
  '<!-- & &amp; -->',
  'line one\n::warning file=x::line two\r\nline three',
  '| cell | `code` | [link](javascript:alert(1)) | @everyone #1',
  '\u202egnol\u200b\ufeff\u0000\ud800\ufffe\uffff',
  '%0A%25,:;=',
  '/> <x y="',
];

const scalars = [
  ...[
    'yes',
    'No',
    'on',
    'y',
    'n',
    '~',
    'null',
    'NULL',
    '0o17',
    '0x1F',
    '010',
    '08',
    '1_000',
    '1e3',
    '.5',
    '5.',
    '.inf',
    '-.INF',
    '.nan',
    '1:30',
    '2024-01-01',
    '+7',
  ],
  ...['!!str 5', '!!int "5"', '!!float 5', '!!bool yes', '!!null ""', '! 5', '!custom 5', '!!binary aGk=', '!!timestamp 2024-01-01', '!!int x'],
  ...[
    "'it''s'",
    '"a\\tb"',
    '"a\\/b"',
    '"\\x41\\u00e9"',
    '"\\N"',
    '"a\\qb"',
    '""',
    "''",
    '"unclosed',
    "'unclosed",
    '[a, b',
    '{a: b',
    '[a, b]',
    '{a: b}',
    '[]',
    '{}',
    '[,]',
    '{a, b}',
  ],
  ...[
    '|\n        x',
    '>-\n        x\n        y',
    '|2\n        x',
    '|+\n        x\n\n',
    '>',
    '|-',
    '*nowhere',
    '&a x',
    '&a',
    '*a',
    '@x',
    '`x',
    '%x',
    '- x',
    '? x',
    'a: b',
    'a #b',
    'a#b',
    '# x',
    ': x',
    '-x',
    '- ',
    '18446744073709551615',
    '9223372036854775807',
    '9223372036854775808',
    '-9223372036854775809',
    '0b101',
    '-0b11',
    '0.1e-3',
    '1e400',
    '-0',
    '"\\ud83d"',
    '\u0085x',
    '\ufeffx',
    '\u2028x',
    '\u0007x',
    'é',
    '<<',
    '==',
    '=',
    '!',
    '!!',
    '&',
    '*',
    '|x',
    'x\ty',
    'x \t# c',
  ],
];

/** Changes how a manifest is written: indentation, quotes, tags, anchors, repeated lines, separators, line ends. */
export function createSurface(random) {
  const changes = [
    (lines, at) => [...lines.slice(0, at), lines[at], ...lines.slice(at)],
    (lines, at) => lines.filter((_, index) => index !== at),
    (lines, at) => replace(lines, at, (line) => line.replace(/(:|-) .*$/, `$1 ${random.pick(scalars)}`)),
    (lines, at) => replace(lines, at, (line) => line.replace(/(:|-) .*$/, `$1 ${random.pick(scalars)}`)),
    (lines, at) =>
      replace(lines, at, (line) => line.replace(/^(\s*)(- )?([\w./-]+):/, (_, indent, dash = '', key) => `${indent}${dash}${random.pick(keyForms)(key)}:`)),
    (lines, at) =>
      replace(lines, at, (line) => random.pick([` ${line}`, line.replace(/^ {1,2}/, ''), `\t${line}`, `${line}\t`, `${line} # c`, `${line}#c`, `${line} x`])),
    (lines, at) => [...lines.slice(0, at), random.pick(insertions), ...lines.slice(at)],
    (lines, at) => replace(lines, at, (line) => line.replace(/: (?=\S)/, random.pick([':', ':  ', ': &a ', ': !!str ', ':\t', ' : ', ':\n      ']))),
    (lines, at) => swap(lines, at),
    (lines) => lines.map((line) => `${line}\r`),
  ];
  return (text) => {
    let lines = text.split('\n');
    for (let left = 1 + random.below(2); left > 0; left--) lines = random.pick(changes)(lines, random.below(lines.length));
    return lines.join('\n');
  };
}

const keyForms = [
  (key) => `"${key}"`,
  (key) => `'${key}'`,
  (key) => `? ${key}\n`,
  (key) => `!!str ${key}`,
  (key) => `${key} `,
  (key) => key.toUpperCase(),
  (key) => `&k ${key}`,
];

const insertions = [
  '',
  '---',
  '--- ',
  '--- # c',
  '--- x',
  '----',
  '...',
  '# c',
  '%YAML 1.1',
  '\t',
  '  ',
  '<<: {}',
  '<<: {a: b}',
  '  <<: {spec: {}}',
  '  <<: [{a: b}, {a: c}]',
  'spec:',
  '~',
  'x',
  '- x',
  '}',
  ']',
  '"',
  '\u00a0',
  '  ? a',
  '  : b',
  '!!map',
  '&x',
  '*x',
];

function replace(lines, at, change) {
  return lines.map((line, index) => (index === at ? change(line) : line));
}

function swap(lines, at) {
  const other = Math.min(at + 1, lines.length - 1);
  return lines.map((line, index) => (index === at ? lines[other] : index === other ? lines[at] : line));
}

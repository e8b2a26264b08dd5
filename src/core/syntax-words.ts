/** What is wrong with a text, in words for its author. */
export interface SyntaxWords {
  readonly message: string;
  readonly help?: string;
}

const help = {
  quote: 'Put the value in quotes.',
  close: 'Add the closing quote.',
  align: 'Give the keys of one map, and the dashes of one list, the same indentation.',
  spaces: 'Write spaces instead of tabs.',
};

/** The parser's reasons, by how they begin; the texts of js-yaml speak to those who write parsers. */
const known: readonly (readonly [reason: string, message: string, help?: string])[] = [
  ['bad indentation of a mapping entry', 'This is neither a key with a value nor the rest of the value before it.', `${help.align} ${help.quote}`],
  ['bad indentation of a sequence entry', 'This is neither an item of the list nor the rest of the item before it.', `${help.align} ${help.quote}`],
  ['end of the stream', 'This does not continue what is above it: the indentation fits nothing there.', help.align],
  ["expected ':' after", 'This line is no `key: value` and no item of a list: a colon is missing, or a blank after it.', 'Write `key: value`.'],
  ['a whitespace character is expected', 'A blank is missing after this colon.', 'Write `key: value`.'],
  ['can not read a block mapping entry', 'A key must stand on one line with its colon.', help.quote],
  ['tab characters', 'A tab indents this line, but YAML takes only spaces as indentation.', help.spaces],
  ['unexpected end of the stream within a double quoted', 'A text in double quotes begins and never ends.', help.close],
  ['unexpected end of the stream within a single quoted', 'A text in single quotes begins and never ends.', help.close],
  ['unexpected end of the document within', 'A quoted text runs into the end of its document.', help.close],
  ['unexpected end of the stream within a flow', 'A `[` or `{` is opened and never closed.', 'Add the closing bracket.'],
  ['missed comma', 'A comma is missing here, or a quote of the value before it is too much.', 'Separate the entries by commas.'],
  ['expected the node content', 'Here stands a comma without a value before it.', 'Remove it.'],
  ['name of an alias', 'A value that begins with `*` is read as the name of an anchor, and this is none.', help.quote],
  ['name of an anchor', 'A value that begins with `&` is read as an anchor, and this has no name.', help.quote],
  ['unknown escape', 'This escape does not exist in a text with double quotes.', 'Use single quotes, or write the backslash twice.'],
  ['expected hexadecimal', 'An escape with `\\x` or `\\u` needs hexadecimal digits.', 'Use single quotes, or write the backslash twice.'],
  ['expected valid JSON character', 'This control character cannot stand in YAML.', 'Remove it.'],
  ['the stream contains non-printable', 'A control character cannot stand in YAML.', 'Remove it.'],
  ['a line break is expected', 'After `|` or `>` the text begins on the next line.', 'Move the text to the next line.'],
  ['bad explicit indentation', 'The number after `|` or `>` is the indentation of the text, and cannot be 0.', 'Remove it.'],
  ['deficient indentation', 'This line ends what is not finished yet: a quoted text, or a list or map in brackets.', 'Indent it.'],
  ['undeclared tag', 'The word after `!` is a tag that nothing declares.', help.quote],
  ['duplication of', 'A value can have one tag and one anchor.', 'Remove the second one.'],
];

/** Words for a reason of the parser; its own where there are none better. */
export function describeReason(reason: string): SyntaxWords {
  const entry = known.find(([beginning]) => reason.startsWith(beginning));
  if (entry === undefined) return { message: `Not valid YAML: ${reason.replace(/\s+/g, ' ').replace(/\.$/, '')}.` };
  const [, message, remedy] = entry;
  return { message: `Not valid YAML. ${message}`, ...(remedy === undefined ? {} : { help: remedy }) };
}

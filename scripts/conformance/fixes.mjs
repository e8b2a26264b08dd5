import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Lexer } from 'yaml';

/**
 * Fixes every public file by itself, safely and unsafely, and holds the result to its promises: fixing again changes nothing, lines
 * that no edit touches stay byte for byte, no safe fix loses a comment, line ends stay, and nothing is refused that was not before.
 */
export function judgeFixes(karplint, folder) {
  const names = [
    'fixing twice changes nothing',
    'fixes keep other lines',
    'safe fixes keep comments',
    'fixes keep line ends',
    'fixes never make a verdict worse',
  ];
  const sets = new Map(names.map((name) => [name, { name: `corpus: ${name}`, agreed: 0, total: 0, disagreements: [] }]));
  for (const file of readdirSync(join(folder, 'files'), { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const path = join(file.parentPath ?? file.path, file.name);
    const session = karplint.sessionOf([karplint.toManifest(karplint.decode(readFileSync(path), path), false)]);
    if (!session.report.findings.some(({ fix }) => fix !== undefined)) continue;
    for (const unsafe of [false, true]) judgeFile(karplint, { path, session, unsafe }, sets);
  }
  return [...sets.values()];
}

function judgeFile(karplint, { path, session, unsafe }, sets) {
  const { result, files } = karplint.fixSession(session, { unsafe }, false);
  const changed = files[0];
  if (changed === undefined) return;
  const { before, after } = changed;
  const label = `${path} (${unsafe ? 'unsafe' : 'safe'})`;
  const again = karplint.fixSession(karplint.sessionOf(result.manifests), { unsafe }, false);
  count(sets.get('fixing twice changes nothing'), again.files.length === 0, `${label}: ${again.fixed.map(({ rule }) => rule)}`);
  count(
    sets.get('fixes keep other lines'),
    keepsOtherLines(
      karplint.planFixes(session.report.findings, session.sources, (finding) => unsafe || finding.fix.safety === 'safe'),
      before,
    ),
    label,
  );
  if (!unsafe) count(sets.get('safe fixes keep comments'), keepsComments(before, after), label);
  count(sets.get('fixes keep line ends'), keepsLineEnds(before, after), label);
  const worse = worsened(karplint.refusalsOf(session.manifests[0], session.lint), karplint.refusalsOf(result.manifests[0], session.lint));
  count(sets.get('fixes never make a verdict worse'), worse.length === 0, `${label}: ${worse}`);
}

/** The lines that the first pass does not touch follow each other in its result as they did before. */
function keepsOtherLines({ taken, texts }, before) {
  const edits = taken.flatMap(({ fix }) => fix.edits);
  const after = [...texts.values()][0]?.split('\n') ?? [];
  let offset = 0;
  let next = 0;
  for (const line of before.split('\n')) {
    const [start, end] = [offset, offset + line.length + 1];
    offset = end;
    if (edits.some(({ range }) => range.start < end && range.end >= start)) continue;
    next = after.indexOf(line, next) + 1;
    if (next === 0) return false;
  }
  return true;
}

function keepsComments(before, after) {
  const left = comments(after);
  return comments(before).every((comment) => left.includes(comment) || comment.includes('karplint-'));
}

/** The comments of a text as another YAML library sees them. */
function comments(text) {
  return [...new Lexer().lex(text)].filter((token) => token.startsWith('#')).map((token) => token.trim());
}

/** A file with one kind of line end still has that kind only. */
function keepsLineEnds(before, after) {
  const kinds = (text) => [...new Set(text.match(/\r\n|\r|\n/g) ?? [])];
  return kinds(before).length !== 1 || kinds(after).every((kind) => kinds(before).includes(kind));
}

function worsened(before, after) {
  return [...after].flatMap(([object, messages]) => (messages.length > (before.get(object)?.length ?? 0) ? [`${object}: ${messages.join(' | ')}`] : []));
}

function count(set, agrees, detail) {
  set.total++;
  if (agrees) set.agreed++;
  else set.disagreements.push(detail);
}

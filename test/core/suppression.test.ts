import { describe, expect, it } from 'vitest';
import type { Config } from '../../src/core/config.ts';
import { applyEdits } from '../../src/core/fix.ts';
import { Source } from '../../src/core/source.ts';
import { lintManifests, readSource } from '../../src/linter.ts';
import type { LintOptions } from '../../src/linter.ts';

const off: Config['rules'] = new Map();

function lintText(text: string, options: LintOptions = {}, file = 'pool.yaml') {
  const source = new Source(file, text);
  const report = lintManifests([readSource(source)], { preset: 'recommended', config: { ignore: [], rules: off, overrides: [] }, ...options });
  const { findings, suppressed } = report;
  const name = ({ rule, range }: (typeof findings)[number]) => `${source.positionAt(range.start).line} ${rule}`;
  return {
    findings,
    shown: findings.map(name),
    suppressed: suppressed.map(({ finding, by, reason }) => `${name(finding)} ${by}${reason === undefined ? '' : ` (${reason})`}`),
    about: (rule: string) => findings.filter((finding) => finding.rule === rule),
    fixed: () => fixSuppressions(text, options, file),
  };
}

/** Applies the fixes of the suppression rules until nothing changes. */
function fixSuppressions(text: string, options: LintOptions, file: string): string {
  for (let before = text, pass = 0; pass < 10; pass++) {
    const { findings } = lintText(before, options, file);
    const own = findings.filter(({ rule }) => /suppression/.test(rule)).flatMap(({ fix }) => fix?.edits ?? []);
    const after = applyEdits(before, own);
    if (after === before) return after;
    before = after;
  }
  throw new Error('the fixes never end');
}

/** A pool with one finding that is easy to place: `consolidation-disabled` at the line of `consolidateAfter`. */
function pool(changes: { head?: string; tail?: string; before?: string; after?: string; end?: string; annotations?: string } = {}): string {
  const { head = '', tail = '', before = '', after = '', end = '', annotations = '' } = changes;
  return `${head}apiVersion: karpenter.sh/v1
kind: NodePool
metadata:
  name: general
${annotations}spec:
  limits: { cpu: "100" }
  disruption:
    consolidationPolicy: WhenEmpty
${before}    consolidateAfter: Never${tail}
${after}  template:
    spec:
      terminationGracePeriod: 24h
      expireAfter: 720h
      nodeClassRef: { group: karpenter.k8s.aws, kind: EC2NodeClass, name: general }
      requirements:
        - { key: karpenter.sh/capacity-type, operator: In, values: [on-demand] }
${end}`;
}

const rule = 'consolidation-disabled';

describe('suppression comments', () => {
  it('lets the finding speak without one', () => {
    expect(lintText(pool()).shown).toContain(`9 ${rule}`);
  });

  it.each([
    ['the line', { tail: ` # karplint-disable-line ${rule} -- kept for tests` }],
    ['the next line', { before: `    # karplint-disable-next-line ${rule} -- kept for tests\n` }],
    ['the next line that holds something', { before: `    # karplint-disable-next-line ${rule} -- kept for tests\n    # about the next line\n\n` }],
    ['a range', { before: `    # karplint-disable ${rule} -- kept for tests\n`, after: `    # karplint-enable ${rule}\n` }],
    ['an open range', { head: `# karplint-disable ${rule} -- kept for tests\n` }],
    ['the file', { end: `# karplint-disable-file ${rule} -- kept for tests\n` }],
    ['the object', { annotations: `  annotations:\n    karplint.dev/ignore: ${rule}=kept for tests\n` }],
    ['all rules', { tail: ' # karplint-disable-line -- kept for tests' }],
    ['a list', { tail: ` # karplint-disable-line ${rule}, imdsv1-allowed -- kept for tests` }],
    ['behind another comment', { tail: ` # as agreed # karplint-disable-line ${rule} -- kept for tests` }],
    ['before another comment', { tail: ` # karplint-disable-line ${rule} -- kept for tests # as agreed` }],
  ])('silence %s', (_, changes) => {
    const { shown, suppressed } = lintText(pool(changes));
    expect(shown.filter((name) => name.endsWith(rule))).toEqual([]);
    expect(suppressed.map((text) => text.replace(/^\d+ /, ''))).toEqual([expect.stringContaining(`${rule} `)]);
    expect(suppressed[0]).toContain('(kept for tests)');
  });

  it.each([
    ['another line', { before: `    # karplint-disable-line ${rule}\n` }],
    ['another rule', { tail: ' # karplint-disable-line imdsv1-allowed' }],
    ['a range that ended', { head: `# karplint-disable ${rule}\n`, before: `    # karplint-enable ${rule}\n` }],
    ['a range of all rules that this rule left', { head: `# karplint-disable\n`, before: `    # karplint-enable ${rule}\n` }],
    ['a range that begins later', { after: `    # karplint-disable ${rule}\n` }],
    ['a block scalar', { annotations: `  annotations:\n    note: |\n      # karplint-disable-file ${rule}\n` }],
    ['a quoted scalar', { annotations: `  annotations:\n    note: "a # karplint-disable-file ${rule}"\n` }],
    ['a quoted key', { annotations: `  annotations:\n    "a # karplint-disable-file ${rule}": x\n` }],
    ['a word that only looks like a comment', { annotations: `  annotations:\n    note: a#karplint-disable-file\n` }],
  ])('do not reach from %s', (_, changes) => {
    expect(lintText(pool(changes)).shown).toContainEqual(expect.stringContaining(rule));
  });

  it('take the comment in the header of a block scalar for one', () => {
    const text = pool({ annotations: `  annotations:\n    note: | # karplint-disable-file ${rule}\n      text\n` });
    expect(lintText(text).suppressed).toHaveLength(1);
  });

  it('begin again after a rule left a range of all rules', () => {
    const { shown, suppressed } = lintText(pool({ head: `# karplint-disable\n# karplint-enable ${rule}\n# karplint-disable ${rule}\n` }));
    expect(shown).not.toContainEqual(expect.stringContaining(rule));
    expect(suppressed).toContainEqual(expect.stringContaining(rule));
  });

  it('mean nothing in JSON', () => {
    const text = JSON.stringify({ apiVersion: 'karpenter.sh/v1', kind: 'NodePool', metadata: { name: '# karplint-disable-file' }, spec: {} }, null, 2);
    const { suppressed, about } = lintText(text, {}, 'pool.json');
    expect(suppressed).toEqual([]);
    expect(about('unused-suppression')).toEqual([]);
  });

  it('keep their hands off the other objects of a file when an annotation speaks', () => {
    const silent = pool({ annotations: `  annotations:\n    karplint.dev/ignore: ${rule}\n` });
    const { suppressed, about } = lintText(`${silent}---\n${pool().replace('name: general', 'name: other')}`);
    expect(suppressed).toHaveLength(1);
    expect(about(rule)).toHaveLength(1);
  });

  it('let the general finding speak when the specific one is silenced', () => {
    const legacy = (comment: string) => pool({ after: `  ttlSecondsUntilExpired: 30${comment}\n` });
    const place = ({ rule, layer }: ReturnType<typeof lintText>['findings'][number]) => `${rule} ${layer}`;
    const refusals = (text: string) =>
      lintText(text)
        .findings.filter(({ layer }) => layer === 'schema')
        .map(place);
    const specific = refusals(legacy(''));
    expect(specific).toHaveLength(1);
    const [rule = ''] = (specific[0] ?? '').split(' ');
    expect(rule).not.toBe('unknown-field');
    expect(refusals(legacy(` # karplint-disable-line ${rule}`))).toEqual(['unknown-field schema']);
    expect(refusals(legacy(` # karplint-disable-line ${rule}, unknown-field`))).toEqual([]);
    expect(lintText(legacy(' # karplint-disable-line unknown-field')).about('unused-suppression')).toHaveLength(1);
  });
});

describe('unused suppressions', () => {
  it.each([
    ['trailing', { tail: ' # karplint-disable-line imdsv1-allowed -- why' }],
    ['alone on its line', { before: '    # karplint-disable-next-line imdsv1-allowed\n' }],
    ['a range with its end', { before: '    # karplint-disable imdsv1-allowed\n', after: '    # karplint-enable imdsv1-allowed\n' }],
    ['an end without a beginning', { before: '    # karplint-enable\n' }],
    ['the file', { head: '# karplint-disable-file imdsv1-allowed\n' }],
    ['an annotation', { annotations: '  annotations:\n    karplint.dev/ignore: imdsv1-allowed=why, really\n' }],
    ['three rules', { tail: ' # karplint-disable-line imdsv1-allowed, imds-hop-limit ebs-unencrypted -- why' }],
  ])('are reported and removed: %s', (_, changes) => {
    const { about, fixed } = lintText(pool(changes));
    expect(about('unused-suppression').length).toBeGreaterThan(0);
    expect(fixed()).toBe(pool());
  });

  it('lose only the rule that is unused', () => {
    const { about, fixed } = lintText(pool({ tail: ` # karplint-disable-line imdsv1-allowed, ${rule} -- why # end` }));
    expect(about('unused-suppression').map(({ message }) => message)).toEqual([expect.stringContaining('imdsv1-allowed')]);
    expect(fixed()).toBe(pool({ tail: ` # karplint-disable-line ${rule} -- why # end` }));
  });

  it('leave the used rule of an annotation with its reason', () => {
    const annotation = (text: string) => ({ annotations: `  annotations:\n    karplint.dev/ignore: '${text}'\n    team: a\n` });
    const { fixed } = lintText(pool(annotation(`imdsv1-allowed, ${rule}=old, but true`)));
    expect(fixed()).toBe(pool(annotation(`${rule}=old, but true`)));
  });

  it('say nothing of a rule that did not run', () => {
    const changes = { tail: ' # karplint-disable-line imdsv1-allowed' };
    const config = { ignore: [], overrides: [], rules: new Map([['imdsv1-allowed', { level: 'off' as const, options: {} }]]) };
    expect(lintText(pool(changes), { config }).about('unused-suppression')).toEqual([]);
  });

  it('say nothing of a rule that needs files which were not named', () => {
    const changes = { tail: ' # karplint-disable-line duplicate-resource-name' };
    expect(lintText(pool(changes), { isPartial: true }).about('unused-suppression')).toEqual([]);
    expect(lintText(pool(changes)).about('unused-suppression')).toHaveLength(1);
  });

  it('call the wider of two suppressions unused', () => {
    const { about } = lintText(pool({ head: `# karplint-disable-file ${rule}\n`, tail: ` # karplint-disable-line ${rule}` }));
    expect(about('unused-suppression').map(({ range }) => range.start)).toEqual([expect.any(Number)]);
    expect(about('unused-suppression')[0]?.message).toContain('disable-file');
  });

  it('cannot be suppressed', () => {
    const { about } = lintText(pool({ tail: ' # karplint-disable-line imdsv1-allowed, unused-suppression' }));
    expect(about('unused-suppression')).toHaveLength(2);
  });
});

describe('suppressions that mean nothing', () => {
  it.each([
    ['a misspelt rule', ' # karplint-disable-line consolidation-disable -- why', ` # karplint-disable-line ${rule} -- why`],
    ['a misspelt directive', ` # karplint-disable-lines ${rule}`, ` # karplint-disable-line ${rule}`],
    ['an unknown rule', ' # karplint-disable-line something-else-entirely', ''],
  ])('%s', (_, tail, fixedTail) => {
    const { about, fixed } = lintText(pool({ tail }));
    expect(about('suppression-unknown')).toHaveLength(1);
    expect(fixed()).toBe(pool({ tail: fixedTail }));
  });

  it('mends a name in an annotation', () => {
    const annotation = (text: string) => ({ annotations: `  annotations:\n    karplint.dev/ignore: ${text}\n` });
    expect(lintText(pool(annotation('consolidation-disable=why'))).fixed()).toBe(pool(annotation(`${rule}=why`)));
  });

  it('asks for a reason only where that is switched on', () => {
    const text = pool({ tail: ` # karplint-disable-line ${rule}` });
    expect(lintText(text).about('suppression-reason-missing')).toEqual([]);
    expect(lintText(text, { preset: 'all' }).about('suppression-reason-missing')).toHaveLength(1);
    expect(lintText(text, { preset: 'all' }).fixed()).toBe(pool());
    expect(lintText(pool({ tail: ` # karplint-disable-line ${rule} -- why` }), { preset: 'all' }).about('suppression-reason-missing')).toEqual([]);
  });
});

describe('removing comments', () => {
  it.each(['\r\n', '\r', '\n'])('keeps line ends of %j', (end) => {
    const text = (comment: string) => pool({ before: comment }).split('\n').join(end);
    expect(lintText(text('    # karplint-disable-next-line imdsv1-allowed\n')).fixed()).toBe(text(''));
  });

  it('keeps the byte-order mark', () => {
    expect(lintText(`\ufeff# karplint-disable-file imdsv1-allowed\n${pool()}`).fixed()).toBe(`\ufeff${pool()}`);
  });
});

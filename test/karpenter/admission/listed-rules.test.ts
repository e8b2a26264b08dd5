import { describe, expect, it } from 'vitest';
import { celRules } from '../../../src/karpenter/admission/listed-rules.ts';
import { groupOfKind } from '../../../src/karpenter/kinds.ts';
import { knownVersions } from '../../../src/karpenter/versions.ts';
import { servedIn } from '../../../src/schemas/served.ts';

describe('celRules', () => {
  it('sit in kinds that are served, and begin and end with versions that are known', () => {
    const adrift = celRules.filter(({ kind, version, since, until }) => {
      const isServed = servedIn(groupOfKind[kind] ?? '', version, kind) !== undefined;
      return !isServed || [since, until].some((bound) => bound !== undefined && !knownVersions.includes(bound));
    });
    expect(adrift).toEqual([]);
  });

  it('stand once at each place of a version', () => {
    const lines = celRules.flatMap((rule) => (rule.until === undefined ? [`${rule.kind} ${rule.version} ${rule.path}: ${rule.serverMessage}`] : []));
    expect(lines.filter((line, index) => lines.indexOf(line) !== index)).toEqual([]);
  });
});

import { closest } from '../../core/did-you-mean.ts';
import type { LabelRequirement } from '../requirements.ts';
import { normalizeLabel } from '../label-aliases.ts';
import type { Exclusion, Launchable } from './launchable.ts';
import type { WhyReport } from './report.ts';

/** Says what keeps a type out of a pool, requirement by requirement. */
export function explainType(name: string, launchable: Launchable, requirements: readonly LabelRequirement[]): WhyReport {
  const { catalog } = launchable.table;
  const type = catalog.type(name);
  if (type === undefined) {
    const guess = closest(
      name,
      catalog.types.map((other) => other.name),
    );
    const hint = guess === undefined ? '' : ` Did you mean \`${guess}\`?`;
    return { type: name, launchable: false, reasons: [`The catalogue of ${catalog.date} does not know \`${name}\`.${hint}`] };
  }
  const reasons = launchable.exclusions(type).map((exclusion) => describe(exclusion, requirements));
  if (reasons.length === 0 && !launchable.hasEnoughValues) reasons.push('It meets every requirement, but there are too few values for `minValues`.');
  return { type: name, launchable: reasons.length === 0, reasons };
}

function describe(exclusion: Exclusion, requirements: readonly LabelRequirement[]): string {
  switch (exclusion.kind) {
    case 'class':
      return 'The node class asks for something that this type lacks: network interfaces, connection tracking, or an image for its processor.';
    case 'offering':
      return 'No zone that is left offers it as a capacity type that is left.';
    case 'resources':
      return 'More is reserved on a node than it has.';
    case 'requirement':
      return describeRequirement(exclusion.key, exclusion.values, requirements);
  }
}

function describeRequirement(key: string, values: readonly string[], requirements: readonly LabelRequirement[]): string {
  const own = values.length === 0 ? 'it lacks the label' : `it has ${values.map((value) => (value === '' ? 'the empty text' : `\`${value}\``)).join(', ')}`;
  return `\`${describeRequirements(key, requirements)}\`: ${own}.`;
}

/** The requirements on one label, aliases replaced. */
export function describeRequirements(key: string, requirements: readonly LabelRequirement[]): string {
  const own = requirements.filter((requirement) => normalizeLabel(requirement.key) === key);
  return own.map((requirement) => describeWritten({ ...requirement, key })).join(' and ');
}

/** Longer lists say no more than their beginning. */
const mostNamed = 5;

/** A requirement as people write it: `key In [a, b]`. */
function describeWritten({ key, operator, values }: LabelRequirement): string {
  if (operator === 'Exists' || operator === 'DoesNotExist') return `${key} ${operator}`;
  const rest = values.length - mostNamed;
  const named = [...values.slice(0, mostNamed), ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ');
  return `${key} ${operator} ${operator.endsWith('In') ? `[${named}]` : named}`;
}

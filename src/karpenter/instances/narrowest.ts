import type { Place, Resource } from '../../core/resource.ts';
import { normalizeLabel } from '../label-aliases.ts';
import type { PoolInstances } from './pool-instances.ts';

/** The requirement that keeps out most types; the list of requirements where none does. */
export function placeOfNarrowest(pool: Resource, { launchable, requirements }: PoolInstances): Place {
  const [impact] = launchable.impacts;
  const own = requirements.filter(({ key }) => normalizeLabel(key) === impact?.key).at(-1);
  return own?.valuesAt ?? own?.at ?? pool.anchor('spec', 'template', 'spec', 'requirements');
}

import type { Config, RuleSetting } from './config.ts';

/** Two configurations as one: what the second says wins, lists are joined, and options of a rule are overlaid one by one. */
export function mergeConfigs(base: Config, own: Config): Config {
  const customRules = [...(base.customRules ?? []), ...(own.customRules ?? [])];
  const crds = [...(base.crds ?? []), ...(own.crds ?? [])];
  const render = [...(base.render ?? []), ...(own.render ?? [])];
  // The first pattern that fits counts, so those that win come first.
  const environments = [...(own.environments ?? []), ...(base.environments ?? [])];
  return {
    ...base,
    ...own,
    ...(render.length === 0 ? {} : { render }),
    ...(environments.length === 0 ? {} : { environments }),
    ignore: [...base.ignore, ...own.ignore],
    ...(crds.length === 0 ? {} : { crds }),
    ...(customRules.length === 0 ? {} : { customRules }),
    rules: mergeRules(base.rules, own.rules),
    overrides: [...base.overrides, ...own.overrides],
  };
}

function mergeRules(base: Config['rules'], own: Config['rules']): Config['rules'] {
  const merged = new Map(base);
  for (const [id, setting] of own) merged.set(id, mergeSettings(base.get(id), setting));
  return merged;
}

function mergeSettings(base: RuleSetting | undefined, own: RuleSetting): RuleSetting {
  return { ...base, ...own, options: { ...base?.options, ...own.options } };
}

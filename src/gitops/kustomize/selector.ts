import { textAtPath } from '../nodes.ts';
import type { Item, ItemId } from '../item.ts';
import type { Value } from '../../core/resource.ts';

/** Picks objects as `target` of a patch does: anchored regular expressions on what they are or were called, and selectors. */
export function matchesTarget(target: Value, item: Item): boolean {
  const isOneOf = (field: keyof ItemId): boolean => {
    const pattern = target.at(field)?.text;
    return pattern === undefined || pattern === '' || item.ids.some((id) => matches(pattern, id[field]));
  };
  if (!(['group', 'version', 'kind', 'name', 'namespace'] as const).every(isOneOf)) return false;
  return matchesSelector(target.at('labelSelector'), item, 'labels') && matchesSelector(target.at('annotationSelector'), item, 'annotations');
}

function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(text);
  } catch {
    // A pattern that only Go understands picks nothing here.
    return pattern === text;
  }
}

/** `a=b,c!=d,e,!f,g in (h,i)`: every part must hold. */
function matchesSelector(selector: Value | undefined, item: Item, field: 'labels' | 'annotations'): boolean {
  const parts = (selector?.text ?? '').split(/,(?![^(]*\))/).map((part) => part.trim());
  return parts.filter((part) => part !== '').every((part) => holds(part, (key) => textAtPath(item.root, ['metadata', field, key])));
}

function holds(part: string, valueOf: (key: string) => string | undefined): boolean {
  const [, listed = '', not, list = ''] = /^(\S+)\s+(not)?in\s+\((.*)\)$/.exec(part) ?? [];
  if (listed !== '') {
    const value = valueOf(listed);
    const isIn = value !== undefined && list.split(',').some((each) => each.trim() === value);
    return not === undefined ? isIn : !isIn;
  }
  const [, key = '', operator = '', value = ''] = /^([^=!\s]+)\s*(==|=|!=)\s*(.*)$/.exec(part) ?? [];
  if (operator !== '') return (valueOf(key) === value) === (operator !== '!=');
  return part.startsWith('!') ? valueOf(part.slice(1).trim()) === undefined : valueOf(part) !== undefined;
}

import type { Path } from '../core/resource.ts';
import type { ViolationKeyword } from '../schemas/validate.ts';

/** What a value breaks, beyond what the authored schemas know. */
export type CrdKeyword =
  | ViolationKeyword
  | 'format'
  | 'minProperties'
  | 'multipleOf'
  | 'exclusiveMinimum'
  | 'exclusiveMaximum'
  | 'anyOf'
  | 'oneOf'
  | 'not'
  | 'scale'
  | 'embedded'
  | 'objectItem';

/** One thing that the API server refuses, at the path of the value; a missing or unknown field is named by the last step. */
export interface CrdViolation {
  readonly path: Path;
  readonly keyword: CrdKeyword;
  /** `type`: what was wanted. `limit`: a bound. `format`, `pattern`: its name. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** Something that the caller can mend: a wrong flag, a path that cannot be opened. The only exception that users see. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

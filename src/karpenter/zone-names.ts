/** The region of the name of a zone, such as `us-east-1a`, `us-west-2-lax-1a` or `us-east-1-wl1-bos-wlz-1`; undefined for what is none. */
export function regionOfZone(name: string): string | undefined {
  return /^([a-z]{2}(?:-[a-z]+)+-[0-9])(?:[a-z]|-[a-z0-9]+(?:-[a-z0-9]+)*-[0-9][a-z]?)$/.exec(name)?.[1];
}

/** True for the id of a zone, such as `use1-az1` or `usw2-lax1-az1`, which is the same in every account. */
export function isZoneId(text: string): boolean {
  return /^[a-z]{2,4}[a-z]*[0-9](?:-[a-z0-9]+)?-az[0-9]+$/.test(text);
}

/** The region in an ARN such as `arn:aws:kms:eu-west-1:1234:key/…`; undefined where it has none. */
export function regionOfArn(arn: string): string | undefined {
  return /^arn:aws[a-z-]*:[a-z0-9-]+:([a-z]{2}(?:-[a-z]+)+-[0-9]):/.exec(arn)?.[1];
}

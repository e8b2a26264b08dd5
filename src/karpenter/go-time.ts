const leapDay = '(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29';
const otherDay = '[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))';
const timeOfDay = '(?:[01]?[0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:[.,][0-9]+)?(?:Z|[-+](?:[01][0-9]|2[0-4]):(?:[0-5][0-9]|60))';
const goTime = new RegExp(`^(?:${leapDay}|${otherDay})T${timeOfDay}$`);

/** True for a time as Go's time.Parse takes RFC 3339, which is how Karpenter reads one. https://pkg.go.dev/time#Parse */
export function isGoTime(text: string): boolean {
  return goTime.test(text);
}

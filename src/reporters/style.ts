import type { Severity } from '../core/finding.ts';
import { plainText } from './plain-text.ts';

type Paint = (text: string) => string;

/** The colours of the text report; without colour each leaves its text alone. */
export interface Style {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly underline: Paint;
  readonly green: Paint;
  readonly cyan: Paint;
  readonly of: (severity: Severity) => Paint;
  /** A text that leads to a page on terminals that can, and elsewhere just the text. */
  readonly link: (text: string, url: string) => string;
}

export function styleFor(colour: boolean, hyperlinks = false): Style {
  const paint = (open: number, close: number): Paint => (colour ? (text) => `\u001b[${open}m${text}\u001b[${close}m` : (text) => text);
  const severityPaints: Readonly<Record<Severity, Paint>> = { critical: paint(31, 39), improvement: paint(33, 39), note: paint(34, 39) };
  return {
    bold: paint(1, 22),
    dim: paint(2, 22),
    underline: paint(4, 24),
    green: paint(32, 39),
    cyan: paint(36, 39),
    of: (severity) => severityPaints[severity],
    // https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda
    link: (text, url) => (hyperlinks ? `\u001b]8;;${encodeURI(plainText(url))}\u001b\\${text}\u001b]8;;\u001b\\` : text),
  };
}

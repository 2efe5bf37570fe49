import { isUtf8 } from 'node:buffer';
import type { MailReport } from '../../domain/mail';
import type { ParsedPart } from './mime-parse';
import { storable } from './storable';

const MAX_REPORT = 64_000;
const FIELDS_PART = /^message\/(?:global-)?(?:delivery-status|feedback-report)$/i;

/** Gives what the parts of a report say; undefined when there are none. */
export function reportOf(parts: readonly ParsedPart[]): MailReport | undefined {
	const texts = parts.flatMap(({ contentType, beginning }) =>
		beginning ? [{ isFields: FIELDS_PART.test(contentType), text: textOfReport(beginning) }] : [],
	);
	if (texts.length === 0) return undefined;
	const joined = (isFields: boolean) =>
		texts
			.filter((text) => text.isFields === isFields)
			.map(({ text }) => text)
			.join('\n\n')
			.slice(0, MAX_REPORT);
	return { fields: joined(true), returned: joined(false) };
}

function textOfReport(bytes: Buffer): string {
	return storable(bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1')).replaceAll('\r\n', '\n');
}

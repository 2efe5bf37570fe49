import { isUtf8 } from 'node:buffer';
import { domainToUnicode } from 'node:url';
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
	const text = storable(bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1')).replaceAll('\r\n', '\n');
	// Servers write the other form of an internationalised domain than mail is read with (RFC 5890 §2.3.2.1).
	return text.replace(/(?<=@)[\w.-]*\bxn--[\w.-]*\w/gi, (domain) => domainToUnicode(domain) || domain);
}

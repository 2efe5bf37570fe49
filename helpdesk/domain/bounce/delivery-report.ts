import type { Mail } from '../mail';
import { statusesOfText, statusOfFields, type DeliveryAction, type DeliveryStatus } from './delivery-status';
import { namedRecipients } from './failed-recipients';
import { noticeOf } from './notice';
import { originalMessageIds } from './original-message-ids';
import { fieldGroups, type FieldGroup } from './report-fields';
import { isDeliveryReport } from './server-mail';

/** What a mail server reports. */
export interface DeliveryReport {
	readonly action: DeliveryAction;
	/** One for each recipient; never empty. */
	readonly statuses: readonly DeliveryStatus[];
	/** Message-IDs of the mails that it is about, the likeliest first; empty when it names none. */
	readonly originalMessageIds: readonly string[];
}

/** Reads what a mail server reports on the delivery of a mail; undefined for any other mail. */
export function deliveryReport(mail: Mail): DeliveryReport | undefined {
	if (!isDeliveryReport(mail)) return undefined;
	const notice = noticeOf(mail);
	const groups = fieldGroups(fieldsOf(mail));
	const source = { mail, notice, named: namedRecipients(mail, notice.words) };
	const recipients = groups.filter((group) => isAboutRecipient(group));
	const statuses =
		recipients.length > 0 ? recipients.map((group) => statusOfFields(group, source)) : statusesOfText(source);
	const action = (['failed', 'delayed', 'delivered'] as const).find((each) =>
		statuses.some((status) => status.action === each),
	);
	return {
		action: action ?? 'failed',
		statuses,
		originalMessageIds: originalMessageIds(mail, notice, groups),
	};
}

// Some servers write the fields into the text, others wrap a whole report into another.
function fieldsOf({ report, text }: Mail): string {
	const fields = [report?.fields ?? '', text, report?.returned ?? ''];
	return fields.map(textWithFields).find((each) => each !== '') ?? report?.fields ?? '';
}

function textWithFields(text: string): string {
	return /^(?:final|original)-recipient[ \t]*:/im.test(text) ? text.slice(0, 100_000) : '';
}

function isAboutRecipient(group: FieldGroup): boolean {
	const hasRecipient = group.has('final-recipient') || group.has('original-recipient');
	return hasRecipient || (group.has('action') && (group.has('status') || group.has('diagnostic-code')));
}

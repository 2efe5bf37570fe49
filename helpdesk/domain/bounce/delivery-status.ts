import { addressKey } from '../address';
import type { Mail } from '../mail';
import { failureReason, isHardFailure, type FailureReason } from './failure-reason';
import type { NamedRecipient } from './failed-recipients';
import type { Notice } from './notice';
import { addressIn, fieldAddress, type FieldGroup } from './report-fields';
import { DELAY_PHRASE, FAILURE_PHRASE } from './server-words';
import { codesIn, isGeneric } from './status-code';

/** What became of a delivery: RFC 3464 §2.3.3, where "relayed" and "expanded" are deliveries too. */
export type DeliveryAction = 'failed' | 'delayed' | 'delivered';

/** What a mail server says of one recipient. */
export interface DeliveryStatus {
	/** Empty when the report names none. */
	readonly recipient: string;
	/** As the sender wrote it, where the server knows a further one; else empty. */
	readonly originalRecipient: string;
	readonly action: DeliveryAction;
	/** RFC 3463; only its class is sure when it ends in ".0.0". */
	readonly status: string;
	readonly reason: FailureReason;
	/** Whether mail to this address never arrives: there is no such user or host. The digit 5 alone does not say so. */
	readonly isHard: boolean;
	/** What the server says, for people; at most 500 characters. */
	readonly diagnosis: string;
}

/** A report and what was found in it. */
export interface ReportSource {
	readonly mail: Mail;
	readonly notice: Notice;
	readonly named: readonly NamedRecipient[];
}

const MAX_DIAGNOSIS = 500;

/** Gives what one group of fields says of its recipient (RFC 3464 §2.3). */
export function statusOfFields(group: FieldGroup, source: ReportSource): DeliveryStatus {
	const final = fieldAddress(group.get('final-recipient'));
	const original = fieldAddress(group.get('original-recipient'));
	const { mail, notice, named } = source;
	const recipient = final || original || (named[0]?.address ?? sentTo(mail, notice));
	const diagnosis = withoutType(group.get('diagnostic-code') ?? '');
	const key = addressKey(recipient);
	const words = named.find(({ address }) => addressKey(address) === key)?.words ?? notice.words;
	const field = group.get('status') ?? '';
	const said = codesIn(diagnosis);
	const delivered = /^2\.\d+\.\d+/.exec(field)?.[0];
	const status =
		delivered ?? bestStatus([said.status, codesIn(field).status, codesIn(words).status], said.reply);
	const action = actionOf(group.get('action') ?? '', status, mail, notice);
	const about = [diagnosis, field.replace(/^[\d. ]*/, ''), words];
	return outcome(
		{ recipient, originalRecipient: final ? original : '', action, status },
		about,
		notice.words,
	);
}

/** Gives what a text without fields says, for each recipient that it names; at least one. */
export function statusesOfText({ mail, notice, named }: ReportSource): DeliveryStatus[] {
	const isDelivered = /"(?:notification|event)Type":"Delivery"/.test(mail.text.slice(0, 200));
	const action = actionOf(isDelivered ? 'delivered' : '', '', mail, notice);
	const recipients = named.length > 0 ? named : [{ address: sentTo(mail, notice), words: notice.words }];
	const whole = codesIn(notice.words);
	return recipients.map(({ address, words }) => {
		const said = codesIn(words);
		const status = bestStatus([said.status, whole.status], said.reply || whole.reply);
		const about = [words, notice.words, mail.subject];
		return outcome({ recipient: address, originalRecipient: '', action, status }, about, notice.words);
	});
}

function sentTo({ report }: Mail, notice: Notice): string {
	const returned = `${report?.returned ?? ''}\n${notice.returned}`.slice(0, 20_000);
	return addressIn(/^\s*(?:x-original-to|to)[ \t]*:(.*)$/im.exec(returned)?.[1] ?? '');
}

type Known = Pick<DeliveryStatus, 'recipient' | 'originalRecipient' | 'action' | 'status'>;

function outcome(known: Known, words: readonly string[], notice: string): DeliveryStatus {
	const status =
		known.status || (known.action === 'failed' ? '5.0.0' : known.action === 'delayed' ? '4.0.0' : '2.0.0');
	const reasons = words.map((each, index) => failureReason(each, index === 0 ? status : ''));
	const said = reasons.find((each) => each !== 'unknown') ?? 'unknown';
	const reason = reasonAtStage(said, status, `${words.join('\n')}\n${notice}`);
	const diagnosis = (words.find((each) => each.trim() !== '') ?? '').replace(/\s+/g, ' ').trim();
	const isHard = known.action === 'failed' && isHardFailure(reason, status);
	return { ...known, status, reason, isHard, diagnosis: diagnosis.slice(0, MAX_DIAGNOSIS) };
}

// What a server says of a user or a host is about the recipient only in answer to RCPT.
function reasonAtStage(reason: FailureReason, status: string, text: string): FailureReason {
	if (reason !== 'user-unknown' && reason !== 'host-unknown') return reason;
	if (/(?:after|in reply to|our) mail from\b/i.test(text)) return 'sender-rejected';
	// Who took the recipient and then refuses the text knows the user: some filters say otherwise. With PIPELINING the
	// answer to RCPT comes after DATA.
	const isPipelined = /^5\.1\./.test(status) || /<<< 503|need rcpt|no valid recipients/i.test(text);
	const isAfterData =
		/in reply to (?:end of )?data|(?:after|to) end of (?:data|message)|(?:our|final) data\b|>>> data\b\s*<<< 5|smtp data command|after i sent the message/i;
	return !isPipelined && isAfterData.test(text) ? 'filtered' : reason;
}

function bestStatus(statuses: readonly string[], reply: string): string {
	const told = statuses.filter((status) => status !== '');
	const ofReply = reply === '' ? '' : `${reply[0]}.0.0`;
	return told.find((status) => !isGeneric(status)) ?? told[0] ?? ofReply;
}

function actionOf(field: string, status: string, mail: Mail, notice: Notice): DeliveryAction {
	const action = /^[a-z]+/.exec(field.trim().toLowerCase())?.[0] ?? '';
	if (action.startsWith('fail')) return 'failed';
	if (action.startsWith('delay')) return 'delayed';
	if (['delivered', 'relayed', 'expanded', 'deliverable'].includes(action) || status.startsWith('2.'))
		return 'delivered';
	const text = `${mail.subject}\n${notice.words}`.slice(0, 5_000).toLowerCase().replace(/\s+/g, ' ');
	return DELAY_PHRASE.test(text) && !FAILURE_PHRASE.test(text) ? 'delayed' : 'failed';
}

// "smtp; 550 …" (RFC 3464 §2.3.6), without the address that the words are about.
function withoutType(diagnosis: string): string {
	return diagnosis.replace(/^[\w-]{1,20}[ \t]*;[ \t]*/, '');
}

import { plusPart, withoutPlusPart } from '../helpdesk/domain/address';
import { header } from '../helpdesk/domain/mail';
import {
	CHRIS,
	FRANK,
	JOHN,
	JOHNS_SIGNATURE,
	KELLY,
	REPLIES,
	SUPPORT,
	type Acme,
} from '../test/support/acme';
import {
	answerTo,
	CLIENT_SIGNATURE,
	customerWrites,
	mailTo,
	notificationTo,
	staffAnswers,
} from '../test/support/story';
import { waitFor } from '../test/support/wait-for';
import { chapter, Checks, showMail, showText, tell } from './timeline';

const HEADERS = ['From', 'To', 'Reply-To', 'Subject', 'Message-ID', 'In-Reply-To', 'Auto-Submitted'];
const SUBJECT = 'Printer prints only in pink';
const FIRST_ID = 'franks-first-mail@customer.test';
const JOHNS_ANSWER =
	'Hello Frank,\n\nplease change the cyan and yellow cartridges: both are empty.\nTell me if that helps.';
const FRANKS_ANSWER = 'That was it, thank you!';

/** Plays the whole story on a running desk, and prints it with what was checked. */
export async function playStory(acme: Acme): Promise<Checks> {
	const checks = new Checks();
	await frankWrites(acme);
	await threeAreTold(acme, checks);
	await johnAnswers(acme);
	await frankReads(acme, checks);
	await frankAnswers(acme, checks);
	return checks;
}

async function frankWrites(acme: Acme): Promise<void> {
	chapter('Frank writes to support@acme.test');
	const text = 'Hello,\n\nsince this morning everything comes out pink. What can I do?\n\nFrank';
	showText(text);
	await customerWrites(acme, { subject: SUBJECT, text, messageId: FIRST_ID });
	tell('delivered to the support mailbox');
}

async function threeAreTold(acme: Acme, checks: Checks): Promise<void> {
	chapter('Three people are told, each as they prefer');
	const john = await notificationTo(acme, JOHN, SUBJECT);
	tell('John has mail:');
	showMail(john, HEADERS);
	const token = plusPart(john.replyTo[0]?.address ?? '');
	checks.check('John’s notification can be answered to support@ with a signed token', token?.length === 39);
	checks.check(
		'the same token stands in Message-ID and marker line',
		isMarked(john.messageId, john.text, token),
	);
	checks.check('it says that a machine sent it', header(john, 'auto-submitted') === 'auto-generated');

	const chris = await notificationTo(acme, CHRIS, SUBJECT);
	tell('Chris has mail, with a token of his own:');
	showMail(chris, HEADERS.slice(0, 3));
	checks.check('Chris’s token is another one', plusPart(chris.replyTo[0]?.address ?? '') !== token);

	const push = await acme.phone.waitForNotification('kelly');
	tell('Kelly’s phone shows:');
	showText(`${push.title}\n${push.body}`);
	checks.check('Kelly has no mail', (await acme.mail.inbox(KELLY)).length === 0);
}

async function johnAnswers(acme: Acme): Promise<void> {
	chapter('John answers from his own mail program');
	const notification = await notificationTo(acme, JOHN, SUBJECT);
	showText(
		`${JOHNS_ANSWER}\n\n${CLIENT_SIGNATURE}\n\nOn …, Frank Furter wrote:\n> ${notification.text.split('\n')[0]}\n> …`,
	);
	await staffAnswers(acme, notification, JOHNS_ANSWER);
	tell('sent to the Reply-To of the notification, with quote and mail-client signature');
}

async function frankReads(acme: Acme, checks: Checks): Promise<void> {
	chapter('Frank’s inbox');
	const answer = await mailTo(acme, FRANK, 'cartridges');
	showMail(answer, HEADERS);
	const { from, replyTo, text, html } = answer;
	checks.check(
		'it comes from support@, as John via Acme',
		from?.address === SUPPORT && from.name === 'John Miller via Acme Support',
	);
	checks.check('answers go to the master inbox replies@', replyTo[0]?.address === REPLIES);
	checks.check('it is threaded under Frank’s mail', answer.inReplyTo[0] === FIRST_ID);
	checks.check(
		'it is what John typed and the desk’s signature',
		text.trim() === `${JOHNS_ANSWER}\n\n-- \n${JOHNS_SIGNATURE}`,
	);
	checks.check(
		'no quote, no marker, no mail-client signature',
		!/Reply above|Fairphone|wrote:/.test(text + html),
	);
	checks.check('it does not look automatic', header(answer, 'auto-submitted') === '');
}

async function frankAnswers(acme: Acme, checks: Checks): Promise<void> {
	chapter('Frank answers');
	const answer = await mailTo(acme, FRANK, 'cartridges');
	const to = withoutPlusPart(answer.replyTo[0]?.address ?? '');
	await acme.mail.deliver(
		to,
		answerTo(answer, FRANKS_ANSWER, { from: `Frank Furter <${FRANK}>`, to }),
		FRANK,
	);
	tell(`delivered to ${to}`);
	const notification = await mailTo(acme, JOHN, FRANKS_ANSWER);
	tell('John has mail:');
	showMail(notification, HEADERS);
	checks.check('it is the same conversation', notification.subject === `[#1] ${SUBJECT}`);
	checks.check('n8n ran the flow three times, each with success', await hasRunThrice(acme));
	checks.check('Frank was mailed once', (await acme.mail.inbox(FRANK)).length === 1);
}

async function hasRunThrice({ n8n }: Acme): Promise<boolean> {
	const ended = await waitFor('the last run of the flow to end', async () => {
		const runs = await n8n.executions('helpDeskMainFlow');
		return runs.some(({ status }) => status === 'running' || status === 'new') ? undefined : runs;
	});
	return ended.length === 3 && ended.every(({ status }) => status === 'success');
}

function isMarked(messageId: string, text: string, token: string | undefined): boolean {
	return (
		token !== undefined &&
		messageId.includes(token) &&
		text.startsWith(`-- Reply above this line -- [${token}]`)
	);
}

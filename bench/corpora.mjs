// What the built package makes of mail, in the shapes that a corpus of mails asks for (npm run corpora): anybody can score it.
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const built = createRequire(join(import.meta.dirname, '..', 'dist', 'helpdesk', 'index.js'));
const { parseMail: read, parseAttachments } = built('./adapters/mime/parse-mail.js');
const { parseAllAttachments, parseAttached } = built('./adapters/mime/attached-mail.js');
const { deliveryReport } = built('./domain/bounce/delivery-report.js');
const { isAutomaticReply } = built('./domain/automatic-reply.js');
const { isComplaint } = built('./domain/complaint.js');
const { typedReply } = built('./desk/typed-reply.js');
const { mailHtml } = built('./adapters/html/html.js');
const forwarded = built('./domain/forwarded/parse-forwarded.js');

/** Gives what a mail says, with the bytes of its attachments. */
export async function parseMail(buffer) {
	const mail = await read(() => [buffer]);
	const indexes = mail.attachments.map(({ index }) => index);
	const contents = await parseAttachments(() => [buffer], indexes);
	const contentOf = new Map(contents.map(({ index, content }) => [index, content]));
	const attachments = mail.attachments.map((each) => ({ ...each, content: contentOf.get(each.index) }));
	// Who only has a name is nobody that the desk could answer, but stands in the header.
	const from = mail.from ?? { name: mail.headers.get('from')?.[0], address: undefined };
	return { ...mail, from, inReplyTo: mail.inReplyTo[0], attachments };
}

/** Tells what a mail is that no person wrote. */
export async function classify(buffer) {
	const mail = await read(() => [buffer]);
	const isFeedback = isComplaint(mail);
	const report = isFeedback ? undefined : deliveryReport(mail);
	const status = report?.statuses.find(({ action }) => action === report.action);
	const bounce = report &&
		status && {
			...status,
			hard: status.isHard,
			originalMessageId: report.originalMessageIds[0],
		};
	return { bounce, feedback: isFeedback, autoReply: !report && !isFeedback && isAutomaticReply(mail) };
}

/** Gives what the person wrote, from text or HTML. */
export function extractReply({ text, html }) {
	return typedReply(mailHtml, { text, html });
}

/** Reads what was forwarded, from subject and text. */
export const { parseForwarded } = forwarded;

/** Gives for each mail the id of its conversation, or of the one that this came from, as a desk of its own puts them together. */
export async function thread(buffers) {
	const { openSqliteStore } = built('./adapters/store/sqlite-store.js');
	const { newTokenKey, systemCrypto, systemIds } = built('./adapters/system/system.js');
	const { createMailbox } = built('./desk/save-mailbox.js');
	const { threadRawMail } = built('./desk/thread-raw-mail.js');
	const { newMailboxSettings } = built('./domain/mailbox.js');
	const now = new Date();
	const first = { deskId: systemIds.next(), tokenKey: newTokenKey(), now };
	const store = await openSqliteStore(':memory:', first);
	const desk = {
		store,
		clock: { now: () => new Date() },
		ids: systemIds,
		crypto: systemCrypto,
		reader: {
			read: (raw) => read(() => raw.parts()),
			attachments: (raw, indexes) => parseAllAttachments(() => raw.parts(), indexes),
			readAttached: (raw, index) => parseAttached(() => raw.parts(), index),
		},
		html: mailHtml,
	};
	const mailbox = await createMailbox(desk, newMailboxSettings('desk@corpora.invalid', 'Desk'));
	const settings = { whenColleagueWasFaster: 'hold', assignToFirstResponder: true, matchesSubject: false };
	const outcomes = [];
	for (const buffer of buffers) {
		outcomes.push((await threadRawMail(desk, mailbox.id, buffer, settings)).outcome);
	}
	const ids = [];
	for (const { messageId, holdId } of outcomes) {
		const entry = holdId
			? await store.holds.byId(holdId)
			: messageId && (await store.messages.byId(messageId));
		ids.push(entry?.conversationId ? await firstOf(store, entry.conversationId) : randomUUID());
	}
	await store.close();
	return ids;
}

// Mail of a stranger gets a conversation of its own, which is linked to the one it answers (rule 11).
async function firstOf(store, id) {
	let conversation = await store.conversations.current(id);
	for (let steps = 0; conversation.linkedToId && steps < 100; steps++)
		conversation = await store.conversations.current(conversation.linkedToId);
	return conversation.id;
}

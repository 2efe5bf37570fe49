import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Mailbox } from '../../helpdesk/domain/mailbox';
import { rawMail, type RawMailParts } from '../support/raw-mail';
import { aMailbox, arrive, testDesk, type TestDesk } from '../support/test-desk';

/** A mail of a tree: each answers an earlier one, or begins. */
interface Node {
	readonly parent: number;
	/** How many of the mails before its parent its References keep. */
	readonly kept: number;
	readonly hasInReplyTo: boolean;
	/** Who wrote it, where everybody may write. */
	readonly author: number;
}

const PEOPLE = ['frank@customer.test', 'anna@customer.test'];

describe('threadMail', () => {
	it.each([
		['makes the same conversations of mail of one customer each', false],
		['links the same conversations of mail of strangers', true],
	])('%s, in whatever order it arrives and how often', async (_, areStrangers) => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(
					fc.record({
						parent: fc.integer({ min: -1, max: 20 }),
						kept: fc.integer({ min: 0, max: 3 }),
						hasInReplyTo: fc.boolean(),
						author: fc.integer({ min: 0, max: 3 }),
					}),
					{ minLength: 2, maxLength: 9 },
				),
				fc.infiniteStream(fc.integer({ min: 0, max: 1_000_000 })),
				async (nodes, chance) => {
					const mails = mailsOf(nodes, areStrangers);
					const written = await conversationsOf(mails);
					const shuffled = mails
						.map((mail) => ({ mail, at: chance.next().value ?? 0 }))
						.toSorted((a, b) => a.at - b.at)
						.map(({ mail }) => mail);
					expect(await conversationsOf([...shuffled, ...shuffled])).toEqual(written);
				},
			),
			{ numRuns: 60 },
		);
	});

	it('leads to the older conversation whoever answers a merged one', async () => {
		const { desk, mailbox } = await aDesk();
		await arrive(desk, mailbox, aMail('c', ['b']));
		await arrive(desk, mailbox, aMail('a', []));
		await arrive(desk, mailbox, aMail('b', ['a']));
		await arrive(desk, mailbox, aMail('d', ['c']));
		const ids = await Promise.all(['a', 'b', 'c', 'd'].map((id) => conversationOf(desk, id)));
		expect(new Set(ids).size).toBe(1);
		const open = await desk.store.conversations.list({ limit: 10, status: 'open' });
		expect(open).toHaveLength(1);
	});

	it('gives mail that was named in advance to nobody but its customer', async () => {
		const { desk, mailbox } = await aDesk();
		const eve = { ...aMail('eve-1', ['frank-1']), from: 'Eve <eve@elsewhere.test>', cc: PEOPLE[0] as string };
		await arrive(desk, mailbox, eve);
		await arrive(desk, mailbox, aMail('frank-1', []));
		const conversation = await desk.store.conversations.byId(await conversationOf(desk, 'frank-1'));
		const contact = await desk.store.contacts.byId(conversation?.contactId ?? '');
		expect(contact?.address).toBe(PEOPLE[0]);
		expect(await conversationOf(desk, 'eve-1')).not.toBe(conversation?.id);
	});

	it('brings the early answer of somebody in Cc into the conversation of whoever wrote first', async () => {
		const { desk, mailbox } = await aDesk();
		await arrive(desk, mailbox, { ...aMail('b', ['a']), from: 'Anna <anna@customer.test>' });
		await arrive(desk, mailbox, { ...aMail('a', []), cc: 'anna@customer.test' });
		const conversation = await desk.store.conversations.byId(await conversationOf(desk, 'a'));
		expect(await conversationOf(desk, 'b')).toBe(conversation?.id);
		const contact = await desk.store.contacts.byId(conversation?.contactId ?? '');
		expect(contact?.address).toBe(PEOPLE[0]);
	});
});

async function aDesk(): Promise<{ desk: TestDesk; mailbox: Mailbox }> {
	const desk = await testDesk();
	return { desk, mailbox: await aMailbox(desk) };
}

function mailsOf(nodes: readonly Node[], areStrangers: boolean): RawMailParts[] {
	const chains: string[][] = [];
	const roots: number[] = [];
	return nodes.map(({ parent: wished, kept, hasInReplyTo, author }, index) => {
		const parent = Math.min(wished, index - 1);
		const chain = parent < 0 ? [] : [...(chains[parent] ?? []), `mail-${parent}@x.test`];
		chains.push(chain);
		const root = parent < 0 ? index : (roots[parent] ?? index);
		roots.push(root);
		const references = chain.slice(Math.max(0, chain.length - 1 - kept));
		return {
			from: areStrangers ? `somebody-${author}@list.test` : (PEOPLE[root % 2] as string),
			messageId: `mail-${index}@x.test`,
			subject: `Mail ${index}`,
			references,
			...(parent >= 0 && hasInReplyTo && { inReplyTo: `mail-${parent}@x.test` }),
		};
	});
}

function aMail(id: string, references: readonly string[]): RawMailParts {
	return { from: PEOPLE[0] as string, messageId: id, subject: id, references };
}

/** Gives, for each mail in the order of its name, with which others it is in one conversation. */
async function conversationsOf(mails: readonly RawMailParts[]): Promise<string[]> {
	const { desk, mailbox } = await aDesk();
	for (const mail of mails) await arrive(desk, mailbox, rawMail(mail));
	const ids = [...new Set(mails.map(({ messageId }) => messageId ?? ''))].toSorted();
	const groups = new Map<string, string[]>();
	for (const id of ids) {
		const conversation = await firstOf(desk, await conversationOf(desk, id));
		groups.set(conversation, [...(groups.get(conversation) ?? []), id]);
	}
	await desk.store.close();
	return [...groups.values()].map((group) => group.join(' ')).toSorted();
}

/** Gives the conversation that one came from, or itself. */
async function firstOf({ store }: TestDesk, id: string): Promise<string> {
	let conversation = await store.conversations.current(id);
	for (let steps = 0; conversation?.linkedToId !== undefined; steps++) {
		if (steps > 50) throw new Error('The links of conversations go round in a circle.');
		conversation = await store.conversations.current(conversation.linkedToId);
	}
	return conversation?.id ?? '';
}

async function conversationOf({ store }: TestDesk, messageId: string): Promise<string> {
	return (await store.messages.conversationsOf([messageId])).get(messageId) ?? '';
}

import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { inboundMailById } from '../../../helpdesk/desk/inbound-mails';
import type { Release } from '../../../helpdesk/desk/release-mail';
import { staffById } from '../../../helpdesk/desk/save-staff';
import { discardHold, holdById, releaseHold, wordsOnHold } from '../../../helpdesk/desk/settle-hold';
import {
	HOLD_ADVICE,
	HOLD_REASONS,
	HOLD_STATES,
	RELEASE_KINDS,
	type Hold,
} from '../../../helpdesk/domain/hold';
import type { Staff } from '../../../helpdesk/domain/staff';
import type { Desk, Store } from '../../../helpdesk/ports';
import { inboundMailView, rawMailFile } from '../../shared/mail-view';
import { choiceOf, optionalText, requiredText, textOf } from '../../shared/parameters';
import { holdJson, threadedJson } from '../../shared/threaded-json';
import { ofMailbox, staffId } from '../locators';
import { limitFields, limitOf, type Resource } from '../operation';
import { byField, holdFilters, holdIdField, releaseFields } from './held-mail-fields';

/** Mail that waits for a person, each with its reason. */
export const heldMail: Resource = {
	name: 'Held Mail',
	value: 'heldMail',
	operations: [
		{
			name: 'Discard',
			value: 'discard',
			action: 'Discard a held mail',
			description: 'Decide that a held mail goes nowhere; it stays in the ledger of inbound mail',
			fields: [holdIdField, byField],
			run: async (desk, context, itemIndex) => {
				const by = await deciding(desk.store, context, itemIndex);
				const hold = await discardHold(desk, idOf(context, itemIndex), by?.id);
				return [await itemJson(desk.store, hold)];
			},
		},
		{
			name: 'Get',
			value: 'get',
			action: 'Get a held mail',
			description:
				'Get a held mail: why it waits, what it says, what would be sent, and its raw bytes as a file',
			fields: [holdIdField],
			run: async (desk, context, itemIndex) => {
				const { store } = desk;
				const hold = await holdById(store, idOf(context, itemIndex));
				const inbound = await inboundMailById(store, hold.inboundMailId);
				const mailbox = await store.mailboxes.byId(inbound.mailboxId);
				const mail = await inboundMailView(desk, mailbox, inbound);
				const answer = await answerJson(desk, hold);
				return [{ ...(await itemJson(store, hold)), answer, mail }];
			},
			files: async (desk, context, itemIndex) => {
				const { inboundMailId } = await holdById(desk.store, idOf(context, itemIndex));
				return await rawMailFile(desk, context, await inboundMailById(desk.store, inboundMailId));
			},
		},
		{
			name: 'Get Many',
			value: 'getAll',
			action: 'Get many held mails',
			description: 'List held mails, newest first; those that wait unless you choose others',
			fields: [...holdFilters, ...limitFields],
			run: async ({ store }, context, itemIndex) => {
				const chosen = (name: string) => context.getNodeParameter(name, itemIndex, 'any');
				const state = choiceOf(chosen('state'), ['any', ...HOLD_STATES], 'State');
				const reason = choiceOf(chosen('reason'), ['any', ...HOLD_REASONS], 'Reason');
				const holds = await store.holds.list({
					...(state !== 'any' && { state }),
					...(reason !== 'any' && { reason }),
					...(await ofMailbox(store, context, itemIndex)),
					limit: limitOf(context, itemIndex),
				});
				return await Promise.all(holds.map((hold) => itemJson(store, hold)));
			},
		},
		{
			name: 'Release',
			value: 'release',
			action: 'Release a held mail',
			description:
				'Let a held mail go on, with its own words or with yours; an answer comes out as from the output Staff Reply',
			fields: releaseFields,
			run: async (desk, context, itemIndex) => {
				const release = await releaseOf(desk.store, context, itemIndex);
				const released = await releaseHold(desk, idOf(context, itemIndex), release);
				return [await threadedJson(desk.store, released)];
			},
		},
	],
};

function idOf(context: IExecuteFunctions, itemIndex: number): string {
	return requiredText(context, holdIdField, itemIndex);
}

async function itemJson(store: Store, hold: Hold): Promise<IDataObject> {
	return { inboundMailId: hold.inboundMailId, ...(await holdJson(store, hold)) };
}

async function answerJson(desk: Desk, hold: Hold): Promise<IDataObject | null> {
	const words = await wordsOnHold(desk, hold);
	if (!words) return null;
	if ('hold' in words) return { maySend: false, reason: words.hold, advice: HOLD_ADVICE[words.hold] };
	const { kind, text, html, orders } = words;
	return { maySend: kind === 'answer', kind, text, html, commands: orders.map(({ said }) => said) };
}

async function deciding(
	store: Store,
	context: IExecuteFunctions,
	itemIndex: number,
): Promise<Staff | undefined> {
	const value = optionalText(context, byField.name, itemIndex);
	return value ? await staffById(store, await staffId(store, { mode: 'address', value })) : undefined;
}

async function releaseOf(store: Store, context: IExecuteFunctions, itemIndex: number): Promise<Release> {
	const as = choiceOf(context.getNodeParameter('as', itemIndex), ['usual', ...RELEASE_KINDS], 'Release As');
	const text = optionalText(context, 'text', itemIndex);
	const options = context.getNodeParameter('options', itemIndex, {}) as IDataObject;
	const address = textOf(options.customerAddress);
	const conversationId = textOf(options.conversationId);
	return {
		as: as === 'usual' ? undefined : as,
		by: await deciding(store, context, itemIndex),
		text: text || undefined,
		withAttachments: options.sendAttachments !== false,
		conversationId: conversationId || undefined,
		customer: address ? { name: textOf(options.customerName), address } : undefined,
	};
}

import type { INodeProperties } from 'n8n-workflow';

/**
 * Gives the fields of a signature, as text and as HTML.
 *
 * @param where - says where it stands
 */
export function signatureFields(where: string): INodeProperties[] {
	const field = { type: 'string', typeOptions: { rows: 3 }, default: '' } as const;
	return [
		{
			...field,
			displayName: 'Signature',
			name: 'signature',
			description: `${where}; {staffName}, {channelName} and {mailboxAddress} are replaced by the name of the staff member, the channel’s name and the mailbox’s address`,
		},
		{
			...field,
			displayName: 'Signature (HTML)',
			name: 'signatureHtml',
			placeholder: '<b>{staffName}</b><br>{channelName}',
			description:
				'The same with formatting; what a mail must not carry is taken out. Without a text the text is made from it.',
		},
	];
}

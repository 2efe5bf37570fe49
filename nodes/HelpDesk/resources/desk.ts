import type { INodeProperties } from 'n8n-workflow';
import { rotateTokenKey } from '../../../helpdesk/desk/rotate-token-key';
import type { Resource } from '../operation';

const revokeField: INodeProperties = {
	displayName: 'Revoke Older Keys',
	name: 'revokeOlderKeys',
	type: 'boolean',
	default: false,
	description:
		'Whether answers to mail that left before are no longer recognised by its tokens, from now on: answers of staff to earlier notifications are then held. Otherwise they are taken until their tokens expire, 90 days after the mail left.',
};

export const desk: Resource = {
	name: 'Desk',
	value: 'desk',
	operations: [
		{
			name: 'Rotate Reply Tokens',
			value: 'rotateReplyTokens',
			action: 'Rotate the reply tokens of the desk',
			description: 'Sign the tokens by which answers are recognised with a new key from now on',
			fields: [revokeField],
			run: async (opened, context, itemIndex) => {
				const revokesOlder = context.getNodeParameter('revokeOlderKeys', itemIndex, false) === true;
				const { keyNumber, revokedKeyNumbers } = await rotateTokenKey(opened, revokesOlder);
				return [{ keyNumber, revokedKeyNumbers: [...revokedKeyNumbers] }];
			},
		},
	],
};

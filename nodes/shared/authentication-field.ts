import type { INodeProperties } from 'n8n-workflow';

/** Chooses among the credentials of a node that logs in to a mailbox. */
export const authenticationField: INodeProperties = {
	displayName: 'Authentication',
	name: 'authentication',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Google (OAuth2)', value: 'google' },
		{ name: 'Microsoft (OAuth2)', value: 'microsoft' },
		{ name: 'Password', value: 'password' },
	],
	default: 'password',
	description: 'How the node logs in to the mailbox',
};

import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { ReceivingAddressWish } from '../../../helpdesk/desk/receiving-address';
import { choiceOf, textOf } from '../../shared/parameters';

/** How a new receiving address is made. */
export const wishFields: INodeProperties = {
	displayName: 'New Address',
	name: 'newAddress',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		{
			displayName: 'Domain',
			name: 'domain',
			type: 'string',
			default: '',
			placeholder: 'inbound.example.com',
			description: 'The domain whose mail reaches the desk; without it that of the mailbox',
		},
		{
			displayName: 'Form',
			name: 'kind',
			type: 'options',
			options: [
				{ name: 'Address of Its Own', value: 'own', description: 'Desk-k3j9…@example.com' },
				{ name: 'Plus Address', value: 'plus', description: 'Support+k3j9…@example.com' },
			],
			default: 'own',
			description:
				'A plus address arrives in the mailbox itself; an address of its own needs a provider or mail server that takes all addresses of the domain',
		},
	],
	description: 'How the address is made when a new one is made',
};

/** How long the address that is replaced is honoured. */
export const rotationField: INodeProperties = {
	displayName: 'Honour the Old Address (Days)',
	name: 'honourOldForDays',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 3650 },
	default: 30,
	description: 'How long mail to the old address is still taken; with 0 it is refused from now on',
};

/** Reads how a new receiving address shall be made. */
export function wishedAddress(context: IExecuteFunctions, itemIndex: number): ReceivingAddressWish {
	const wish = context.getNodeParameter('newAddress', itemIndex, {}) as IDataObject;
	const domain = textOf(wish.domain).replace(/^@/, '');
	return {
		...('kind' in wish && { kind: choiceOf(wish.kind, ['own', 'plus'], 'Form') }),
		...(domain !== '' && { domain }),
	};
}

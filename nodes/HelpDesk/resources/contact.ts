import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { contactHealth, liftSuppression, type ContactHealth } from '../../../helpdesk/desk/lift-suppression';
import { isSuppressed, suppressionText } from '../../../helpdesk/domain/address-health';
import { requiredText } from '../../shared/parameters';
import type { Resource } from '../operation';

const addressField: INodeProperties = {
	displayName: 'Address',
	name: 'contactAddress',
	type: 'string',
	default: '={{ $json.contact.address }}',
	required: true,
	placeholder: 'frank@example.com',
	description: 'An e-mail address of the customer',
};

export const contact: Resource = {
	name: 'Contact',
	value: 'contact',
	operations: [
		{
			name: 'Get',
			value: 'get',
			action: 'Get a contact',
			description: 'Get a customer, and whether mail reaches their address',
			fields: [addressField],
			run: async ({ store }, context, itemIndex) => {
				const address = requiredText(context, addressField, itemIndex);
				return [contactHealthJson(await contactHealth(store, address))];
			},
		},
		{
			name: 'Lift Suppression',
			value: 'liftSuppression',
			action: 'Lift the suppression of a contact',
			description:
				'Send to an address again to which mail did not arrive; answers that waited leave with the next Deliver Due Mail',
			fields: [addressField],
			run: async (desk, context, itemIndex) => {
				const address = requiredText(context, addressField, itemIndex);
				return [contactHealthJson(await liftSuppression(desk, address))];
			},
		},
	],
};

function contactHealthJson({ contact: { id, name, address }, health }: ContactHealth): IDataObject {
	return {
		contact: { id, name, address },
		isSuppressed: isSuppressed(health),
		suppressedAt: health?.suppressedAt?.toISOString() ?? null,
		why: isSuppressed(health) ? suppressionText(health) : '',
		softFailures: health?.softFailures ?? 0,
		lastFailure: health
			? {
					at: health.lastFailedAt.toISOString(),
					reason: health.lastReason,
					diagnosis: health.lastDiagnosis,
					messageId: health.messageId,
				}
			: null,
	};
}

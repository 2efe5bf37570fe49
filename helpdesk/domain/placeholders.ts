/** What {staffName}, {channelName} and {mailboxAddress} stand for. */
export interface PlaceholderValues {
	readonly staffName: string;
	readonly channelName: string;
	readonly mailboxAddress: string;
}

/** Replaces the placeholders of a From name or a signature; anything else in braces stays as it is. */
export function fillPlaceholders(template: string, values: PlaceholderValues): string {
	return template.replace(
		/\{(staffName|channelName|mailboxAddress)\}/g,
		(_, name: keyof PlaceholderValues) => values[name],
	);
}

/** One group of fields of a delivery status: bodies by lower-case field name. */
export type FieldGroup = ReadonlyMap<string, string>;

const MAX_GROUPS = 200;

/** Reads the fields of message/delivery-status (RFC 3464 §2.1), or of a text that has them, group by group. */
export function fieldGroups(text: string): FieldGroup[] {
	const groups: Map<string, string>[] = [];
	let group: Map<string, string> | undefined;
	let last = '';
	for (const line of text.split('\n')) {
		const [, name = '', body = ''] = /^([A-Za-z][A-Za-z-]{1,60})[ \t]*:[ \t]*(.*)$/.exec(line) ?? [];
		const key = name.toLowerCase();
		if (/^\s*$/.test(line)) group = undefined;
		else if (key !== '') {
			// Some servers forget the empty line between two recipients.
			if (!group || (isRecipient(key) && group.has(key) && group.has('action'))) {
				if (groups.length === MAX_GROUPS) return groups;
				groups.push((group = new Map<string, string>()));
			}
			last = key;
			if (!group.has(key)) group.set(key, body.trim());
		} else if (group && /^[ \t]/.test(line)) group.set(last, `${group.get(last) ?? ''} ${line.trim()}`);
	}
	return groups;
}

/** Gives the address of a field such as "rfc822; anna@b.test"; empty when it holds none. */
export function fieldAddress(body: string | undefined): string {
	const text = (body ?? '').slice(0, 1000).replace(/^[a-z0-9 -]{1,20};/i, '');
	return addressIn(text);
}

/** Gives the first address in a text; empty when there is none. */
export function addressIn(text: string): string {
	return ADDRESS.exec(text.slice(0, 2000))?.[0].replace(/[.:;,]+$/, '') ?? '';
}

const ADDRESS = /[^\s<>()",;:'[\]=]{1,64}@[^\s<>()",;:'[\]@]{1,255}/;

function isRecipient(key: string): boolean {
	return key === 'final-recipient' || key === 'original-recipient';
}

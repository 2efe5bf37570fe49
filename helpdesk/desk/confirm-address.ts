import { addressKey } from '../domain/address';
import type { Mail } from '../domain/mail';
import { isUnconfirmed, mayAnswerFrom, type Staff } from '../domain/staff';
import type { ConfirmationAnswer } from '../domain/threading';
import { isTokenExpired, type TokenParts } from '../domain/token';
import type { Desk } from '../ports';
import { updateStaff } from './save-staff';
import { mailOfToken } from './tokens';

const MAX_TOKENS = 20;

/**
 * Tells whether a mail answers one that asked whether an address is a staff member's: its token says so. It confirms the
 * address when it comes from there.
 */
export async function confirmationAnswer(
	desk: Desk,
	mail: Mail,
	tokens: readonly TokenParts[],
): Promise<ConfirmationAnswer | undefined> {
	let answer: ConfirmationAnswer | undefined;
	for (const token of tokens.filter(({ purpose }) => purpose === 'confirm').slice(0, MAX_TOKENS)) {
		const asked = await mailOfToken(desk, token);
		if (asked?.recipe.kind !== 'confirmation') continue;
		const isLate = isTokenExpired(token, desk.clock.now());
		const isFromThere = isBy(mail, asked.recipient.address) && !isLate;
		const staff = isFromThere ? await desk.store.staff.byId(asked.staffId) : undefined;
		const isOnFile = staff !== undefined && mayAnswerFrom(withAllConfirmed(staff), asked.recipient.address);
		answer = { confirms: isOnFile ? staff : undefined };
		if (isOnFile) return answer;
	}
	return answer;
}

/** Takes the staff member's answers from this address from now on; confirming it again changes nothing. */
export async function confirmAddress(desk: Desk, staff: Staff, address: string): Promise<void> {
	if (!isUnconfirmed(staff, address)) return;
	const key = addressKey(address);
	const unconfirmedAddresses = staff.unconfirmedAddresses.filter((other) => addressKey(other) !== key);
	await updateStaff(desk, staff.id, { unconfirmedAddresses });
	await desk.store.recordEvent(
		{ type: 'address-confirmed', data: { staffId: staff.id, address: key } },
		desk.clock.now(),
	);
}

function withAllConfirmed(staff: Staff): Staff {
	return { ...staff, unconfirmedAddresses: [] };
}

function isBy({ from, hasSeveralAuthors }: Mail, address: string): boolean {
	return from !== undefined && !hasSeveralAuthors && addressKey(from.address) === addressKey(address);
}

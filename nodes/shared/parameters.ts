import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { HelpDeskError } from '../../helpdesk/domain/errors';

/** A field as errors name it. */
export type NamedField = Pick<INodeProperties, 'displayName' | 'name'>;

/** Reads a text that has to be there, trimmed. @throws HelpDeskError invalid-input when it is empty */
export function requiredText(context: IExecuteFunctions, field: NamedField, itemIndex: number): string {
	return given(textOf(context.getNodeParameter(field.name, itemIndex)), field, itemIndex);
}

/** Gives a text that was read for a field. @throws HelpDeskError invalid-input when it is empty */
export function given(text: string, { displayName }: NamedField, itemIndex: number): string {
	if (text !== '') return text;
	throw new HelpDeskError(
		'invalid-input',
		`${displayName} is empty: the expression gave nothing for item ${itemIndex}.`,
	);
}

/** Reads a text that may be left out, trimmed; empty also when an expression gave nothing. */
export function optionalText(context: IExecuteFunctions, name: string, itemIndex: number): string {
	return textOf(context.getNodeParameter(name, itemIndex, ''));
}

/** Gives what a person or an expression wrote as a trimmed text; empty for nothing. */
export function textOf(value: unknown): string {
	return String(value ?? '').trim();
}

const WITHOUT_ZONE = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?$/;

/**
 * Gives the time that the editor's calendar or an expression wrote.
 *
 * @param timezone - the workflow's, which is meant where the text names none, as the calendar never does
 * @returns undefined when it is no time
 */
export function timeOf(value: unknown, timezone: string): Date | undefined {
	const [, day, clock = '00:00'] = WITHOUT_ZONE.exec(textOf(value)) ?? [];
	const isMoment = typeof value === 'number' || value instanceof Date;
	const time = new Date(isMoment ? value : (day && `${day}T${clock}Z`) || textOf(value));
	if (Number.isNaN(time.getTime())) return undefined;
	if (day === undefined || isMoment) return time;
	// The second look is for the nights when clocks change.
	const near = time.getTime() - zoneOffset(time.getTime(), timezone);
	return new Date(time.getTime() - zoneOffset(near, timezone));
}

function zoneOffset(at: number, timeZone: string): number {
	const second = Math.floor(at / 1000) * 1000;
	// Swedes write dates as ISO 8601 does.
	const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
	return Date.parse(`${format.format(second).replace(' ', 'T')}Z`) - second;
}

/**
 * Gives a choice, which may come from an expression: the editor checks only what is chosen by hand.
 *
 * @param what - what is chosen, as the editor names it
 * @throws HelpDeskError invalid-input with the choices there are
 */
export function choiceOf<Choice extends string>(
	value: unknown,
	choices: readonly Choice[],
	what: string,
): Choice {
	const chosen = choices.find((choice) => choice === value);
	if (chosen !== undefined) return chosen;
	const text = textOf(value);
	throw new HelpDeskError(
		'invalid-input',
		`${what} ${text === '' ? 'is empty' : `cannot be "${text}"`}: use ${choices.join(', ')}.`,
	);
}

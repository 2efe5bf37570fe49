import { tryToParseDateTime, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
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

/**
 * Gives the time that the editor's calendar or an expression wrote.
 *
 * @param timezone - the workflow's, which is meant where the text names none, as the calendar never does
 * @returns undefined when it is no time
 */
export function timeOf(value: unknown, timezone: string): Date | undefined {
	try {
		// n8n takes numbers for seconds or refuses them; JavaScript counts milliseconds.
		return tryToParseDateTime(typeof value === 'number' ? new Date(value) : value, timezone).toJSDate();
	} catch {
		return undefined;
	}
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

import { describe, expect, it } from '@jest/globals';
import { isForwardLine } from '../../../helpdesk/domain/reply/forward-lines';
import { mailLines } from '../../../helpdesk/domain/reply/line-class';

describe('isForwardLine', () => {
	it.each([
		['-----Original Message-----', true],
		['---------- Forwarded message ---------', true],
		['-----Ursprüngliche Nachricht-----', true],
		['-------- Message transféré --------', true],
		['-----Mensaje original-----', true],
		['-------- Oprindelig besked --------', true],
		['---------- Пересылаемое сообщение ----------\nОт: Anna', true],
		['----- Forwarded Message ----- From: A <a@b.example>To: c@d.exampleSubject: x', true],
		['---------- see ---------- From: London', false],
		['Begin forwarded message:', true],
		['Anfang der weitergeleiteten Nachricht:', true],
		['Début du message réexpédié :', true],
		['Inicio del mensaje reenviado:', true],
		['Inizio messaggio inoltrato:', true],
		['Begin doorgestuurd bericht:', true],
		['Início da mensagem reencaminhada:', true],
		['> Begin forwarded message:', true],
		['----- Price list -----', false],
		['--------------------', false],
		['Please see the forwarded message:', false],
		['Original message', false],
	])('%j → %s', (text, expected) => {
		expect(isForwardLine(mailLines(text), 0)).toBe(expected);
	});
});

import { describe, expect, it } from '@jest/globals';
import { isDashName, isMobileSignature } from '../../../helpdesk/domain/reply/client-signature';

describe('isMobileSignature', () => {
	it.each([
		'Sent from my iPhone',
		'Sent from my TI-85',
		'(Sent from mobile device)',
		'<<sent by galaxy>>',
		'Sent from my cell, please excuse any typos.',
		'Sent from Yahoo Mail on Android',
		'Sent from [Mail](https://go.microsoft.com/fwlink/?LinkId=550986) for Windows',
		'Sent with Proton Mail secure email.',
		'Get Outlook for iOS<https://aka.ms/o0ukef>',
		'Von meinem iPhone gesendet',
		'Gesendet von Outlook für Android',
		'Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.',
		'Gesendet mit der GMX Mail App',
		'Envoyé de mon iPhone',
		'Envoyé depuis l’application Mail Orange',
		'Enviado desde mi iPhone',
		'Enviado do meu smartphone Samsung Galaxy.',
		'Inviato da iPhone',
		'Verzonden vanaf mijn iPad',
		'Skickat från min iPhone',
		'Sendt fra min iPhone',
		'Lähetetty iPhonesta',
		'Wysłane z iPhone’a',
		'Отправлено с iPhone',
		'iPhone’umdan gönderildi',
		'iPhoneから送信',
		'从我的 iPhone 发送',
		'나의 iPhone에서 보냄',
	])('knows %s', (line) => {
		expect(isMobileSignature(line)).toBe(true);
	});

	it.each([
		'Sent from my desk, is much easier than my mobile phone.',
		'Sent from a magnificent torch of pixels',
		'The notification was sent from my iPhone app to all users.',
		'Sent from the warehouse yesterday',
		'Get well soon',
		'',
	])('leaves %j', (line) => {
		expect(isMobileSignature(line)).toBe(false);
	});
});

describe('isDashName', () => {
	it.each([
		['-Abhishek Kona', true],
		['—Daniel', true],
		['--Anna M. Berg', true],
		['- a point', false],
		['-and so on', false],
		['-5 degrees', false],
	])('%s → %s', (line, expected) => {
		expect(isDashName(line)).toBe(expected);
	});
});

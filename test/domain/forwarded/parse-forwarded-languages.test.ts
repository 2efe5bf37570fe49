import { describe, expect, it } from '@jest/globals';
import { parseForwarded } from '../../../helpdesk/domain/forwarded/parse-forwarded';

// What mail programs write in languages and forms of their own; each tells of the same mail.
const FROM = 'Maja Lind <maja@lind.example>';
const BODY = ['Where is the parcel 4711?', '', 'Maja'];
const NOTE = ['Can you look after her?', ''];

type Labels = readonly [from: string, date: string, to: string, cc: string, subject: string];

function header([from, date, to, cc, subject]: Labels, gap = ' '): string[] {
	return [
		`${from}:${gap}${FROM}`,
		`${date}:${gap}3.11.2025 15:51`,
		`${to}:${gap}desk@acme.example`,
		`${cc}:${gap}Ole Vik <ole@vik.example>`,
		`${subject}:${gap}Parcel 4711`,
	];
}

function quoted(lines: readonly string[]): string[] {
	return lines.map((line) => (line === '' ? '>' : `> ${line}`));
}

function expectParcel(subject: string, lines: readonly string[]) {
	const found = parseForwarded({ subject, text: lines.join('\n') });
	expect(found).toMatchObject({
		from: { name: 'Maja Lind', address: 'maja@lind.example' },
		subject: 'Parcel 4711',
		body: BODY.join('\n'),
		message: 'Can you look after her?',
	});
	return found;
}

const LISTS = {
	to: [expect.objectContaining({ address: 'desk@acme.example' })],
	cc: [{ name: 'Ole Vik', address: 'ole@vik.example' }],
	date: '3.11.2025 15:51',
};

describe('parseForwarded, Apple Mail', () => {
	it.each<[string, string, Labels]>([
		['da', 'Start på videresendt besked:', ['Fra', 'Dato', 'Til', 'Cc', 'Emne']],
		['fi', 'Välitetty viesti alkaa:', ['Lähettäjä', 'Päivämäärä', 'Vastaanottaja', 'Kopio', 'Aihe']],
		['fr, phone', 'Début du message transféré :', ['Expéditeur', 'Date', 'Destinataire', 'Cc', 'Objet']],
		['hr', 'Započni proslijeđenu poruku:', ['Šalje', 'Datum', 'Prima', 'Kopija', 'Predmet']],
		['it', 'Inizio messaggio inoltrato:', ['Da', 'Data', 'A', 'Cc', 'Oggetto']],
		['no', 'Videresendt melding:', ['Fra', 'Dato', 'Til', 'Kopi', 'Emne']],
		['pt-BR', 'Início da mensagem encaminhada:', ['De', 'Data', 'Para', 'Cc', 'Assunto']],
		['ro', 'Începe mesajul redirecționat:', ['De la', 'Dată', 'Către', 'Cc', 'Subiect']],
		['sk', 'Začiatok preposlanej správy:', ['Od', 'Dátum', 'Pre', 'Kópia', 'Predmet']],
		['tr', 'İleti başlangıcı:', ['Kimden', 'Tarih', 'Kime', 'Bilgi', 'Konu']],
		['el', 'Αρχή προωθημένου μηνύματος:', ['Από', 'Ημερομηνία', 'Προς', 'Κοιν.', 'Θέμα']],
		['ca', 'Inici del missatge reenviat:', ['De', 'Data', 'Per a', 'Cc', 'Assumpte']],
		['ja', '転送されたメッセージ:', ['差出人', '日付', '宛先', 'Cc', '件名']],
		['zh', '下面是被转发的邮件：', ['发件人', '日期', '收件人', '抄送', '主题']],
		['ko', '전달된 메시지:', ['보낸 사람', '날짜', '받는 사람', '참조', '제목']],
		['he', 'תחילת ההודעה שהועברה:', ['מאת', 'תאריך', 'אל', 'עותק', 'נושא']],
	])('in %s', (_, line, labels) => {
		const copy = [...header(labels), '', ...BODY];
		expect(expectParcel('', [...NOTE, ...quoted([line, '', ...copy])])).toMatchObject(LISTS);
		expectParcel('Fwd: Parcel 4711', [...NOTE, line, '', ...quoted(copy)]);
		expectParcel('Parcel 4711', [...NOTE, line, '', ...copy]);
	});
});

describe('parseForwarded, Thunderbird', () => {
	it.each<[string, string, Labels]>([
		['da', '-------- Videresendt meddelelse --------', ['Fra', 'Dato', 'Til', 'CC', 'Emne']],
		[
			'fi',
			'-------- Välitetty viesti / Fwd.Msg --------',
			['Lähettäjä', 'Päiväys', 'Vastaanottaja', 'Kopio', 'Aihe'],
		],
		['hr', '-------- Proslijeđena poruka --------', ['Šalje', 'Datum', 'Prima', 'CC', 'Naslov']],
		['it', '-------- Messaggio Inoltrato --------', ['Mittente', 'Data', 'A', 'CC', 'Oggetto']],
		['no', '-------- Videresendt melding --------', ['Fra', 'Dato', 'Til', 'Kopi', 'Emne']],
		['pt-BR', '-------- Mensagem encaminhada --------', ['De', 'Data', 'Para', 'CC', 'Assunto']],
		['ro', '-------- Mesaj redirecționat --------', ['De la', 'Data', 'Către', 'CC', 'Subiect']],
		[
			'sk',
			'-------- Preposlaná správa --- Forwarded Message --------',
			['Od', 'Dátum', 'Komu', 'Kópia', 'Predmet'],
		],
		['tr', '-------- İletilen İleti --------', ['Kimden', 'Tarih', 'Kime', 'Bilgi', 'Konu']],
		['sl', '-------- Posredovano sporočilo --------', ['Od', 'Datum', 'Za', 'Kp', 'Zadeva']],
		['bg', '-------- Препратено писмо --------', ['От', 'Дата', 'До', 'Копие', 'Относно']],
		['el', '-------- Προωθημένο μήνυμα --------', ['Από', 'Ημερομηνία', 'Προς', 'Κοινοποίηση', 'Θέμα']],
		['lt', '-------- Persiųstas laiškas --------', ['Nuo', 'Data', 'Kam', 'Kopija', 'Tema']],
		['lv', '-------- Pārsūtīta ziņa --------', ['No', 'Datums', 'Kam', 'Kopija', 'Temats']],
		['et', '-------- Edastatud kiri --------', ['Saatja', 'Kuupäev', 'Saaja', 'Koopia', 'Teema']],
		['ja', '-------- 転送メッセージ --------', ['差出人', '日付', '宛先', 'CC', '件名']],
		['zh-TW', '-------- 轉寄郵件 --------', ['寄件者', '日期', '收件者', '副本', '主旨']],
		['zh-CN', '-------- 转发的消息 --------', ['发件人', '日期', '收件人', '抄送', '主题']],
		['ko', '-------- 전달된 메시지 --------', ['보낸 사람', '날짜', '받는 사람', '참조', '제목']],
		['he', '-------- הודעה שהועברה --------', ['מאת', 'תאריך', 'אל', 'עותק', 'נושא']],
		['ar', '-------- الرسالة المعاد توجيهها --------', ['من', 'التاريخ', 'إلى', 'نسخة', 'الموضوع']],
		['vi', '-------- Thư chuyển tiếp --------', ['Từ', 'Ngày', 'Đến', 'Đồng gửi', 'Chủ đề']],
	])('in %s', (_, line, labels) => {
		const [from = '', date = '', to = '', cc = '', subject = ''] = header(labels, ' \t');
		const copy = [subject, date, from, to, cc];
		expect(expectParcel('', [...NOTE, line, ...copy, '', '', ...BODY])).toMatchObject(LISTS);
		expectParcel('Fwd: Parcel 4711', [...NOTE, line, ...copy, '', '', ...BODY]);
	});
});

describe('parseForwarded, Yahoo Mail', () => {
	it.each([
		['cs', 'Přeposlaná zpráva', ['Od', 'Komu', 'Kopie', 'Odesláno', 'Předmět']],
		['de', 'Weitergeleitete Nachricht', ['Von', 'An', 'CC', 'Gesendet', 'Betreff']],
		['es', 'Mensaje reenviado', ['De', 'Para', 'CC', 'Enviado', 'Asunto']],
		['fr', 'Message transmis', ['De', 'À', 'Cc', 'Envoyé', 'Objet']],
		['it', 'Messaggio inoltrato', ['Da', 'A', 'Cc', 'Inviato', 'Oggetto']],
		['no', 'Videresendt melding', ['Fra', 'Til', 'Kopi', 'Sendt', 'Emne']],
		['pt', 'Mensagem reencaminhada', ['De', 'Para', 'Cc', 'Enviada', 'Assunto']],
		['ro', 'Mesaj redirecționat', ['De la', 'Către', 'Cc', 'Trimis', 'Subiect']],
		['sk', 'Preposlaná správa', ['Od', 'Komu', 'Kópia', 'Odoslané', 'Predmet']],
		['tr', 'İletilmiş Mesaj', ['Gönderen', 'Alıcı', 'Bilgi', 'Gönderildi', 'Konu']],
		['el', 'Προωθημένο μήνυμα', ['Από', 'Προς', 'Κοιν.', 'Στάλθηκε', 'Θέμα']],
	])('in %s on one line', (_, words, [from, to, cc, sent, subject]) => {
		const glued = `${from}: ${FROM}${to}: "desk@acme.example" <desk@acme.example>${cc}: Ole Vik <ole@vik.example>`;
		for (const zone of ['CET', 'GMT+1', 'UTC']) {
			const ruler = `   ----- ${words} ----- ${glued}${sent}: 3.11.2025 15:51 ${zone}${subject}: Parcel 4711`;
			const found = expectParcel(
				'',
				[...NOTE, ruler, ` ${BODY[0]}`, ...BODY.slice(1)].map((line) => line),
			);
			expect(found).toMatchObject({ ...LISTS, date: `3.11.2025 15:51 ${zone}` });
		}
	});
});

describe('parseForwarded, Outlook', () => {
	it.each<[string, string, Labels]>([
		['da', 'VS', ['Fra', 'Dato', 'Til', 'Cc', 'Emne']],
		['fi', 'VL', ['Lähettäjä', 'Päivämäärä', 'Vastaanottaja', 'Kopio', 'Aihe']],
		['hu', 'FW', ['Feladó', 'Dátum', 'Címzett', 'Másolatot kap', 'Tárgy']],
		['nl', 'FW', ['Van', 'Datum', 'Aan', 'CC', 'Onderwerp']],
		['pl', 'PD', ['Od', 'Data', 'Do', 'DW', 'Temat']],
		['pt', 'FW', ['De', 'Data', 'Para', 'Cc', 'Assunto']],
		['sk', 'FW', ['Od', 'Dátum', 'Komu', 'Kópia', 'Predmet']],
		['tr', 'İLT', ['Kimden', 'Tarih', 'Kime', 'Bilgi', 'Konu']],
		['de, classic', 'WG', ['Von', 'Gesendet', 'An', 'Cc', 'Betreff']],
		['fr, classic', 'TR', ['De', 'Envoyé', 'À', 'Cc', 'Objet']],
		['it, classic', 'I', ['Da', 'Inviato', 'A', 'Cc', 'Oggetto']],
		['no, classic', 'VS', ['Fra', 'Sendt', 'Til', 'Kopi', 'Emne']],
		['el', 'ΠΡΘ', ['Από', 'Στάλθηκε', 'Προς', 'Κοιν.', 'Θέμα']],
		['he', 'הועבר', ['מאת', 'נשלח', 'אל', 'עותק', 'נושא']],
		['zh', '转发', ['发件人', '发送时间', '收件人', '抄送', '主题']],
		['ro', 'Redir.', ['De la', 'Trimis', 'Către', 'Cc', 'Subiect']],
	])('in %s', (_, prefix, labels) => {
		const subject = `${prefix}: Parcel 4711`;
		expect(expectParcel(subject, [...NOTE, ...header(labels), ...BODY])).toMatchObject(LISTS);
		expectParcel(subject, [...NOTE, '________________________________', ...header(labels), '', ...BODY]);
		const spaced = header(labels).flatMap((line) => [line, '']);
		expect(expectParcel(subject, [...NOTE, ...spaced, ...BODY])).toMatchObject(LISTS);
		const bold = header(labels).map((line) => line.replace(/^([^:]+:)/, '*$1*'));
		expect(expectParcel(subject, [...NOTE, ...bold, '', ...BODY])).toMatchObject(LISTS);
	});

	it.each([
		['cs', 'Dne 28.10.2025, 12:46, Maja Lind <maja@lind.example> napsal(a):'],
		['de', 'Am 28.10.25, 12:46 schrieb "Maja Lind" <maja@lind.example>:'],
		['es', 'El 28/10/25 12:46, "Maja Lind" <maja@lind.example> escribió:'],
		['fr', 'Le 28/10/2025 12:46, « Maja Lind » <maja@lind.example> a écrit :'],
		['it', 'Il giorno 28/10/25, 12:46 "Maja Lind" <maja@lind.example> ha scritto:'],
		['no', 'Maja Lind <maja@lind.example> skrev følgende den 28.10.2025 12:46:'],
		['pt', 'Em 28/10/2025, 12:46, "Maja Lind" <maja@lind.example> escreveu:'],
		['sk', '28/10/2025, 12:46, používateľ Maja Lind (<maja@lind.example>) napísal:'],
		['tr', '"Maja Lind" <maja@lind.example>, 28.10.2025 12:46 tarihinde şunu yazdı:'],
		['ro', 'Pe 28.10.2025, 12:46, "Maja Lind" <maja@lind.example> a scris:'],
	])('for Mac of 2019, in %s', (_, intro) => {
		const indented = BODY.map((line) => (line === '' ? '' : `    ${line}`));
		const found = expectParcel('FW: Parcel 4711', [...NOTE, `\ufeff${intro}`, '', ...indented]);
		expect(found?.date).toMatch(/28.10.(?:20)?25,? 12:46/);
		expect(parseForwarded({ subject: '', text: [intro, '', ...indented].join('\n') })).toBeUndefined();
	});
});

describe('parseForwarded, other programs', () => {
	it.each<[string, string, string[]]>([
		[
			'Gmail with a wrapped subject and list',
			'Fwd: Parcel 4711',
			[
				'---------- Forwarded message ---------',
				`From: ${FROM}`,
				'Date: Mon, Nov 3, 2025 at 3:51 PM',
				'Subject: Parcel',
				'4711',
				'To: Desk <desk@acme.example>, Ole Vik <ole@vik.example>,',
				'Eva Berg',
				'<eva@berg.example>',
				'',
				...BODY,
			],
		],
		[
			'K-9 and others, with Original Message',
			'Fwd: Parcel 4711',
			['-------- Original Message --------', ...header(['From', 'Sent', 'To', 'CC', 'Subject']), '', ...BODY],
		],
		[
			'Evolution',
			'[Fwd: Parcel 4711]',
			[
				'-------- Forwarded Message --------',
				...header(['From', 'Date', 'To', 'Cc', 'Subject']),
				'',
				...BODY,
			],
		],
		[
			'mutt with the whole header',
			'Parcel 4711 (fwd)',
			[
				'----- Forwarded message from Maja Lind <maja@lind.example> -----',
				'',
				'Return-Path: <maja@lind.example>',
				'X-Mailer: Parrot 2',
				'Message-ID: <parrot-1@lind.example>',
				...header(['From', 'Date', 'To', 'Cc', 'Subject']),
				'User-Agent: Parrot',
				'',
				...BODY,
			],
		],
		[
			'QQ',
			'转发：Parcel 4711',
			[
				'------------------ 原始邮件 ------------------',
				...header(['发件人', '发送时间', '收件人', '抄送', '主题']),
				'',
				...BODY,
			],
		],
		[
			'NetEase',
			'转发:Parcel 4711',
			[
				'-------- 转发邮件信息 --------',
				...header(['发件人', '发送日期', '收件人', '抄送人', '主题'], '').map((line) =>
					line.replace(':', '：'),
				),
				'',
				...BODY,
			],
		],
		[
			'a program in a language that nobody thought of, quoted',
			'Fwd: Parcel 4711',
			['~~~~~~ Zqxj wvut ~~~~~~', ...header(['From', 'Date', 'To', 'Cc', 'Subject']), '', ...BODY],
		],
		[
			'values on lines of their own',
			'Fwd: Parcel 4711',
			[
				'---------- Forwarded message ---------',
				...header(['From', 'Date', 'To', 'Cc', 'Subject']).flatMap((line) => line.split(/(?<=^[A-Za-z]+:) /)),
				'',
				...BODY,
			],
		],
	])('%s', (_, subject, lines) => {
		expectParcel(subject, [...NOTE, ...lines]);
	});
});

import { describe, expect, it } from '@jest/globals';
import { extractReply } from '../../../helpdesk/domain/reply/reply-extraction';

const TYPED = 'Hi Tom,\n\nroom 12 it is, and I have told the others.\nSee you there!';
const COPIED = 'Dear all,\n\nwhich room shall we take for the course?\n\nTom Rask\nRask Training';

describe('extractReply', () => {
	it.each([
		[
			'names alone',
			'From: Tom Rask\nSent: Monday, 2 June 2025 08:15\nTo: Mia Falk; Ole Brun\nSubject: RE: Course',
		],
		[
			'all in one line',
			'From: Tom Rask [mailto:tom@rask.example] Sent: Monday, June 2, 2025 8:15 AM To: Mia Falk Subject: Course',
		],
		[
			'all in one line, bold',
			'*Von:* Tom Rask *Gesendet:* Montag, 2. Juni 2025 08:15 *An:* Mia Falk *Betreff:* Kurs',
		],
		[
			'an address with mailto',
			'From: Tom Rask [mailto:tom@rask.example] \nSent: Monday, June 2, 2025 8:15 AM\nTo: Mia Falk\nSubject: Course',
		],
		[
			'an address with two signs',
			'From: Tom Rask <tom@rask.example<mailto:tom@rask.example>>\nSent: Monday, June 2, 2025 8:15 AM\nTo: Mia <mia@falk.example<mailto:mia@falk.example>>\nSubject: Course',
		],
		[
			'importance and attachments',
			'From: Tom Rask <tom@rask.example>\nSent: 02 June 2025 08:15\nTo: Mia Falk <mia@falk.example>\nCc: Ole Brun <ole@brun.example>\nSubject: Course\nImportance: High\nAttachments: rooms.pdf',
		],
		[
			'a reply address first',
			'Reply-To: <tom@rask.example>\nDate: Mon, 2 Jun 2025 08:15:00 +0200\nFrom: Tom Rask <tom@rask.example>\nTo: <mia@falk.example>\nSubject: Course',
		],
		[
			'the date first',
			'Date: Mon, 2 Jun 2025 08:15:00 +0200\nFrom: tom@rask.example\nTo: mia@falk.example\nSubject: Course',
		],
		['the date first and no sender', 'Date: Mon, 2 Jun 2025 08:15:00 +0200\nTo: mia@falk.example'],
		[
			'the subject first',
			'Subject: Course\nFrom: Tom Rask <tom@rask.example>\nDate: 2 June 2025 at 08:15:00 CEST\nTo: mia@falk.example',
		],
		[
			'recipients on several lines',
			'From: Tom Rask <tom@rask.example>\nSent: 02 June 2025 08:15\nTo: Mia Falk <mia@falk.example>; Ole Brun\n<ole@brun.example>; Pia Lind <pia@lind.example>;\nUlf Holm <ulf@holm.example>\nSubject: Course',
		],
		[
			'a subject on several lines',
			'From: Tom Rask <tom@rask.example>\nSent: 02 June 2025 08:15\nTo: Mia Falk\nSubject: RE: RE: Course for those who have been with us for more than\n three years',
		],
		[
			'indented lines',
			'  From: Tom Rask <tom@rask.example>\n  Sent: 02 June 2025 08:15\n  To: Mia Falk\n  Subject: Course',
		],
		[
			'tabs behind the names',
			'From:\tTom Rask <tom@rask.example>\nSent:\tMonday, June 2, 2025 8:15 AM\nTo:\tMia Falk\nSubject:\tCourse',
		],
		[
			'names on lines of their own',
			'From:\nTom Rask <tom@rask.example>\nSent:\nMonday, June 2, 2025 8:15 AM\nTo:\nMia Falk <mia@falk.example>\nSubject:\nCourse',
		],
		[
			'an empty line between all',
			'From: Tom Rask <tom@rask.example>\n\nSent: Monday, June 2, 2025 8:15 AM\n\nTo: Mia Falk\n\nSubject: Course',
		],
		[
			'bold names',
			'*From:* Tom Rask <tom@rask.example>\n*Sent:* Monday, June 2, 2025 8:15 AM\n*To:* Mia Falk\n*Subject:* Course',
		],
		[
			'bold names, as Markdown',
			'**From:** Tom Rask <tom@rask.example>\n**Date:** Monday, 2 June 2025 at 08:15\n**To:** Mia Falk\n**Subject:** Course',
		],
		[
			'bold all',
			'*From: *Tom Rask <tom@rask.example>\n*Date: *Monday, 2 June 2025 at 08:15\n*To: *Mia Falk\n*Subject: *Course',
		],
		[
			'underscores',
			'_From:_ Tom Rask <tom@rask.example>\n_Sent:_ Monday, June 2, 2025 8:15 AM\n_To:_ Mia Falk\n_Subject:_ Course',
		],
		[
			'equals signs from a broken charset',
			'Date: Mon=2C 2 Jun 2025 08:15:00 +0000\nFrom: tom@rask.example\nTo: mia@falk.example\nSubject: Course',
		],
		['a date of another order', 'From: Tom Rask\nSent: June-02-25 8:15 AM\nTo: Mia Falk\nSubject: Course'],
		[
			'no-break spaces',
			'From:\u00a0Tom Rask <tom@rask.example>\nSent:\u00a0Monday, June 2, 2025 8:15\u202fAM\nTo:\u00a0Mia Falk\nSubject:\u00a0Course',
		],
		[
			'quote signs',
			'> From: Tom Rask <tom@rask.example>\n> Sent: 02 June 2025 08:15\n> To: Mia Falk\n> Subject: Course\n>',
		],
		[
			'marks of direction',
			'\u200eFrom: Tom Rask <tom@rask.example>\n\u200eSent: 02 June 2025 08:15\n\u200eTo: Mia Falk\n\u200eSubject: Course',
		],
		[
			'on behalf of',
			'From: course@rask.example [mailto:course@rask.example] On Behalf Of Tom Rask\nSent: Monday, June 2, 2025 8:15 AM\nTo: course@rask.example\nSubject: Course',
		],
		['few lines', 'From: Tom Rask <tom@rask.example>\nSubject: Course'],
		['a sender and a date', 'From: tom@rask.example\nSent: Monday, June 2, 2025 8:15 AM'],
		[
			'a ruler of dashes',
			'-----------------------------------------\nFrom: Tom Rask <tom@rask.example>\nSent: 02 June 2025 08:15\nSubject: Course',
		],
		[
			'a ruler of other signs',
			'==========================\nFrom: Tom Rask <tom@rask.example>\nSent: 02 June 2025 08:15\nSubject: Course',
		],
		[
			'a phone of old',
			'------Original Message------\nFrom: Tom Rask\nTo: Mia Falk\nReplyTo: tom@rask.example\nSubject: Course\nSent: Jun 2, 2025 08:15',
		],
		[
			'a tablet',
			'\n\n-------- Original message --------\nFrom: Tom Rask <tom@rask.example> \nDate:2025/06/02  08:15  (GMT+01:00) \nTo: mia@falk.example \nCc:  \nSubject: Course \n',
		],
		[
			'a web mail',
			'--- Original Message ---\nFrom: "Tom Rask"<tom@rask.example>\nTo: mia@falk.example\nDate: 02/06/2025 08:15\nSubject: Course',
		],
		[
			'a telephone company',
			'-----Original Message-----\nDate: Monday, 2 June 2025 08:15:00 am\nTo: "Mia" <mia@falk.example>\nFrom: "Tom Rask" <tom@rask.example>\nSubject: Course',
		],
		[
			'Comcast',
			'From: "Tom Rask" <tom@rask.example> \nTo: mia@falk.example \nSent: Monday, June 2, 2025 8:15:00 AM \nSubject: Course ',
		],
		[
			'Hotmail',
			'Date: Mon, 2 Jun 2025 08:15:00 +0200\nSubject: Course\nFrom: tom@rask.example\nTo: mia@falk.example',
		],
		[
			'MSN',
			'>From: "Tom Rask" <tom@rask.example>\n>To: mia@falk.example\n>Subject: Course\n>Date: Mon, 2 Jun 2025 08:15:00 +0200\n>',
		],
		[
			'Proton',
			'------- Original Message -------\nOn Monday, June 2nd, 2025 at 8:15 AM, Tom Rask <tom@rask.example> wrote:\n\n',
		],
		[
			'Proton, old',
			'‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐\nOn Monday, June 2, 2025 8:15 AM, Tom Rask <tom@rask.example> wrote:\n',
		],
		[
			'Windows Mail',
			'Von: Tom Rask<mailto:tom@rask.example>\nGesendet: Montag, 2. Juni 2025 08:15\nAn: Mia Falk',
		],
		[
			'Outlook on a Mac',
			'From: Tom Rask <tom@rask.example>\nDate: Monday, 2 June 2025 at 08:15\nTo: Mia Falk <mia@falk.example>\nSubject: Course',
		],
		[
			'Outlook on a Mac, German',
			'Von: Tom Rask <tom@rask.example>\nDatum: Montag, 2. Juni 2025 um 08:15\nAn: Mia Falk <mia@falk.example>\nBetreff: Kurs',
		],
		[
			'Outlook on a Mac, French',
			'De : Tom Rask <tom@rask.example>\nDate : lundi 2 juin 2025 à 08:15\nÀ : Mia Falk <mia@falk.example>\nObjet : Cours',
		],
		[
			'Outlook, French, no-break spaces',
			'De\u00a0: Tom Rask [mailto:tom@rask.example]\nEnvoyé\u00a0: lundi 2 juin 2025 08:15\nÀ\u00a0: Mia Falk\nObjet\u00a0: Cours',
		],
		[
			'Outlook, French, bold',
			'*De :* Tom Rask <tom@rask.example>\n*Envoyé :* lundi 2 juin 2025 08:15\n*À :* Mia Falk\n*Cc :* Ole Brun\n*Objet :* Cours',
		],
		[
			'Outlook, Spanish',
			'De: Tom Rask <tom@rask.example>\nEnviado: lunes, 2 de junio de 2025 8:15\nPara: Mia Falk\nAsunto: Curso',
		],
		[
			'Outlook, Brazilian',
			'De: Tom Rask <tom@rask.example>\nEnviada em: segunda-feira, 2 de junho de 2025 08:15\nPara: Mia Falk\nAssunto: Curso',
		],
		[
			'Outlook, Italian',
			'Da: Tom Rask <tom@rask.example>\nInviato: lunedì 2 giugno 2025 08:15\nA: Mia Falk\nOggetto: Corso',
		],
		[
			'Outlook, Dutch',
			'Van: Tom Rask\nVerzonden: maandag 2 juni 2025 8:15\nAan: Mia Falk\nOnderwerp: Cursus',
		],
		[
			'Outlook, Afrikaans',
			'Van: Tom Rask <tom@rask.example>\nGestuur: Maandag, 02 Junie 2025 08:15\nAan: Mia Falk\nOnderwerp: Kursus',
		],
		[
			'Outlook, Danish',
			'Fra: Tom Rask <tom@rask.example>\nSendt: 2. juni 2025 08:15\nTil: Mia Falk\nEmne: Kursus',
		],
		[
			'Outlook, Swedish',
			'Från: Tom Rask <tom@rask.example>\nSkickat: den 2 juni 2025 08:15\nTill: Mia Falk\nÄmne: Kurs',
		],
		[
			'Outlook, Norwegian',
			'Fra: Tom Rask <tom@rask.example>\nSendt: mandag 2. juni 2025 08:15\nTil: Mia Falk\nEmne: Kurs',
		],
		[
			'Outlook, Finnish',
			'Lähettäjä: Tom Rask <tom@rask.example>\nLähetetty: maanantai 2. kesäkuuta 2025 8.15\nVastaanottaja: Mia Falk\nAihe: Kurssi',
		],
		[
			'Outlook, Icelandic',
			'Frá: Tom Rask <tom@rask.example>\nSent: mánudagur, 2. júní 2025 08:15\nTil: Mia Falk\nEfni: Námskeið',
		],
		[
			'Outlook, Polish',
			'From: Tom Rask <tom@rask.example>\nSent: poniedziałek, 2 czerwca 2025 08:15\nTo: Mia Falk\nSubject: Kurs',
		],
		[
			'Outlook, Lithuanian',
			'Nuo: Tom Rask <tom@rask.example>\nIšsiųsta: 2025 m. birželio 2 d., pirmadienis 08:15\nKam: Mia Falk\nTema: Kursas',
		],
		[
			'Outlook, Hungarian',
			'Feladó: Tom Rask <tom@rask.example>\nElküldve: 2025. június 2., hétfő 8:15\nCímzett: Mia Falk\nTárgy: Kurzus',
		],
		[
			'Outlook, Basque',
			'Nork: Tom Rask <tom@rask.example>\nBidaltze-data: astelehena, 2025.eko ekainak 2 08:15\nNori: Mia Falk\nGaia: Ikastaroa',
		],
		[
			'Outlook, Galician',
			'De: Tom Rask <tom@rask.example>\nEnviado o: luns, 2 de xuño de 2025 08:15\nPara: Mia Falk\nAsunto: Curso',
		],
		[
			'Outlook, Macedonian',
			'Од: Tom Rask <tom@rask.example>\nИспратено: понеделник, 2 јуни 2025 08:15\nДо: Mia Falk\nПредмет: Курс',
		],
		[
			'Outlook, Serbian',
			'Од: Tom Rask <tom@rask.example>\nПослато: понедељак, 2. јун 2025. 08:15\nЗа: Mia Falk\nНаслов: Курс',
		],
		[
			'Outlook, Persian',
			'از: Tom Rask <tom@rask.example>\nارسال شده: 02/ژوئن/2025 08:15\nبه: Mia Falk\nموضوع: دوره',
		],
		[
			'Outlook, Hindi',
			'प्रेषक: Tom Rask <tom@rask.example>\nभेजा गया: 02 जून 2025 08:15\nप्रति: Mia Falk\nविषय: पाठ्यक्रम',
		],
		[
			'Outlook, Japanese',
			'差出人: Tom Rask <tom@rask.example>\n送信日時: 2025年6月2日月曜日 8:15\n宛先: Mia Falk\nCC: Ole Brun\n件名: 講座',
		],
		[
			'Outlook, Korean',
			'보낸 사람: Tom Rask <tom@rask.example>\n보낸 날짜: 2025년 6월 2일 월요일 오전 8:15\n받는 사람: Mia Falk\n참조: Ole Brun\n제목: 과정',
		],
		[
			'Outlook, Chinese',
			'发件人: Tom Rask <tom@rask.example>\n发送时间: 2025年6月2日 8:15\n收件人: Mia Falk\n抄送: Ole Brun\n主题: 课程',
		],
		[
			'Outlook, Chinese, full-width signs',
			'发件人： Tom Rask\n日期： 2025/6/2 8:15\n收件人： Mia Falk\n主题： 课程',
		],
		[
			'Foxmail',
			'发件人： tom@rask.example\n发送时间： 2025-06-02 08:15\n收件人： mia@falk.example\n主题： 课程',
		],
		[
			'QQ Mail',
			'------------------ 原始邮件 ------------------\n发件人: "Tom Rask"<tom@rask.example>; \n发送时间: 2025年6月2日(星期一) 上午8:15\n收件人: "mia"<mia@falk.example>; \n主题: 课程',
		],
		[
			'163',
			'---- 回复的原邮件 ----\n| 发件人 | Tom Rask<tom@rask.example> |\n| 日期 | 2025年06月02日 08:15 |\n| 收件人 | <mia@falk.example> |\n| 主题 | 课程 |',
		],
		[
			'163, English',
			'---- Replied Message ----\n| From | Tom Rask<tom@rask.example> |\n| Date | 06/2/2025 08:15 |\n| To | <mia@falk.example> |\n| Subject | Course |',
		],
		[
			'Naver',
			'-----Original Message-----\nFrom: "Tom Rask"<tom@rask.example>\nTo: <mia@falk.example>;\nCc:\nSent: 2025-06-02 (월) 08:15:00 (GMT+09:00)\nSubject: 과정',
		],
		[
			'Daum',
			'--------- 원본 메일 ---------\n보낸사람: Tom Rask <tom@rask.example>\n받는사람: mia@falk.example\n날짜: 2025년 6월 2일 월요일, 08시 15분 00초 +0900\n제목: 과정',
		],
		[
			'Seznam',
			'---------- Původní e-mail ----------\nOd: Tom Rask <tom@rask.example>\nKomu: mia@falk.example\nDatum: 2. 6. 2025 8:15:00\nPředmět: Kurz',
		],
		[
			'Centrum',
			'______________________________________________________________\n> Od: "Tom Rask" <tom@rask.example>\n> Komu: mia@falk.example\n> Datum: 02.06.2025 08:15\n> Předmět: Kurz\n>',
		],
		['Onet', 'Dnia 2 czerwca 2025 08:15 Tom Rask <tom@rask.example> napisał(a):'],
		[
			'Interia',
			'Od: "Tom Rask" <tom@rask.example>\nDo: mia@falk.example;\nWysłane: 8:15 Poniedziałek 2025-06-02\nTemat: Kurs',
		],
		[
			'Libero',
			'----Messaggio originale----\nDa: tom@rask.example\nData: 2-giu-2025 8.15\nA: <mia@falk.example>\nOgg: Corso',
		],
		[
			'Orange',
			'> Message du 02/06/25 08:15\n> De : "Tom Rask" <tom@rask.example>\n> A : mia@falk.example\n> Copie à : \n> Objet : Cours\n>',
		],
		[
			'La Poste',
			'\n\n> Message du 02/06/25 08:15\n> De : "Tom Rask"\n> A : mia@falk.example\n> Objet : Cours',
		],
		[
			'Free',
			'----- Mail original -----\nDe: "Tom Rask" <tom@rask.example>\nÀ: mia@falk.example\nEnvoyé: Lundi 2 Juin 2025 08:15:00\nObjet: Cours',
		],
		[
			'UOL',
			'-----Mensagem original-----\nDe: Tom Rask\nEnviada: Segunda-feira, 2 de Junho de 2025 08:15\nPara: mia@falk.example\nAssunto: Curso',
		],
		['1&1', '> Tom Rask <tom@rask.example> hat am 02.06.2025 08:15 geschrieben:\n>\n'],
		['1&1, newer', 'Tom Rask <tom@rask.example> hat am 02.06.2025 08:15 CEST geschrieben:'],
		['Open-Xchange', 'On 06/02/2025 8:15 AM CEST Tom Rask <tom@rask.example> wrote:'],
		['Open-Xchange, French', 'Le 02/06/2025 08:15 CEST, Tom Rask <tom@rask.example> a écrit :'],
		[
			'Tobit',
			'-------- Original Message --------\nSubject: Course (02-Jun-2025 8:15)\nFrom:    tom@rask.example\nTo:      mia@falk.example',
		],
		['Horde', 'Zitat von Tom Rask <tom@rask.example>:'],
		['Horde, English', 'Quoting Tom Rask <tom@rask.example>:'],
		['Horde, French', 'Tom Rask <tom@rask.example> a écrit :'],
		['SquirrelMail', 'On Mon, June 2, 2025 8:15 am, Tom Rask wrote:'],
		['GroupWise', '>>> "Tom Rask" <tom@rask.example> 6/2/2025 8:15 AM >>>'],
		['GroupWise, plain', '>>> Tom Rask 06/02/25 8:15 AM >>>'],
		[
			'Notes, a table',
			'From:        Tom Rask <tom@rask.example>\nTo:        Mia Falk <mia@falk.example>\nDate:        02-06-2025 08:15\nSubject:        Course\nSent by:        Ole Brun',
		],
		[
			'Notes, German',
			'Von:\tTom Rask/DK/Rask\nAn:\tMia Falk/DK/Falk@Falk\nDatum:\t02.06.2025 08:15\nBetreff:\tKurs',
		],
		['Notes, German, newer', 'Tom Rask ---02.06.2025 08:15:00---Hallo zusammen, welchen Raum nehmen wir?'],
		['Freshdesk', 'On Mon, 2 Jun at 8:15 AM , Rask Support <support@rask.example> wrote:'],
		['HubSpot', 'On Mon, Jun 2, 2025 at 8:15 AM, Tom Rask <tom@rask.example> wrote:'],
		['Intercom', 'On 2 June 2025 at 08:15, Tom from Rask <tom@rask.example> wrote:'],
		['Help Scout', 'On Jun 2, 2025, at 8:15am EDT, support@rask.example wrote:'],
		['Jira', 'Tom Rask commented on COURSE-12 on 2 June 2025 08:15 and wrote:'],
		['Mimestream', 'On Jun 2, 2025 at 8:15:00 AM, Tom Rask <tom@rask.example> wrote:'],
		[
			'Canary',
			'On Monday, Jun 02, 2025 at 8:15 AM, Tom Rask <tom@rask.example (mailto:tom@rask.example)> wrote:',
		],
		['Newton', 'On Mon, 02 Jun 2025 at 8:15 am, Tom Rask <tom@rask.example> wrote:'],
		['Boomerang', 'On Mon, Jun 2, 2025 at 08:15 AM "Tom Rask" < "Tom Rask" <tom@rask.example> > wrote:'],
		[
			'Polymail',
			'On Mon, Jun 2, 2025 at 8:15 AM Tom Rask < Tom Rask ( Tom Rask <tom@rask.example> ) > wrote:',
		],
		['Shortwave', 'On Mon Jun 2, 2025, 08:15 AM GMT, Tom Rask <tom@rask.example> wrote:'],
	])('cuts the header that a program copies with %s', (_what, header) => {
		const copied = /^>(?! ?>)/m.test(header) ? quoted(COPIED) : COPIED;
		const text = `${TYPED}\n\n${header}\n\n${copied}\n`;
		expect(replyOf(text)).toBe(TYPED);
		expect(replyOf(text.replaceAll('\n', '\r\n'))).toBe(TYPED);
		expect(replyOf(`${TYPED}\n\n${header}\n\n${quoted(COPIED)}\n`)).toBe(TYPED);
	});

	it.each([
		[
			'Gmail',
			'---------- Forwarded message ---------\nFrom: Tom Rask <tom@rask.example>\nDate: Mon, Jun 2, 2025 at 8:15 AM\nSubject: Course\nTo: <mia@falk.example>',
		],
		[
			'Gmail, German',
			'---------- Forwarded message ---------\nVon: Tom Rask <tom@rask.example>\nDate: Mo., 2. Juni 2025 um 08:15 Uhr\nSubject: Kurs\nTo: <mia@falk.example>',
		],
		[
			'Gmail, French',
			'---------- Message transféré ----------\nDe : Tom Rask <tom@rask.example>\nDate : 2 juin 2025 08:15\nObjet : Cours\nÀ : mia@falk.example',
		],
		[
			'Apple Mail',
			'Begin forwarded message:\n\n> From: Tom Rask <tom@rask.example>\n> Date: 2 June 2025 08:15:00 CEST\n> To: mia@falk.example\n> Subject: Course',
		],
		[
			'Apple Mail, German',
			'Anfang der weitergeleiteten Nachricht:\n\nVon: Tom Rask <tom@rask.example>\nBetreff: Kurs\nDatum: 2. Juni 2025 um 08:15:00 MESZ\nAn: mia@falk.example',
		],
		[
			'Apple Mail, French',
			'Début du message réexpédié :\n\nDe: Tom Rask <tom@rask.example>\nDate: 2 juin 2025 à 08:15:00 UTC+2\nÀ: mia@falk.example\nObjet: Cours',
		],
		[
			'Apple Mail, Dutch',
			'Begin doorgestuurd bericht:\n\nVan: Tom Rask <tom@rask.example>\nOnderwerp: Cursus\nDatum: 2 juni 2025 om 08:15:00 CEST\nAan: mia@falk.example',
		],
		[
			'Apple Mail, Italian',
			'Inizio messaggio inoltrato:\n\nDa: Tom Rask <tom@rask.example>\nOggetto: Corso\nData: 2 giugno 2025 08:15:00 CEST\nA: mia@falk.example',
		],
		[
			'Apple Mail, Spanish',
			'Inicio del mensaje reenviado:\n\nDe: Tom Rask <tom@rask.example>\nAsunto: Curso\nFecha: 2 de junio de 2025, 8:15:00 CEST\nPara: mia@falk.example',
		],
		[
			'Thunderbird',
			'-------- Forwarded Message --------\nSubject: \tCourse\nDate: \tMon, 2 Jun 2025 08:15:00 +0200\nFrom: \tTom Rask <tom@rask.example>\nTo: \tmia@falk.example',
		],
		[
			'Thunderbird, German',
			'-------- Weitergeleitete Nachricht --------\nBetreff: \tKurs\nDatum: \tMon, 2 Jun 2025 08:15:00 +0200\nVon: \tTom Rask <tom@rask.example>\nAn: \tmia@falk.example',
		],
		[
			'Yahoo',
			'----- Forwarded Message -----\nFrom: Tom Rask <tom@rask.example>\nTo: "mia@falk.example" <mia@falk.example>\nSent: Monday, June 2, 2025, 08:15:00 AM GMT+2\nSubject: Course',
		],
		[
			'Outlook',
			'________________________________\nFrom: Tom Rask <tom@rask.example>\nSent: Monday, June 2, 2025 8:15:00 AM\nTo: mia@falk.example <mia@falk.example>\nSubject: Course',
		],
		[
			'Mail.ru',
			'-------- Пересылаемое сообщение --------\nОт: Tom Rask <tom@rask.example>\nКому: mia@falk.example\nДата: Понедельник, 2 июня 2025, 8:15 +03:00\nТема: Курс',
		],
		['Yandex', '-------- Пересылаемое сообщение --------\n02.06.2025, 08:15, "Tom Rask" <tom@rask.example>:'],
		[
			'Zoho',
			'============ Forwarded message ============\nFrom: Tom Rask <tom@rask.example>\nTo: <mia@falk.example>\nDate: Mon, 02 Jun 2025 08:15:00 +0200\nSubject: Course\n============ Forwarded message ============',
		],
		[
			'Zimbra',
			'----- Forwarded Message -----\nFrom: "Tom Rask" <tom@rask.example>\nTo: "mia" <mia@falk.example>\nSent: Monday, June 2, 2025 8:15:00 AM\nSubject: Course',
		],
		[
			'Proton',
			'------- Forwarded Message -------\nFrom: Tom Rask <tom@rask.example>\nDate: On Monday, June 2nd, 2025 at 8:15 AM\nSubject: Course\nTo: mia@falk.example',
		],
		[
			'Missive',
			'---------- Forwarded message ----------\nFrom: Tom Rask <tom@rask.example>\nDate: on June 2, 2025 at 8:15 AM\nSubject: Course\nTo: mia@falk.example',
		],
		[
			'Sparrow',
			'Forwarded message:\n\n> From: Tom Rask <tom@rask.example>\n> To: mia@falk.example\n> Date: Monday, June 2, 2025 8:15:00 AM\n> Subject: Course',
		],
		[
			'HubSpot, Spanish',
			'---------- Mensaje reenviado ----------\nDe: Tom Rask <tom@rask.example>\nFecha: lun, 2 jun 2025 a las 8:15\nAsunto: Curso\nPara: mia@falk.example',
		],
		[
			'QQ Mail',
			'------------------ 转发邮件 ------------------\n发件人: "Tom Rask" <tom@rask.example>;\n发送时间: 2025年6月2日 8:15\n主题: 课程',
		],
	])('cuts what was forwarded with %s under a word', (_what, header) => {
		const copied = /^>/m.test(header) ? quoted(COPIED) : COPIED;
		expect(replyOf(`${TYPED}\n\n${header}\n\n${copied}\n`)).toBe(TYPED);
	});
});

function quoted(text: string): string {
	return text
		.split('\n')
		.map((line) => `> ${line}`.trimEnd())
		.join('\n');
}

function replyOf(text: string): string {
	return extractReply({ text }).reply;
}

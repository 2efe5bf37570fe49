import { describe, expect, it } from '@jest/globals';
import { extractReply } from '../../../helpdesk/domain/reply/reply-extraction';

const TYPED = 'Hello,\n\nthe parcel came on Friday.\nThank you!';
const EARLIER = 'Dear Ms Kowalska,\n\nhas the parcel come in the meantime?\n\nPaul Brandt';
const QUOTED = EARLIER.split('\n')
	.map((line) => `> ${line}`.trimEnd())
	.join('\n');
const WHO = 'Paul Brandt <paul@parcel.example>';

describe('extractReply', () => {
	it.each([
		[
			'Arabic',
			`في الثلاثاء، 5 مارس 2024 في 10:12 ص تمت كتابة ما يلي بواسطة ‪Paul Brandt‬‏ <‪paul@parcel.example‬‏>:`,
		],
		['Hebrew', `‫בתאריך יום ג׳, 5 במרץ 2024 ב-10:12 מאת ‪Paul Brandt‬‏ <‪paul@parcel.example‬‏>:‬`],
		['Greek', `Στις Τρί 5 Μαρ 2024 στις 10:12 π.μ., ο χρήστης ${WHO} έγραψε:`],
		['Bulgarian', `На вт, 5.03.2024 г. в 10:12 ${WHO} написа:`],
		['Romanian', `În mar., 5 mar. 2024 la 10:12, ${WHO} a scris:`],
		['Croatian', `uto, 5. ožu 2024. u 10:12 ${WHO} napisao je:`],
		['Serbian', `уто, 5. мар 2024. у 10:12 ${WHO} је написао/ла:`],
		['Slovak', `ut 5. 3. 2024 o 10:12 ${WHO} napísal(a):`],
		['Slovenian', `V V tor., 5. mar. 2024 ob 10:12 je oseba ${WHO} napisala:`],
		['Lithuanian', `2024-03-05, an, 10:12 ${WHO} rašė:`],
		['Latvian', `otrd., 2024. g. 5. marts, plkst. 10:12 — lietotājs ${WHO} rakstīja:`],
		['Estonian', `Kuupäev T, 5. märts 2024 kell 10:12 kirjutas ${WHO}:`],
		['Indonesian', `Pada tanggal Sel, 5 Mar 2024 pukul 10.12 ${WHO} menulis:`],
		['Malay', `Pada Sel, 5 Mac 2024 pada 10:12 PG ${WHO} telah menulis:`],
		['Thai', `ในวันที่ อ. 5 มี.ค. 2024 เวลา 10:12 ${WHO} เขียนว่า:`],
		['Persian', `در تاریخ سه‌شنبه 5 مارس 2024،‏ 10:12 ${WHO} نوشت:`],
		['Hindi', `मंगल, 5 मार्च 2024 को 10:12 am बजे को ${WHO} ने लिखा:`],
		['Catalan', `Missatge de ${WHO} del dia dt., 5 de març 2024 a les 10:12:`],
		['Icelandic', `Þann þri., 5. mar. 2024 kl. 10:12 skrifaði ${WHO}:`],
		['Norwegian', `tir. 5. mars 2024 kl. 10:12 skrev ${WHO}:`],
		['Chinese, traditional', `Paul Brandt <paul@parcel.example> 於 2024年3月5日 週二 上午10:12寫道：`],
		['Portuguese of Portugal', `Paul Brandt <paul@parcel.example> escreveu (terça, 5/03/2024 à(s) 10:12):`],
		['Filipino', `Noong Mar, Mar 5, 2024 nang 10:12 AM sinulat ni ${WHO}:`],
		['Swahili', `Mnamo Jum, 5 Mac 2024 saa 10:12 ${WHO} aliandika:`],
		['Basque', `Hau idatzi du ${WHO} erabiltzaileak (2024 mar. 5, ar. (10:12)):`],
		['Galician', `O mar, 5 mar 2024 ás 10:12, ${WHO} escribiu:`],
		['Bengali', `মঙ্গল, ৫ মার্চ, ২০২৪ তারিখে ১০:১২ AM টায় ${WHO} লিখেছেন:`],
		['Georgian', `სამ, 5 მარ. 2024, 10:12-ზე ${WHO} დაწერა:`],
	])('cuts what Gmail writes in %s', (_language, intro) => {
		expect(extractReply({ text: `${TYPED}\n\n${intro}\n\n${QUOTED}\n` }).reply).toBe(TYPED);
	});

	it.each([
		['Chinese', '发件人', '发送时间', '收件人', '主题', '2024年3月5日 10:12'],
		['Chinese, traditional', '寄件者', '寄件日期', '收件者', '主旨', '2024年3月5日 上午 10:12'],
		['Korean', '보낸 사람', '보낸 날짜', '받는 사람', '제목', '2024년 3월 5일 화요일 오전 10:12'],
		['Russian', 'От', 'Отправлено', 'Кому', 'Тема', '5 марта 2024 г. 10:12'],
		['Ukrainian', 'Від', 'Надіслано', 'Кому', 'Тема', '5 березня 2024 р. 10:12'],
		['Turkish', 'Kimden', 'Gönderildi', 'Kime', 'Konu', '5 Mart 2024 Salı 10:12'],
		['Turkish, classic', 'Gönderen', 'Gönderme Tarihi', 'Kime', 'Konu', '5 Mart 2024 Salı 10:12'],
		['Czech', 'Od', 'Odesláno', 'Komu', 'Předmět', 'úterý 5. března 2024 10:12'],
		['Slovak', 'Od', 'Odoslané', 'Komu', 'Predmet', 'utorok 5. marca 2024 10:12'],
		['Hungarian', 'Feladó', 'Elküldve', 'Címzett', 'Tárgy', '2024. március 5., kedd 10:12'],
		['Romanian', 'De la', 'Trimis', 'Către', 'Subiect', 'marți, 5 martie 2024 10:12'],
		['Greek', 'Από', 'Στάλθηκε', 'Προς', 'Θέμα', 'Τρίτη, 5 Μαρτίου 2024 10:12 πμ'],
		['Hebrew', 'מאת', 'נשלח', 'אל', 'נושא', 'יום שלישי 05 מרץ 2024 10:12'],
		['Arabic', 'من', 'تم الإرسال', 'إلى', 'الموضوع', '05/مارس/2024 10:12 ص'],
		['Finnish', 'Lähettäjä', 'Lähetetty', 'Vastaanottaja', 'Aihe', 'tiistai 5. maaliskuuta 2024 10.12'],
		['Danish', 'Fra', 'Sendt', 'Til', 'Emne', '5. marts 2024 10:12'],
		['Norwegian', 'Fra', 'Sendt', 'Til', 'Emne', 'tirsdag 5. mars 2024 10:12'],
		['Italian', 'Da', 'Inviato', 'A', 'Oggetto', 'martedì 5 marzo 2024 10:12'],
		['Portuguese', 'De', 'Enviado', 'Para', 'Assunto', 'terça-feira, 5 de março de 2024 10:12'],
		['Bulgarian', 'От', 'Изпратено', 'До', 'Относно', 'вторник, 5 март 2024 г. 10:12'],
		['Croatian', 'Šalje', 'Poslano', 'Prima', 'Predmet', 'utorak, 5. ožujka 2024. 10:12'],
		['Slovenian', 'Od', 'Poslano', 'Za', 'Zadeva', 'torek, 05. marec 2024 10:12'],
		['Serbian', 'Od', 'Poslato', 'Za', 'Naslov', 'utorak, 5. mart 2024. 10:12'],
		['Estonian', 'Saatja', 'Saadetud', 'Adressaat', 'Teema', 'teisipäev, 5. märts 2024 10:12'],
		['Latvian', 'No', 'Nosūtīts', 'Kam', 'Tēma', 'otrdiena, 2024. gada 5. marts 10:12'],
		['Lithuanian', 'Nuo', 'Išsiųsta', 'Kam', 'Tema', '2024 m. kovo 5 d., antradienis 10:12'],
		['Vietnamese', 'Từ', 'Đã gửi', 'Tới', 'Chủ đề', 'Thứ Ba, 5 tháng Ba 2024 10:12'],
		['Thai', 'จาก', 'ส่ง', 'ถึง', 'เรื่อง', '5 มีนาคม 2567 10:12'],
		['Indonesian', 'Dari', 'Terkirim', 'Kepada', 'Subjek', 'Selasa, 05 Maret 2024 10.12'],
		['Catalan', 'De', 'Enviat', 'Per a', 'Assumpte', 'dimarts, 5 de març de 2024 10:12'],
	])('cuts what Outlook writes in %s', (_language, from, sent, to, subject, date) => {
		const header = [`${from}: ${WHO}`, `${sent}: ${date}`, `${to}: Ewa Kowalska`, `${subject}: Parcel`];
		expect(extractReply({ text: `${TYPED}\n\n${header.join('\n')}\n\n${EARLIER}` }).reply).toBe(TYPED);
		const bold = header.map((line) => `*${line.replace(':', ':*')}`).join('\n');
		expect(
			extractReply({ text: `${TYPED}\n\n________________________________\n${bold}\n\n${EARLIER}` }).reply,
		).toBe(TYPED);
	});

	it.each([
		['Outlook, German', '-----Ursprüngliche Nachricht-----'],
		['Outlook, French', "-----Message d'origine-----"],
		['Outlook, Spanish', '-----Mensaje original-----'],
		['Outlook, Italian', '-----Messaggio originale-----'],
		['Outlook, Dutch', '-----Oorspronkelijk bericht-----'],
		['Outlook, Portuguese', '-----Mensagem original-----'],
		['Outlook, Polish', '-----Oryginalna wiadomość-----'],
		['Outlook, Czech', '-----Původní zpráva-----'],
		['Outlook, Swedish', '-----Ursprungligt meddelande-----'],
		['Outlook, Danish', '-----Oprindelig meddelelse-----'],
		['Outlook, Norwegian', '-----Opprinnelig melding-----'],
		['Outlook, Finnish', '-----Alkuperäinen viesti-----'],
		['Outlook, Hungarian', '-----Eredeti üzenet-----'],
		['Outlook, Russian', '-----Исходное сообщение-----'],
		['Outlook, Turkish', '-----Özgün İleti-----'],
		['Outlook, Japanese', '-----元のメッセージ-----'],
		['Outlook, Chinese', '-----原始邮件-----'],
		['QQ Mail', '------------------ 原始邮件 ------------------'],
		['QQ Mail, English', '------------------&nbsp;Original&nbsp;------------------'],
		['Samsung, Korean', '-------- 원본 메시지 --------'],
		['Samsung, German', '-------- Ursprüngliche Nachricht --------'],
		['Samsung, Polish', '-------- Oryginalna wiadomość --------'],
		['Outlook, Greek', '-----Αρχικό μήνυμα-----'],
		['Outlook, Hebrew', '-----הודעה מקורית-----'],
		['Outlook, Arabic', '-----الرسالة الأصلية-----'],
		['Outlook, Romanian', '-----Mesaj original-----'],
		['Outlook, Ukrainian', '-----Вихідне повідомлення-----'],
		['Outlook, Bulgarian', '-----Оригинално съобщение-----'],
		['Outlook, Slovak', '-----Pôvodná správa-----'],
		['Outlook, Croatian', '-----Izvorna poruka-----'],
		['Outlook, Slovenian', '-----Izvirno sporočilo-----'],
		['Outlook, Estonian', '-----Algne teade-----'],
		['Outlook, Vietnamese', '-----Thư gốc-----'],
	])('cuts at the ruler of %s', (_program, ruler) => {
		expect(extractReply({ text: `${TYPED}\n\n${ruler}\n${EARLIER}` }).reply).toBe(TYPED);
	});

	it.each([
		[
			'Lotus Notes',
			`Paul Brandt/DE/Parcel\n05.03.2024 10:12\n\nAn\nEwa Kowalska/PL/Shop@Shop\nKopie\n\nThema\nParcel`,
		],
		['Lotus Notes, English', `Paul Brandt ---05/03/2024 10:12:44---${EARLIER.split('\n')[2]}`],
		[
			'Notes, from',
			'From:\tPaul Brandt/DE/Parcel\nTo:\tEwa Kowalska/PL/Shop@Shop\nDate:\t05/03/2024 10:12\nSubject:\tParcel',
		],
		[
			'eM Client',
			`------ Original Message ------\nFrom: "Paul Brandt" <paul@parcel.example>\nTo: "Ewa" <ewa@shop.example>\nSent: 3/5/2024 10:12:44 AM\nSubject: Parcel`,
		],
		[
			'eM Client, newer',
			`------ Original Message ------\nFrom "Paul Brandt" <paul@parcel.example>\nTo "Ewa" <ewa@shop.example>\nDate 05/03/2024 10:12:44\nSubject Parcel`,
		],
		['Zoho', `---- On Tue, 05 Mar 2024 10:12:44 +0100 Paul Brandt <paul@parcel.example> wrote ----`],
		['Zoho, newer', `---- On Tue, 05 Mar 2024 10:12:44 +0100 paul@parcel.example wrote ---`],
		['Zoho, angle brackets', `---- On Tue, 05 Mar 2024 10:12:44 +0100 <paul@parcel.example> wrote ----`],
		[
			'Zimbra',
			`----- Original Message -----\nFrom: "Paul Brandt" <paul@parcel.example>\nTo: "Ewa" <ewa@shop.example>\nSent: Tuesday, March 5, 2024 10:12:44 AM\nSubject: Parcel`,
		],
		['Zimbra, short', `----- On Mar 5, 2024, at 10:12 AM, Paul Brandt paul@parcel.example wrote:`],
		[
			'Zimbra, French',
			`De: "Paul Brandt" <paul@parcel.example>\nÀ: "Ewa" <ewa@shop.example>\nEnvoyé: Mardi 5 Mars 2024 10:12:44\nObjet: Parcel`,
		],
		[
			'GMX',
			`Gesendet: Dienstag, 05. März 2024 um 10:12 Uhr\nVon: "Paul Brandt" <paul@parcel.example>\nAn: ewa@shop.example\nBetreff: Parcel`,
		],
		[
			'web.de',
			`Gesendet: Dienstag, 05. März 2024 um 10:12\nVon: paul@parcel.example\nAn: ewa@shop.example\nBetreff: Parcel`,
		],
		[
			'T-Online',
			`-----Original-Nachricht-----\nBetreff: Parcel\nDatum: 2024-03-05T10:12:44+0100\nVon: "Paul Brandt" <paul@parcel.example>\nAn: "Ewa" <ewa@shop.example>`,
		],
		['Mailbird', `On 05/03/2024 10:12:44, Paul Brandt <paul@parcel.example> wrote:`],
		['Roundcube', `Am 2024-03-05 10:12, schrieb Paul Brandt:`],
		['Roundcube, English', `On 2024-03-05 10:12, Paul Brandt wrote:`],
		['HEY', `On March 5, 2024, Paul Brandt <paul@parcel.example> wrote:`],
		['Front', `On March 5, 2024 at 10:12 AM GMT+1 paul@parcel.example wrote:`],
		['Superhuman', `On Tue, Mar 05, 2024 at 10:12 AM, Paul Brandt < paul@parcel.example > wrote:`],
		['Spark', `On 5 Mar 2024, 10:12 +0100, Paul Brandt <paul@parcel.example>, wrote:`],
		['Spark, French', `Le 5 mars 2024 à 10:12 +0100, Paul Brandt <paul@parcel.example>, a écrit :`],
		['Spark, Russian', `5 марта 2024 г., 10:12 +0300, Paul Brandt <paul@parcel.example>, писал:`],
		['Proton', `On Tuesday, March 5th, 2024 at 10:12 AM, Paul Brandt <paul@parcel.example> wrote:`],
		['Proton, German', `Am Dienstag, 5. März 2024 um 10:12 AM, schrieb Paul Brandt <paul@parcel.example>:`],
		['Tutanota', `5. März 2024, 10:12 von paul@parcel.example:`],
		['Tutanota, English', `5 Mar 2024, 10:12 by paul@parcel.example:`],
		['Yandex', `05.03.2024, 10:12, "Paul Brandt" <paul@parcel.example>:`],
		['Mail.ru', `Вторник, 5 марта 2024, 10:12 +03:00 от Paul Brandt <paul@parcel.example>:`],
		['Kmail', `Am Dienstag, 5. März 2024, 10:12:44 CET schrieb Paul Brandt:`],
		['Evolution', `On Tue, 2024-03-05 at 10:12 +0100, Paul Brandt wrote:`],
		['Claws', `On Tue, 5 Mar 2024 10:12:44 +0100\nPaul Brandt <paul@parcel.example> wrote:`],
		['The Bat', `Tuesday, March 5, 2024, 10:12:44 AM, you wrote:`],
		['Pegasus', `On 5 Mar 2024 at 10:12, Paul Brandt wrote:`],
		[
			'Outlook Express',
			`----- Original Message ----- \nFrom: "Paul Brandt" <paul@parcel.example>\nTo: <ewa@shop.example>\nSent: Tuesday, March 05, 2024 10:12 AM\nSubject: Parcel`,
		],
		['BlueMail', `On 5 Mar 2024, at 10:12, Paul Brandt <paul@parcel.example> wrote:`],
		[
			'K-9',
			`-------- Original Message --------\nFrom: Paul Brandt <paul@parcel.example>\nSent: 5 March 2024 10:12:44 CET\nTo: ewa@shop.example\nSubject: Parcel`,
		],
		['K-9, newer', `On March 5, 2024 10:12:44 AM GMT+01:00, Paul Brandt <paul@parcel.example> wrote:`],
		['Missive', `On March 5, 2024 at 10:12 AM, Paul Brandt (paul@parcel.example) wrote:`],
		[
			'Airmail',
			`On March 5, 2024 at 10:12:44 AM, Paul Brandt (paul@parcel.example(mailto:paul@parcel.example)) wrote:`,
		],
		[
			'Naver',
			`-----Original Message-----\nFrom: "Paul Brandt"<paul@parcel.example> \nTo: "Ewa"<ewa@shop.example>; \nCc: \nSent: 2024-03-05 (화) 10:12:44 (GMT+09:00)\nSubject: Parcel`,
		],
		['WPS and 163', `At 2024-03-05 10:12:44, "Paul Brandt" <paul@parcel.example> wrote:`],
		['163, Chinese', `在 2024-03-05 10:12:44，"Paul Brandt" <paul@parcel.example> 写道：`],
		['Foxmail', `发件人： Paul Brandt\n发送时间： 2024-03-05 10:12\n收件人： Ewa\n主题： Parcel`],
		['Thunderbird, Polish', `W dniu 5.03.2024 o 10:12, Paul Brandt pisze:`],
		['Thunderbird, Russian', `05.03.2024 10:12, Paul Brandt пишет:`],
		['Thunderbird, Czech', `Dne 05. 03. 24 v 10:12 Paul Brandt napsal(a):`],
		['Thunderbird, Swedish', `Den 2024-03-05 kl. 10:12, skrev Paul Brandt:`],
		['Thunderbird, Danish', `Den 05.03.2024 kl. 10.12 skrev Paul Brandt:`],
		['Thunderbird, Italian', `Il 05/03/2024 10:12, Paul Brandt ha scritto:`],
		['Thunderbird, Dutch', `Op 05-03-2024 om 10:12 schreef Paul Brandt:`],
		['Thunderbird, Finnish', `Paul Brandt kirjoitti 5.3.2024 klo 10.12:`],
		['Thunderbird, Hungarian', `2024. 03. 05. 10:12 keltezéssel, Paul Brandt írta:`],
		['Thunderbird, Greek', `Στις 5/3/24 10:12, ο/η Paul Brandt έγραψε:`],
		['Thunderbird, Romanian', `Pe 05.03.2024 10:12, Paul Brandt a scris:`],
		['Thunderbird, Turkish', `5.03.2024 10:12 tarihinde Paul Brandt yazdı:`],
		['Thunderbird, Portuguese', `Em 05/03/2024 10:12, Paul Brandt escreveu:`],
		['Apple Mail, Japanese', `2024/03/05 10:12、Paul Brandt <paul@parcel.example>のメール:`],
		['Apple Mail, Chinese', `2024年3月5日 上午10:12，Paul Brandt <paul@parcel.example> 写道：`],
		[
			'Apple Mail, Polish',
			`Wiadomość napisana przez Paul Brandt <paul@parcel.example> w dniu 5 mar 2024, o godz. 10:12:`,
		],
		['Apple Mail, Russian', `5 марта 2024 г., в 10:12, Paul Brandt <paul@parcel.example> написал(а):`],
		[
			'Apple Mail, Dutch',
			`Op 5 mrt 2024 om 10:12 heeft Paul Brandt <paul@parcel.example> het volgende geschreven:`,
		],
		['Apple Mail, Turkish', `Paul Brandt <paul@parcel.example> şunları yazdı (5 Mar 2024 10:12):`],
		['Apple Mail, Swedish', `5 mars 2024 kl. 10:12 skrev Paul Brandt <paul@parcel.example>:`],
		['Apple Mail, Korean', `2024. 3. 5. 오전 10:12, Paul Brandt <paul@parcel.example> 작성:`],
		[
			'Yahoo, German',
			`    Am Dienstag, 5. März 2024 um 10:12:44 MEZ hat Paul Brandt <paul@parcel.example> Folgendes geschrieben:`,
		],
		[
			'Yahoo, Italian',
			`    Il martedì 5 marzo 2024 alle ore 10:12:44 CET, Paul Brandt <paul@parcel.example> ha scritto:`,
		],
		[
			'Yahoo, old',
			`________________________________\n From: Paul Brandt <paul@parcel.example>\nTo: "ewa@shop.example" <ewa@shop.example> \nSent: Tuesday, March 5, 2024 10:12 AM\nSubject: Parcel`,
		],
		[
			'AOL',
			`-----Original Message-----\nFrom: Paul Brandt <paul@parcel.example>\nTo: Ewa <ewa@shop.example>\nSent: Tue, Mar 5, 2024 10:12 am\nSubject: Parcel`,
		],
	])('cuts what %s writes, above a quote with signs and without', (_program, intro) => {
		expect(extractReply({ text: `${TYPED}\n\n${intro}\n\n${QUOTED}\n` }).reply).toBe(TYPED);
		expect(extractReply({ text: `${TYPED}\n\n${intro}\n\n${EARLIER}\n` }).reply).toBe(TYPED);
	});

	it.each([
		...[
			'Sent from my iPhone',
			'Sent from my Galaxy',
			'Sent from Mail for Windows',
			'Sent from Outlook for iOS',
			'Get Outlook for Android',
		],
		...[
			'Sent from Yahoo Mail on Android',
			'Sent from Proton Mail for iOS',
			'Sent via Superhuman',
			'Sent from Front',
			'Sent with Spark',
		],
		...[
			'Von meinem iPhone gesendet',
			'Von meinem Samsung Galaxy Smartphone gesendet.',
			'Gesendet von Mail für Windows',
			'Gesendet mit der GMX Mail App',
		],
		...[
			'Diese Nachricht wurde von meinem Android Mobiltelefon mit WEB.DE Mail gesendet.',
			'Hol dir Outlook für iOS',
			'Holen Sie sich Outlook für Android',
		],
		...[
			'Envoyé de mon iPhone',
			'Télécharger Outlook pour iOS',
			'Envoyé à partir de Courrier pour Windows',
			'Envoyé de mon téléphone intelligent Samsung Galaxy.',
		],
		...[
			'Enviado desde mi iPhone',
			'Enviado desde mi Samsung Mobile de Movistar',
			'Obtener Outlook para iOS',
			'Enviado do meu iPhone',
			'Obter o Outlook para iOS',
		],
		...[
			'Inviato da iPhone',
			'Inviato da Posta per Windows',
			'Scarica Outlook per iOS',
			'Verstuurd vanaf mijn iPhone',
			'Outlook voor iOS downloaden',
		],
		...[
			'Skickat från min iPhone',
			'Skaffa Outlook för iOS',
			'Sendt fra min iPhone',
			'Få Outlook til iOS',
			'Hent Outlook for iOS',
			'Lähetetty iPhonesta',
		],
		...[
			'Wysłane z iPhone’a',
			'Wysłane z mojego iPhone’a',
			'Pobierz program Outlook dla systemu iOS',
			'Odesláno z iPhonu',
			'Získat Outlook pro iOS',
			'Odoslané z iPhonu',
		],
		...[
			'Отправлено с iPhone',
			'Отправлено из мобильной Яндекс Почты',
			'Надіслано з iPhone',
			'Изпратено от моя iPhone',
			'Trimis de pe iPhone-ul meu',
		],
		...[
			'iPhone’umdan gönderildi',
			'iPhone’dan gönderildi',
			'iPhoneから送信',
			'从我的iPhone发送',
			'發自我的 iPhone',
			'나의 iPhone에서 보냄',
			'נשלח מה-iPhone שלי',
		],
		...[
			'أرسلت من الـ iPhone',
			'Az iPhone készülékemről küldve',
			'Στάλθηκε από το iPhone μου',
			'Poslano s mog iPhonea',
			'Poslano z mojega iPhona',
		],
		...[
			'Dikirim dari iPhone saya',
			'Đã gửi từ iPhone của tôi',
			'ส่งจาก iPhone ของฉัน',
			'Enviat des del meu iPhone',
			'Saadetud minu iPhone’ist',
			'Išsiųsta iš mano „iPhone“',
		],
		...[
			'Sent from Mailbird',
			'Sent from Tutanota',
			'Sent from my T-Mobile 4G LTE Device',
			'Sent from BlueMail for Android',
			'Sent from Samsung Mobile on O2',
			'Sent with Proton Mail secure email.',
		],
	])('takes "%s" for a signature', (line) => {
		expect(extractReply({ text: `${TYPED}\n\n${line}\n` }).reply).toBe(TYPED);
	});

	it.each([
		['a sentence about writing', 'On Monday Anna wrote: we need it.\nPlease send it.'],
		['a list with colons', 'From: London\nTo: Paris\nWhen: soon'],
		['a time table', 'Monday: 10:12\nTuesday: 11:30\nI wrote it on 5 March 2024 for you.'],
		['a wish with our device', 'I sent it from my office yesterday, the phone was broken.'],
		['an address', 'Paul Brandt\n12 Main Street\n10115 Berlin\nMail: paul@parcel.example'],
		['an order', 'Date: 5 March 2024\nOrder: 4711\nSubject to change.'],
		[
			'a question about a mail',
			'The mail of 05.03.2024, 10:12 from shop@shop.example: did you get it?\nPlease answer.',
		],
		['rulers', 'First part\n\n-----------\n\nSecond part'],
		['a table', '| a | b |\n| 1 | 2 |'],
	])('keeps %s', (_what, text) => {
		expect(extractReply({ text }).reply).toBe(text);
	});
});

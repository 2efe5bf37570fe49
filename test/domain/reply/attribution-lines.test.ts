import { describe, expect, it } from '@jest/globals';
import { extractReply } from '../../../helpdesk/domain/reply/reply-extraction';

const TYPED = 'Good evening,\n\nboth lamps work again, so you may close this.\nMany thanks!';
const QUOTED =
	'> Hello Ms Olsen,\n>\n> please switch both lamps off for ten minutes.\n> Do they work after that?\n>\n> Ines Duarte';
const UNQUOTED = QUOTED.replace(/^> ?/gm, '');
const WHO = 'Ines Duarte <ines@lamps.example>';

const IN_LANGUAGES: readonly (readonly [language: string, intro: string])[] = [
	['Afrikaans', `Op Do. 14 Nov. 2024 om 18:05 het ${WHO} geskryf:`],
	['Albanian', `Më enj, 14 nën 2024 në 18:05 ${WHO} shkroi:`],
	['Arabic of Outlook', `في 14 نوفمبر 2024، الساعة 18:05، كتب ${WHO}:`],
	['Armenian', `չրք, 14 նոյ, 2024 թ., 18:05 ${WHO} գրել է.`],
	['Azerbaijani', `14 noy 2024, C.A. tarixində saat 18:05 radələrində ${WHO} yazdı:`],
	['Basque', `2024 aza. 14(a) 18:05 erabiltzaileak hau idatzi du (${WHO}):`],
	['Belarusian', `чц, 14 ліс 2024 г. у 18:05 ${WHO} піша:`],
	['Bosnian', `U čet, 14. nov 2024. u 18:05 ${WHO} je napisao/la:`],
	['Bulgarian of Thunderbird', `На 14.11.24 г. в 18:05 ч., Ines Duarte написа:`],
	['Catalan of Apple Mail', `El 14 nov 2024, a les 18:05, ${WHO} va escriure:`],
	['Chinese of Apple Mail', `> 在 2024年11月14日，18:05，${WHO} 写道：`.slice(2)],
	['Chinese of Thunderbird', '在 2024/11/14 18:05, Ines Duarte 写道:'],
	['Chinese, traditional, of Apple Mail', `${WHO} 於 2024年11月14日 下午6:05 寫道：`],
	['Croatian of Thunderbird', 'Dana 14. 11. 2024. u 18:05, Ines Duarte je napisao/la:'],
	['Czech of Apple Mail', `14. 11. 2024 v 18:05, ${WHO}:`],
	[
		'Czech of Seznam',
		`---------- Původní e-mail ----------\nOd: ${WHO}\nKomu: olsen@home.example\nDatum: 14. 11. 2024 18:05:11\nPředmět: Lampy`,
	],
	['Danish of Apple Mail', `Den 14. nov. 2024 kl. 18.05 skrev ${WHO}:`],
	['Dutch of Gmail', `Op do 14 nov 2024 om 18:05 schreef ${WHO}:`],
	['Dutch of Apple Mail', `Op 14-nov.-2024, om 18:05 heeft ${WHO} het volgende geschreven:`],
	['English of Gmail long ago', `2024/11/14 ${WHO}`],
	['English of Gmail long ago, with a colon', `2024-11-14 18:05 GMT+01:00 ${WHO}:`],
	['English of Gmail, address alone', 'On Thu, Nov 14, 2024 at 6:05 PM <ines@lamps.example> wrote:'],
	['English of a desk', 'On 14 November 2024 18:05, "Lamps Support" (support@lamps.example) wrote:'],
	['English with the weekday last', 'On 11/14/2024 6:05 PM (Thursday), Ines Duarte wrote:'],
	['English with a verb in the present', '>>>>> "Ines" == Ines Duarte <ines@lamps.example> writes:'.slice(6)],
	['English of Usenet', 'In article <a1@lamps.example>, Ines Duarte <ines@lamps.example> wrote:'],
	['English of mutt, long ago', 'Thus spake Ines Duarte (ines@lamps.example) on 14 Nov 2024 at 18:05:'],
	[
		'English with mailto',
		'On 14 Nov 2024, at 18:05, Ines Duarte <ines@lamps.example<mailto:ines@lamps.example>> wrote:',
	],
	[
		'English with square brackets',
		'On Nov 14, 2024, at 6:05 PM, Ines Duarte [mailto:ines@lamps.example] wrote:',
	],
	[
		'English, quoted name',
		'On Thursday, November 14, 2024 06:05:11 PM "Duarte, Ines (Service)" <ines@lamps.example> wrote:',
	],
	[
		'English, via a list',
		"On Thu, Nov 14, 2024 at 6:05 PM 'Ines Duarte' via Service <service@lamps.example> wrote:",
	],
	[
		'English, no-break spaces',
		'On Nov\u00a014,\u00a02024, at 6:05\u202fPM, Ines\u00a0Duarte <ines@lamps.example> wrote:',
	],
	['English, with seconds and zone', 'On Thu, 14 Nov 2024 18:05:11 +0000 (UTC), Ines Duarte wrote:'],
	['English of an agent', 'Ines Duarte wrote on Thursday 14 November 2024 at 18:05:'],
	['English of Notes', 'Ines Duarte/Service/Lamps wrote on 11/14/2024 06:05:11 PM:'],
	['Esperanto', `Je ĵaŭ, 14 nov 2024 je 18:05 ${WHO} skribis:`],
	['Estonian of Apple Mail', `${WHO} kirjutas 14. nov 2024 kell 18:05:`],
	['Finnish of Apple Mail', `${WHO} kirjoitti 14.11.2024 kello 18.05:`],
	['Finnish of Gmail', `to 14. marrask. 2024 klo 18.05 Ines Duarte (ines@lamps.example) kirjoitti:`],
	['French of Gmail', `Le jeu. 14 nov. 2024 à 18:05, ${WHO} a écrit :`],
	['French of Canada', `Le jeudi 14 novembre 2024, 18 h 05, ${WHO} a écrit :`],
	['French of Yahoo', `    Le jeudi 14 novembre 2024 à 18:05:11 UTC+1, ${WHO} a écrit :  \n \n `],
	['Galician', `O xov., 14 nov. 2024 ás 18:05, ${WHO} escribiu:`],
	['German of Gmail', `Am Do., 14. Nov. 2024 um 18:05 Uhr schrieb ${WHO}:`],
	['German of Apple Mail', `Am 14.11.2024 um 18:05 schrieb ${WHO}:`],
	['German of Roundcube', 'Am 14.11.2024 18:05, schrieb Ines Duarte:'],
	['German of Thunderbird long ago', 'Ines Duarte schrieb am 14.11.2024 um 18:05:'],
	['German of Yahoo', 'Ines Duarte <ines@lamps.example> schrieb am 18:05 Donnerstag, 14.November 2024:'],
	['Greek of Apple Mail', `Στις 14 Νοε 2024, στις 6:05 μ.μ., ο χρήστης ${WHO} έγραψε:`],
	['Hebrew', `בתאריך יום ה׳, 14 בנוב׳ 2024 ב-18:05 מאת ${WHO}:`],
	['Hebrew of Thunderbird', 'בתאריך 14/11/2024 18:05, Ines Duarte כתב:'],
	['Hindi', `गुरु, 14 नव॰ 2024 को 6:05 pm बजे को ${WHO} ने लिखा:`],
	['Hungarian of Apple Mail', `2024. nov. 14. dátummal, 18:05 időpontban ${WHO} írta:`],
	['Hungarian of Gmail', `${WHO} ezt írta (időpont: 2024. nov. 14., Cs, 18:05):`],
	['Icelandic of Thunderbird', 'Þann 14.11.2024 18:05, skrifaði Ines Duarte:'],
	['Indonesian', `Pada Kam, 14 Nov 2024 18.05, ${WHO} menulis:`],
	['Irish', `Ar Déar 14 Samh 2024 ag 18:05, scríobh ${WHO}:`],
	['Italian of Gmail', `Il giorno gio 14 nov 2024 alle ore 18:05 ${WHO} ha scritto:`],
	['Italian of Apple Mail', `Il giorno 14 nov 2024, alle ore 18:05, ${WHO} ha scritto:`],
	['Japanese of Gmail', `2024年11月14日(木) 18:05 ${WHO}:`],
	['Japanese of Thunderbird', 'On 2024/11/14 18:05, Ines Duarte wrote:'],
	['Japanese of Outlook', '2024年11月14日 18:05、Ines Duarte さんは書きました:'],
	['Japanese of Yahoo', `----- 2024/11/14 18:05:11、${WHO} さんからのメッセージ -----`],
	['Korean of Apple Mail', `2024. 11. 14. 오후 6:05, ${WHO} 작성:`],
	['Korean of Thunderbird', '2024-11-14 오후 6:05에 Ines Duarte 이(가) 쓴 글:'],
	['Latvian of Thunderbird', '2024.11.14. 18:05, Ines Duarte rakstīja:'],
	['Lithuanian of Apple Mail', `2024-11-14, kt, 18:05 ${WHO} rašė:`],
	['Macedonian', `На чет, 14 ное 2024 во 18:05 ${WHO} напиша:`],
	['Malay', `Pada Kha, 14 Nov 2024 pada 6:05 PTG ${WHO} menulis:`],
	['Norwegian of Thunderbird', 'Den 14.11.2024 18:05, skrev Ines Duarte:'],
	['Norwegian of Gmail', `tor. 14. nov. 2024 kl. 18:05 skrev ${WHO}:`],
	['Persian', `در تاریخ پنجشنبه ۱۴ نوامبر ۲۰۲۴،‏ ۱۸:۰۵ ${WHO} نوشت:`],
	['Polish of Gmail', `czw., 14 lis 2024 o 18:05 ${WHO} napisał(a):`],
	['Polish of Gmail long ago', `W dniu 14 listopada 2024 18:05 użytkownik ${WHO} napisał:`],
	['Polish of a portal', `Dnia 14 listopada 2024 18:05 Ines Duarte <ines@lamps.example> napisał(a):`],
	['Polish of Wirtualna Polska', 'Dnia czwartek, 14 listopada 2024 18:05 ines@lamps.example napisał(a):'],
	['Portuguese of Brazil', `Em qui., 14 de nov. de 2024 às 18:05, ${WHO} escreveu:`],
	['Portuguese of Apple Mail', `No dia 14 de nov. de 2024, às 18:05, ${WHO} escreveu:`],
	['Romanian of Gmail', `În joi, 14 nov. 2024 la 18:05, ${WHO} a scris:`],
	['Romanian of Yahoo', `Pe joi, 14 noiembrie 2024, 18:05:11 EET, Ines Duarte a scris:`],
	['Russian of Gmail', `чт, 14 нояб. 2024 г. в 18:05, ${WHO}:`],
	['Russian of Gmail long ago', `14 ноября 2024 г., 18:05 пользователь ${WHO} написал:`],
	['Russian of Mail.ru', `Четверг, 14 ноября 2024, 18:05 +03:00 от "Ines Duarte" <ines@lamps.example>:`],
	['Russian of Yandex', `14.11.2024, 18:05, "Ines Duarte" <ines@lamps.example>:`],
	['Russian of The Bat', 'Вы писали 14 ноября 2024 г., 18:05:11:'],
	['Serbian, Latin', `čet, 14. nov 2024. u 18:05 ${WHO} je napisao/la:`],
	['Slovak of Thunderbird', 'Dňa 14. 11. 2024 o 18:05 Ines Duarte napísal(a):'],
	['Slovenian of Thunderbird', 'Dne 14. 11. 2024 ob 18:05 je Ines Duarte napisal(a):'],
	['Spanish of Gmail', `El jue, 14 nov 2024 a las 18:05, Ines Duarte (<ines@lamps.example>) escribió:`],
	['Spanish of Apple Mail', `El 14 nov 2024, a las 18:05, ${WHO} escribió:`],
	['Spanish of Thunderbird', 'El 14/11/24 a las 18:05, Ines Duarte escribió:'],
	['Swahili', `Mnamo Alh, 14 Nov 2024 saa 18:05 ${WHO} aliandika:`],
	['Swedish of Apple Mail', `14 nov. 2024 kl. 18:05 skrev ${WHO}:`],
	['Swedish of Yahoo', `    Den torsdag 14 november 2024 18:05:11 CET, skrev ${WHO}:`],
	['Tamil', `வியா., 14 நவ., 2024, பிற்பகல் 6:05 அன்று, ${WHO} எழுதியது:`],
	['Thai', `เมื่อ พฤ. 14 พ.ย. 2024 เวลา 18:05 ${WHO} เขียนว่า:`],
	['Turkish of Gmail', `${WHO}, 14 Kas 2024 Per, 18:05 tarihinde şunu yazdı:`],
	['Turkish of Apple Mail', `Ines Duarte <ines@lamps.example> şunları yazdı (14 Kas 2024 18:05):`],
	['Ukrainian of Thunderbird', '14.11.24 18:05, Ines Duarte пише:'],
	['Ukrainian of Ukr.net', `14 листопада 2024, 18:05:11, від "Ines Duarte" <ines@lamps.example>:`],
	['Urdu', `جمعرات، 14 نومبر، 2024 کو 6:05 PM پر ${WHO} نے لکھا:`],
	['Vietnamese', `Vào Th 5, 14 thg 11, 2024 vào lúc 18:05 ${WHO} đã viết:`],
	['Vietnamese of Apple Mail', `Vào 18:05 14 tháng 11, 2024, ${WHO} đã viết:`],
	['Welsh', `Ar Iau, 14 Tach 2024 am 18:05 ysgrifennodd ${WHO}:`],
];

describe('extractReply', () => {
	it.each(IN_LANGUAGES)('cuts an attribution in %s', (_language, intro) => {
		expect(replyOf(`${TYPED}\n\n${intro}\n\n${QUOTED}\n`)).toBe(TYPED);
		expect(replyOf(`${TYPED}\n${intro}\n${QUOTED}`)).toBe(TYPED);
		expect(replyOf(`${TYPED}\r\n\r\n${intro}\r\n\r\n${QUOTED.replaceAll('\n', '\r\n')}`)).toBe(TYPED);
		expect(replyOf(`${TYPED}\n\n> ${intro}\n>\n${QUOTED}`)).toBe(TYPED);
	});

	it.each(IN_LANGUAGES.filter(([language]) => !/alone|long ago$/.test(language)))(
		'cuts an attribution in %s above a quote that nobody marked',
		(_language, intro) => {
			expect(replyOf(`${TYPED}\n\n${intro}\n\n${UNQUOTED}\n`)).toBe(TYPED);
		},
	);

	it.each(IN_LANGUAGES.filter(([, intro]) => !intro.includes('\n')))(
		'cuts an attribution in %s wherever it was wrapped',
		(_language, intro) => {
			for (const wrapped of wrappings(intro.trim())) {
				expect([wrapped, replyOf(`${TYPED}\n\n${wrapped}\n\n${QUOTED}\n`)]).toEqual([wrapped, TYPED]);
			}
		},
	);

	it.each(IN_LANGUAGES.filter(([, intro]) => !intro.includes('\n')))(
		'cuts an attribution in %s wrapped at any width',
		(_language, intro) => {
			for (const width of [36, 48, 60]) {
				const wrapped = wrappedAt(intro.trim(), width);
				expect([wrapped, replyOf(`${TYPED}\n\n${wrapped}\n\n${QUOTED}\n`)]).toEqual([wrapped, TYPED]);
			}
		},
	);
});

/** Gives an intro with the last space before each width, the one before `<`, and the last of all, as line ends. */
function wrappings(intro: string): readonly string[] {
	const places = [
		...[64, 72, 78].map((width) => intro.lastIndexOf(' ', width)),
		intro.indexOf(' <'),
		intro.lastIndexOf(' '),
	].filter((place) => place > 0 && place > intro.length / 3);
	return [...new Set(places)].map((place) => `${intro.slice(0, place)}\n${intro.slice(place + 1)}`);
}

function wrappedAt(intro: string, width: number): string {
	const lines = [''];
	for (const word of intro.split(' ')) {
		const line = lines.at(-1) ?? '';
		if (line === '') lines[lines.length - 1] = word;
		else if (line.length + 1 + word.length > width) lines.push(word);
		else lines[lines.length - 1] = `${line} ${word}`;
	}
	return lines.join('\n');
}

function replyOf(text: string): string {
	return extractReply({ text }).reply;
}

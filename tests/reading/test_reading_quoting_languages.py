# ruff: noqa: E501  tables of examples read better unbroken
from __future__ import annotations

import re

import pytest

from relance.reading.quoting import new_text
from relance.reading.quoting.languages import LANGUAGES, plain

SAID = "This is my answer, thanks"
QUOTED = "Your invoice is overdue\nPay at once"
MARKED = "> Your invoice is overdue"

ATTRIBUTIONS = [
    'On Mon, Mar 9, 2026 at 9:30 AM, John "Smith", <j@firm.test> wrote:',
    "On Fri, Mar 9, 2026,\nJohn <j@firm.test>\nwrote:",
    "On 9-Mar-2026, at 9:30 AM, John <j@firm.test> sent:",
    "John Smith <j@firm.test> wrote on 03/09/2026 09:30:00 AM:",
    "Monday, 9 March 2026, 9:30 AM +0100 from John <j@firm.test>:",
    "---- On Mon, 09 Mar 2026 09:30:00 +0100 John&lt;j@firm.test&gt; wrote ----",
    "Am Mo., 9. März 2026 um 09:30 Uhr schrieb Jan <j@firm.test>:",
    "Jan &lt;j@firm.test&gt; schrieb am Mo. 9. März 2026 um 09:30:",
    "Op ma 9 mrt 2026 om 09:30 schreef Jan <\nj@firm.test>:",
    "Op 9-mrt.-2026, om 09:30 heeft Jan <j@firm.test> het volgende geschreven:",
    "El lun, 9 mar 2026 a las 9:30, Juan (<j@firm.test>) escribió:",
    "Il giorno lun 9 mar 2026 alle ore 09:30 Gio <j@firm.test> ha scritto:",
    "Em seg., 9 de mar. de 2026 às 09:30, João <j@firm.test>\nescreveu:",
    "João <j@firm.test> escreveu no dia segunda, 9/03/2026 à(s) 09:30:",
    "Den mån 9 mars 2026 kl 09:30 skrev Jon <j@firm.test>:",
    "Den 9 mars, 2026 09:30:18, Jon (j@firm.test) skrev:",
    "man. 9. mar. 2026 kl. 09.30 skrev Jon <j@firm.test>:",
    "ma 9. maalisk. 2026 klo 9.30 Jon (j@firm.test) kirjoitti:",
    "W dniu 9 marca 2026 09:30 użytkownik Jan <j@firm.test>\nnapisał:",
    "pon., 9 mar 2026 o 09:30 Jan <j@firm.test> napisał(a):",
    "po 9. 3. 2026 v 9:30 odesílatel Jan <j@firm.test> napsal:",
    "Jan <j@firm.test> ezt írta (időpont: 2026. márc. 9., H, 9:30):",
    "În lun., 9 mar. 2026 la 09:30, Ion <j@firm.test> a scris:",
    "Jan <j@firm.test>, 9 Mar 2026 Pzt, 09:30 tarihinde şunu yazdı:",
    '09.03.2026 09:30 пользователь "Иван" <\nj@firm.test> написал:',
    "пн, 9 бер. 2026 р. о 09:30 Іван <j@firm.test> пише:",
    "Στις Δευ, 9 Μαρ 2026, 9:30 π.μ. ο χρήστης Γιάννης <j@firm.test> έγραψε:",
    "في ٠٩/٠٣/٢٠٢٦ الساعة ٩:٣٠ ص، كتب/كتبت Jan <j@firm.test>:",
    "Jan <j@firm.test> 于2026年3月9日周一 09:30写道：",
    "2026년 3월 9일 (월) 오전 9:30, Jan <j@firm.test>님이 작성:",
    "Vào 09:30 9 tháng 3, 2026, Hùng <j@firm.test> đã viết:",
]


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
@pytest.mark.parametrize("quote", [QUOTED, MARKED])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_an_attribution_is_seen_in_every_language(attribution: str, quote: str, gap: str) -> None:
    assert new_text(f"{SAID}{gap}{attribution}\n\n{quote}") == SAID


# From, sent, to, subject as the mail programs of each language write them.
HEADERS = [
    "Von|Gesendet|An|Betreff", "De|Enviado el|Para|Asunto", "Da|Inviato|A|Oggetto", "De|Enviada em|Para|Assunto", "Van|Verzonden|Aan|Onderwerp",
    "Från|Skickat|Till|Ämne", "Fra|Dato|Til|Emne", "Lähettäjä|Lähetetty|Vastaanottaja|Aihe", "Od|Wysłano|Do|Temat", "Od|Odesláno|Komu|Předmět",
    "Feladó|Küldve|Címzett|Tárgy", "De la|Trimis|Către|Subiect", "Kimden|Tarih|Kime|Konu", "От|Отправлено|Кому|Тема", "Від|Надіслано|Кому|Тема",
    "Από|Στάλθηκε|Προς|Θέμα", "من|تم الإرسال|إلى|الموضوع", "מאת|נשלח|אל|נושא", "发件人|发送时间|收件人|主题", "差出人|送信日時|宛先|件名", "보낸 사람|보낸 날짜|받는 사람|제목",
]  # fmt: skip


@pytest.mark.parametrize("labels", HEADERS)
def test_a_header_block_is_seen_in_every_language(labels: str) -> None:
    sender, when, to, about = labels.split("|")
    block = f"{sender}: Jan <j@firm.test>\n{when}: 9.3.2026 9:30\n{to}: Ann\n{about}: Invoice"
    assert new_text(f"{SAID}\n\n{block}\n\n{QUOTED}") == SAID


@pytest.mark.parametrize(
    "separator",
    ["-----Original Message-----", "-----Ursprüngliche Nachricht-----", "-----Antwort Nachricht-----", "-------- Oprindelig besked --------",
     "----- Mensaje original -----", "-----Messaggio originale-----", "-------- Oorspronkelijk bericht --------", "-------- Исходное сообщение --------",
     "---------- Wiadomość przekazana ---------", "---- John Smith wrote ----"],
)  # fmt: skip
def test_a_separator_is_seen_in_every_language(separator: str) -> None:
    assert new_text(f"{SAID}\n\n{separator}\n{QUOTED}") == SAID


def test_the_words_of_the_languages_stand_as_they_are_compared() -> None:
    cells = [getattr(row, column) for row in LANGUAGES.values() for column in row.__slots__]
    assert [cell for cell in cells if plain(cell) != cell] == []
    for word in [w for cell in cells for w in cell.split("|")]:
        re.compile(word)

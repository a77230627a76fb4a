# ruff: noqa: E501  a row of words reads better unbroken
"""The words with which mail programs announce a quote, language by language.

One row per language; in a cell, words are separated by `|` and written as `plain` gives them (lower case, no accents).
A word that two languages share stands in one row only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from relance.domain.dates import fold_line

_DIGITS = {
    ord(a): str(n) for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "０１２３４５６７８９") for n, a in enumerate(digits)
}
_DIGITS[ord("：")] = ":"


def plain(text: str) -> str:
    """Lower case, without Latin accents, with Western digits; as long as `text`, so that positions hold."""
    folded = fold_line(text)
    return folded if folded.isascii() else folded.translate(_DIGITS).lower()


@dataclass(frozen=True, slots=True)
class Language:
    """What the mail programs of one language write above a quote.

    Attributes:
        on: before the date of an attribution (« Le »).
        wrote: verb of an attribution (« a écrit »).
        sender: label of the sender in a header block (« De »).
        when: label of the date.
        to: label of the recipients, copies included.
        about: label of the subject.
        kind: what the quoted mail is called in a separator (« message »).
        earlier: what it is said to be in a separator (« d'origine », « transféré »).

    """

    on: str = ""
    wrote: str = ""
    sender: str = ""
    when: str = ""
    to: str = ""
    about: str = ""
    kind: str = ""
    earlier: str = ""


LANGUAGES = {
    "fr": Language(
        "le", "a ecrit|a repondu|ecrivait|ecrit", "de|expediteur|emetteur|de la part de",
        "envoye|envoyee?|envoye le|date|date d'envoi|recu|recu le", "a|pour|destinataires?|cc|cci|copie|copie a|copies", "objet|sujet",
        "message|courriel|mail|e-?mail|courrier", "origine|original|originale|initiale?|transferee?|transfere par|reexpediee?|suivant|precedent|reponse",
    ),
    "en": Language(
        "on", "wrote|writes|sent", "from|sender|on behalf of", "sent|sent on|date|sent at|received", "to|bcc|recipients?", "subject",
        "message|appointment|e-?mail", "original|forwarded|forwarded by|reply|previous",
    ),
    "de": Language(
        "am", "schrieb(?: folgendes)?|hat geschrieben|geschrieben", "von|absender", "gesendet|datum|gesendet am|verschickt", "an|kopie|empfanger", "betreff",
        "nachricht|originalnachricht|mitteilung|mail|e-?mail", "ursprungliche|ursprunglichen|originalnachricht|original|weitergeleitete|weitergeleitet von|antwort",
    ),
    "es": Language("el", "escribio|ha escrito|escribe", "de|remitente", "enviado|enviado el|fecha|fecha de envio", "para|destinatario", "asunto", "mensaje|correo", "original|reenviado|remitido"),
    "it": Language("il giorno|il|in data", "ha scritto|scrive|ha inviato", "da|mittente", "inviato|data|data invio", "a|per conoscenza|destinatario", "oggetto", "messaggio", "originale|inoltrato"),
    "pt": Language("em|no dia", "escreveu|escreveu o seguinte", "de|remetente", "enviada|enviada em|enviado em|data", "para|com copia", "assunto", "mensagem", "original|encaminhada|reenviada"),
    "nl": Language("op", "schreef(?: het volgende)?|(?:het )?volgende geschreven|geschreven", "van|afzender", "verzonden|verstuurd|datum", "aan|ontvanger", "onderwerp", "bericht", "oorspronkelijk|origineel|doorgestuurd"),
    "sv": Language("den", "skrev|skrev foljande", "fran|avsandare", "skickat|skickades|datum", "till|kopia", "amne|arende", "meddelande", "ursprungligt|vidarebefordrat"),
    "da": Language("den|d\\.", "skrev", "fra", "dato|sendt", "til", "emne|vedr", "meddelelse|besked", "oprindelig|videresendt"),
    "no": Language("pa", "skrev", "fra", "dato|sendt", "til|kopi", "emne", "melding", "opprinnelig|videresendt"),
    "fi": Language("", "kirjoitti", "lahettaja", "lahetetty|paivays|paivamaara", "vastaanottaja|kopio", "aihe", "viesti", "alkuperainen|valitetty"),
    "pl": Language("w dniu|dnia", "napisał(?:\\(a\\))?|napisała|pisze", "od|nadawca", "wysłano|wysłane|data", "do|dw|adresat", "temat", "wiadomosc", "oryginalna|przekazana|pierwotna"),
    "cs": Language("dne", "napsala?|napsal\\(a\\)", "od|odesilatel", "odeslano|datum", "komu|kopie", "predmet", "zprava", "puvodni|preposlana"),
    "sk": Language("dna", "napisala?|napisal\\(a\\)", "od|odosielatel", "odoslane|datum", "komu|kopia", "predmet", "sprava", "povodna|preposlana"),
    "hu": Language("", "(?:ezt )?irta", "felado|kuldo", "kuldve|datum", "cimzett|masolat", "targy", "uzenet", "eredeti|tovabbitott"),
    "ro": Language("in|pe", "a scris", "de la", "trimis|data", "catre", "subiect", "mesaj", "original|redirectionat"),
    "hr": Language("dana|u", "napisao je|napisala je|je napisao|pise", "salje|od", "poslano|datum", "za|prima", "predmet", "poruka", "izvorna|proslijeđena"),
    "sl": Language("v|dne", "je (?:oseba .{2,60} )?napisala?|napisala?", "od", "poslano|datum", "za", "zadeva", "sporocilo", "izvirno|posredovano"),
    "tr": Language("", "sunu yazdı|sunları yazdı|yazdı|yazdi", "kimden|gonderen", "gonderme tarihi|tarih|gonderilme tarihi", "kime|alici", "konu", "ileti|mesaj", "orijinal|iletilen"),
    "ca": Language("el dia", "va escriure|ha escrit", "de", "enviat|enviat el", "per a", "assumpte", "missatge", "original|reenviat"),
    "ru": Language("в", "написала?|написал\\(а\\)|пишет|писала?", "от|от кого|отправитель", "отправлено|дата|послано", "кому|копия", "тема", "сообщение|письмо", "исходное|пересылаемое|пересланное|оригинальное|переадресованное"),
    "uk": Language("у|о", "пише|написав|написала", "від|вiд", "надіслано|дата", "кому", "тема", "повідомлення|лист", "вихідне|переслане|оригінальне"),
    "bg": Language("на", "написа", "от", "изпратено|дата", "до", "относно|тема", "съобщение", "оригинално|препратено"),
    "el": Language("στις|την", "έγραψε", "από|αποστολέας", "στάλθηκε|ημερομηνία|εστάλη", "προς|κοιν", "θέμα", "μήνυμα", "αρχικό|προωθημένο"),
    "ar": Language("في|بتاريخ", "كتب/كتبت|كتبت|كتب|تمت كتابة ما يلي بواسطة", "من", "تم الإرسال|تاريخ|التاريخ|أرسلت", "إلى|نسخة", "الموضوع|موضوع", "رسالة|الرسالة", "الأصلية|أصلية|المعاد توجيهها"),
    "he": Language("בתאריך|ב-", "כתבה?|מאת", "מאת", "נשלח|תאריך", "אל|עותק", "נושא", "הודעה", "מקורית|שהועברה"),
    "zh": Language("于|在", "写道|寫道|写到", "发件人|寄件者|寄件人|发件者", "发送时间|日期|寄件日期|发送日期|時間|时间", "收件人|收件者|抄送|副本", "主题|主旨|標題", "邮件|郵件", "原始|转发|轉寄"),
    "ja": Language("", "のメール|書きました|wrote", "差出人|送信者", "送信日時|日付|日時", "宛先", "件名", "メッセージ|メール", "元の|転送"),
    "ko": Language("", "님이 작성|작성", "보낸 사람|보낸사람", "보낸 날짜|날짜", "받는 사람|받는사람", "제목", "메시지|메일", "원본|전달된"),
    "vi": Language("vao|luc", "đa viet", "tu", "đa gui|ngay", "đen|toi", "chu đe", "tin nhan|thu", "goc|đuoc chuyen tiep|chuyen tiep"),
    "id": Language("pada", "menulis", "dari", "dikirim|tanggal", "kepada", "perihal|subjek", "pesan", "asli|diteruskan"),
}  # fmt: skip


def words(*cells: str) -> str:
    """The words of one column, as an alternation whose longest words come first."""
    found = {w for name in cells for row in LANGUAGES.values() for w in getattr(row, name).split("|") if w}
    return "|".join(sorted(found, key=lambda w: (-len(w), w)))


WROTE = re.compile(rf"(?<!['\w])(?:{words('wrote')})(?![\w'])|写道|寫道|님이 작성|כתב|napisal(?:\(a\))?(?!\w)")
_WEEKDAY = (
    r"(?:lun|mar|mer|jeu|ven|sam|dim|mon|tue|wed|thu|fri|sat|sun|lunes|martes|mie|jue|vie|sab|dom|gio|mi|do|fr|sa|so|mo|di|ma|wo|za|zo|man|tir|ons|tor|"
    r"lor|son|pon|wt|sr|czw|pt|sob|niedz|seg|ter|qua|qui|sex|пн|вт|ср|чт|пт|сб|вс|нд|пон|вто|сре|чет|пят|суб|вос)[a-zа-я]*\.?"
)
DATE = re.compile(
    r"\d{1,2}[./-] ?\d{1,2}[./-] ?\d{2,4}|\d{4}[./-] ?\d{1,2}[./-] ?\d{1,2}|(?<!\d)(?:19|20)\d\d(?!\d)|\d{1,2}月\d{1,2}日"
)
TIME = re.compile(r"(?<!\d)\d{1,2} ?[:h] ?\d{2}(?!\d)|(?<![\d.])\d{1,2}\.\d{2}(?![\d.])")
ADDRESS = re.compile(r"[\w.+'=-]{1,64}@[\w-]{1,63}[\w.-]*")
_ON = "|".join(w for w in words("on").split("|") if w != "le")  # « le » begins many a sentence
# « Le lundi 9 mars », « 09.03.2026 », « Monday, 9 March »: how a line that announces a quote begins.
LEAD = re.compile(
    rf"[\s>*_\"'\u202a-\u202e-]*(?:le (?:(?:lun|mar|mer|jeu|ven|sam|dim)[a-z]*\.?,? (?:[a-z]+\.? )?)?(?=\d)|(?:(?:{_ON})\s?)(?=.{{0,24}}?\d)|\d{{1,4}}[./年-] ?\d{{1,2}}[./月-]|{_WEEKDAY},? (?:(?:le|the|den|d\.) )?(?=.{{0,10}}?\d))"
)

_LABELS = {
    **dict.fromkeys(words("about").split("|"), "about"),
    **dict.fromkeys(words("to").split("|"), "to"),
    **dict.fromkeys(words("when").split("|"), "when"),
    **dict.fromkeys(words("sender").split("|"), "from"),
    **dict.fromkeys(["reply-to", "repondre a", "importance", "pieces? jointes?", "attachments?", "priorite", "anlagen?"], "other"),
}  # fmt: skip
_KINDS = ("from", "when", "to", "about", "other")
LABEL = re.compile(
    r"(?:^[\s>*_|#•]*|(?<=[\s*_])[*_]*)(?:"
    + "|".join(
        f"(?P<{kind}>{'|'.join(sorted((w for w, k in _LABELS.items() if k == kind), key=lambda w: (-len(w), w)))})"
        for kind in _KINDS
    )
    + r")\s?[*_]{0,2}\s?:[*_]{0,2}"
)
_EARLIER, _KIND = words("earlier"), words("kind")
SEPARATOR = re.compile(
    rf"[\s>]*+[*_]{{0,2}}(?:[-_=*~]{{2,}}+\s*+(?=[^\n]{{0,60}}?\b(?:{_KIND}))(?=[^\n]{{0,60}}?(?:{_EARLIER}))[^\n]{{3,60}}?(?:[-_=*~]{{2,}}|\s*:?\s*$)"
    r"|[-_=*~]{2,}+\s*+(?:forwarded by|transfere par|weitergeleitet von)\b"
    r"|(?:debut du (?:message|courriel) (?:reexpedie|transfere)|begin forwarded message|inicio del mensaje reenviado|anfang der weitergeleiteten"
    r"|inizio messaggio inoltrato|inicio da mensagem|begin doorgestuurd bericht|начало переадресованного).{0,24}$)"
)
REPLY_ABOVE = re.compile(
    r"[-=#~*_]{0,9}.{0,24}(?:(?:au-dessus|au dessus) de cette ligne|(?:reply|type|answer|response).{0,12} above (?:this|the) line"
    r"|oberhalb dieser (?:linie|zeile)).{0,60}$"
)

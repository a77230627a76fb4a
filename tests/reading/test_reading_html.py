# ruff: noqa: E501  mails read better unbroken
from __future__ import annotations

import pytest

from relance.reading.html import html_to_text
from relance.reading.quoting import new_text

S = "<p>Bonjour,</p><p>Virement fait hier.</p>"
SAID = "Bonjour,\n\nVirement fait hier."
Q = "<p>Votre facture est échue.</p><p>Mise en demeure.</p>"

MAILS = {
    "gmail": f'<div dir="ltr">{S}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">Le lun. 9 mars 2026 à 09:30, Cabinet &lt;<a href="mailto:c@cabinet.test">c@cabinet.test</a>&gt; a écrit :<br></div><blockquote class="gmail_quote" style="margin:0">{Q}</blockquote></div>',
    "gmail unknown tongue": f'<div dir="ltr">{S}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">Xyz 9 blah 2026 Cabinet &lt;c@cabinet.test&gt; blahwrote<br></div><blockquote class="gmail_quote">{Q}</blockquote></div>',
    "thunderbird": f'{S}<div class="moz-cite-prefix">Le 09/03/2026 à 09:30, Cabinet a écrit :<br></div><blockquote type="cite" cite="mid:x">{Q}</blockquote>',
    "outlook": f'<div class="WordSection1">{S.replace("<p>", "<p class=MsoNormal>")}<p class=MsoNormal><o:p>&nbsp;</o:p></p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class=MsoNormal><b>De :</b> Cabinet &lt;c@cabinet.test&gt; <br><b>Envoyé :</b> lundi 9 mars 2026 09:30<br><b>À :</b> Jean<br><b>Objet :</b> Facture<o:p></o:p></p></div></div>{Q}</div>',
    "owa": f'<div>{S}</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font><b>De&nbsp;:</b> Cabinet &lt;c@cabinet.test&gt;<br><b>Envoyé&nbsp;:</b> lundi 9 mars 2026 09:30<br><b>À&nbsp;:</b> Jean<br><b>Objet&nbsp;:</b> Facture</font><div>&nbsp;</div></div><div>{Q}</div>',
    "owa x": f'<div>{S}</div><hr><div id="x_divRplyFwdMsg" dir="ltr"><b>Zzz:</b> Cabinet</div><div>{Q}</div>',
    "outlook mobile": f'{S}<div id="ms-outlook-mobile-signature"><div>Obtenez <a href="https://aka.ms/o0ukef">Outlook pour iOS</a></div></div><hr><div id="divRplyFwdMsg"><b>De :</b> Cabinet<br></div>{Q}',
    "apple": f'<html><body>{S}<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">Envoyé de mon iPhone</div><div dir="ltr"><br><blockquote type="cite">Le 9 mars 2026 à 09:30, Cabinet &lt;c@cabinet.test&gt; a écrit :<br><br></blockquote></div><blockquote type="cite">{Q}</blockquote></body></html>',
    "yahoo": f'<div>{S}</div><div id="yahoo_quoted_123" class="yahoo_quoted"><div><div>Le lundi 9 mars 2026 à 09:30:00 UTC+1, Cabinet &lt;c@cabinet.test&gt; a écrit :</div>{Q}</div></div>',
    "ymail": f'<div>{S}</div><div id="ymail_android_signature"><a>Envoyé depuis Yahoo Mail pour Android</a></div> <br> <blockquote style="margin: 0 0 20px 0;"><div>Le lun. 9 mars 2026 à 09:30, Cabinet<br>&lt;c@cabinet.test&gt; a écrit :</div>{Q}</blockquote>',
    "orange": f'{S}<blockquote style="border-left:5px blue"> &gt; Message du 09/03/26 09:30<br>&gt; De : "Cabinet" &lt;c@cabinet.test&gt;<br>&gt; A : jean<br>&gt; Copie à : <br>&gt; Objet : Facture<br>&gt;<br>{Q}</blockquote>',
    "orange2": f'{S}<p>&gt; Message du 09/03/26 09:30<br>&gt; De : "Cabinet" &lt;c@cabinet.test&gt;<br>&gt; A : jean<br>&gt; Copie à : <br>&gt; Objet : Facture<br>&gt;</p>{Q}',
    "zimbra": f'<div>{S}<br><hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__"><b>De: </b>"Cabinet"<br><b>À: </b>"Jean"<br><b>Envoyé: </b>Lundi 9 Mars 2026 09:30:00<br><b>Objet: </b>Facture<br></div><br><div data-marker="__QUOTED_TEXT__">{Q}</div></div>',
    "proton": f'{S}<div class="protonmail_quote">-------- Message d\'origine --------<br> Le lundi 9 mars 2026 à 9:30, Cabinet &lt;c@cabinet.test&gt; a écrit :<br><br><blockquote class="protonmail_quote" type="cite">{Q}</blockquote></div>',
    "gmx": f'{S}<div name="quote" style="margin:10px 5px 5px 10px; border-left:2px solid #C3D9E5;"><div><b>Gesendet:</b> Montag<br><b>Von:</b> C</div>{Q}</div>',
    "infomaniak": f'{S}<div class="ik_mail_quote"><div>Le 2026-03-09T09:30, Cabinet a écrit :</div><blockquote class="ws-ng-quote">{Q}</blockquote></div>',
    "samsung": f'{S}<div><br></div><div align="left" dir="auto" style="font-size:100%;color:#000000"><div>-------- Message d\'origine --------</div><div>De : Cabinet &lt;c@cabinet.test&gt; </div><div>Date : 09/03/2026  09:30  (GMT+01:00) </div><div>À : jean </div><div>Objet : Facture </div><div><br></div></div>{Q}',
    "hidden": f'<div style="display:none">Je conteste tout</div>{S}<span style="font-size:0px">mise en demeure</span>',
    "roundcube": f'{S}<p id="reply-intro">Le 09-03-2026 09:30, Cabinet a écrit :</p><blockquote type="cite">{Q}</blockquote>',
    "spark": f'{S}<div name="messageReplySection">Le 9 mars 2026 à 09:30 +0100, Cabinet &lt;c@cabinet.test&gt;, a écrit :<br/><blockquote type="cite">{Q}</blockquote></div>',
    "k9": f'{S}<div class="k9mail-signature">-- <br>Envoyé de mon appareil Android avec Courriel K-9 Mail.</div><div class="gmail_quote">Le 9 mars 2026 09:30:00 GMT+01:00, Cabinet &lt;c@cabinet.test&gt; a écrit :<blockquote class="gmail_quote">{Q}</blockquote></div>',
    "laposte": f'{S}<div id="reply_header">De : Cabinet<br>A : Jean<br>Envoyé: lundi 9 mars 2026 09:30<br>Objet : Facture</div>{Q}',
    "sfr": f"{S}<hr><p>De : Cabinet &lt;c@cabinet.test&gt;<br>Envoyé le : lundi 9 mars 2026 09:30<br>A : jean<br>Objet : Facture</p>{Q}",
    "table header": f"{S}<table><tr><td>De :</td><td>Cabinet &lt;c@cabinet.test&gt;</td></tr><tr><td>A :</td><td>Jean</td></tr><tr><td>Date :</td><td>09/03/2026 09:30</td></tr><tr><td>Objet :</td><td>Facture</td></tr></table>{Q}",
    "bottom inline": '<blockquote type="cite">Le 9 mars 2026 à 09:30, C a écrit :<br>Avez-vous payé ?</blockquote>'
    + S,
    "gmail sig": f'<div>{S}</div><span class="gmail_signature_prefix">-- </span><br><div dir="ltr" class="gmail_signature"><b>Jean</b><br>SARL</div>',
    "edge": f'{S}<div id="mail-editor-reference-message-container"><div><b>De :</b> C</div>{Q}</div>',
    "superhuman": f'{S}<div class="gmail_extra"><div class="gmail_quote">2026-03-09 9:30 GMT+01:00 Cabinet <span dir="ltr">&lt;<a href="mailto:c@c.test">c@c.test</a>&gt;</span>:<br><blockquote class="gmail_quote">{Q}</blockquote></div></div>',
}


@pytest.mark.parametrize("program", sorted(MAILS))
def test_only_the_new_words_of_an_html_mail_are_said(program: str) -> None:
    assert new_text(html_to_text(MAILS[program])) == SAID


@pytest.mark.parametrize("way", ["<blockquote>{}</blockquote>", '<div class="gmail_quote">{}</div>', "<div>{}</div>"])
def test_words_right_above_a_quote_without_a_break_are_said(way: str) -> None:
    quote = way.format("<div>Le 9 mars 2026 à 09:30, C &lt;c@x.test&gt; a écrit :</div><div>Votre facture</div>")
    assert new_text(html_to_text("Je règle demain" + quote)) == "Je règle demain"

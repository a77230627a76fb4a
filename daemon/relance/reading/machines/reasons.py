# ruff: noqa: E501  patterns that list words of many servers read better unbroken
"""Why a mail did not arrive: one table from the words and codes of servers to whose trouble it is.

An address is dead only when the server says so of the address or of its domain; all else passes or can be repaired.
Words go before codes, for servers write 5.0.0, 5.1.1 or 5.7.1 for everything (Exchange Online answers 5.4.1 « Access
denied » for an address that does not exist; mailboxes are full under 5.1.1).
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """One row of the table.

    Attributes:
        name: for people and tests.
        words: found in what the server says, folded, on one line.
        status: status of RFC 3463 that stands for the reason, where the server gives none.
        dead: the address does not exist any more.
        own: our own sending is at fault (reputation, authentication, our quota): no retry helps before it is repaired.

    """

    name: str
    words: re.Pattern[str]
    status: str
    dead: bool = False
    own: bool = False


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


_SOMEBODY = r"(?:user|mailbox|mail-?box|recipient\w*|address\w*|account|alias|addressee|destinataire|adresse|utilisateur|boite(?: aux lettres| mail| de reception)?|compte|benutzer|empfanger\w*|postfach|usuario|destinatario|direccion|buzon|cuenta|utente|casella|indirizzo|ontvanger|gebruiker|utilizador|endereco|name|person|local.part)\b"
_GONE = r"(?:unknown|not (?:be )?(?:found|exist\w*|known|listed|recogni[sz]ed|local|active|valid|resolved)|not a (?:valid|known|member)|(?:does|do|did)(?:n't| not|nt) exist|invalid|disabled|in-?active|no longer|discontinued|closed|deactivated|terminated|deleted|removed|nonexistent|non-existent|n'existe(?:nt)? (?:pas|plus)|inconnue?s?|introuvables?|non trouvee?|pas trouvee?|invalides?|desactivee?s?|supprimee?s?|fermee?s?|incorrecte?s?|inexistante?s?|unbekannt|existiert nicht|nicht (?:gefunden|bekannt|vorhanden)|ungultig|desconocid[oa]|no existe|no (?:se )?encontr\w+|inexistente|sconosciut[oa]|non esiste|inesistente|non (?:e stato )?trovat[oa]|onbekend|bestaat niet|nao existe|desconhecid[oa])\b"

CHALLENGE = Reason("asks the sender to prove that a person wrote", _any(
    r"requires confirmation|not pre-approved|guest list|wait-?listed|to confirm this mail server|(?:adresse? added|ajoute\w*) .{0,60}(?:allowed|liste)|boxbe|mailinblack|spamarrest|(?:antispam|anti-spam|protec\w+|protege\w*)\b.{0,300}\b(?:authentifi\w+|confirm\w*|valider|cliqu\w+|click\w*|captcha)"), "4.7.0")  # fmt: skip
RATE = Reason("too fast", _any(r"receiving mail (?:at a rate|too quickly)|prevents additional messages|too many (?:messages|connections|recipients this session)|rate (?:limit|exceeded)|throttl|try again later|temporarily (?:deferred|rejected|unavailable)|resources temporarily|trop de (?:messages|connexions)|greylist|gray-?list"), "4.7.0")  # fmt: skip
OWN_QUOTA = Reason("our own sending limit", _any(
    r"(?:daily|hourly|sending|submission|outbound)\w* (?:\w+ )?(?:quota|limit)|submissionquotaexceeded|sending limit|limite d'envoi|quota d'envoi|too many (?:recipients|messages) (?:per|sent)|exceeded the (?:max(?:imum)?|number|daily) \w*\s?(?:number )?(?:of )?(?:messages|recipients|limit)|outbound spam|sendelimit|from our server has been limited"), "5.4.5", own=True)  # fmt: skip
FULL = Reason("mailbox full", _any(
    r"(?:mailbox|mail box|boite(?: aux lettres| mail| de reception)?|mail ?folder|inbox|maildir|account|user|quota|disk|storage|messagerie|postfach|buzon|casella|recipient)(?:'s)?\b.{0,50}\b(?:is full|full\b|pleine?|over (?:the )?(?:disk )?(?:quota|limit|size)|overquota|exceed\w*|depass\w*|satur\w*|uberfullt|voll\b|llen[oa]|piena|overdrawn)",
    r"over ?-?quota|mailbox (?:size )?(?:full|limit)|(?:quota|stockage|espace) (?:exceeded|depasse|atteint|uberschritten|excedid[oa]|superata)|exceed\w* (?:(?:the|its|his|their|allowed|mail|mailbox|disk|local|storage) )*(?:quota|storage|limit on (?:its|the) mailbox|local limit)|out of (?:disk |storage )?(?:space|quota)|not enough (?:disk|storage)? ?space|insufficient (?:system |disk )?(?:storage|space)|no space left|quota violation|quota exhausted|too much mail|mailbox_full|storagelimit|number of messages in recipient's mailbox|容量|いっぱい"), "5.2.2")  # fmt: skip
MOVED = Reason("moved", _any(r"(?:has|have) (?:moved|changed (?:his|her|their|its)? ?(?:e-?mail)? ?address|a new (?:e-?mail )?address)|address (?:has )?changed|a (?:demenage|change d'adresse)|n'est plus valide|nouvelle adresse|a ete deplace|user not local; please try"), "5.1.6", dead=True)  # fmt: skip
EXPIRED = Reason("given up after a time", _any(
    r"retry time(?:out)? (?:exceeded|not reached)|(?:could not|cannot|unable to) be delivered (?:for|in|within) \d|(?:in|on) (?:the )?queue (?:for )?(?:too long|more than)|been in the queue too long|exceeded maximum (?:delivery )?attempts|maximum (?:queue|retry) (?:time|lifetime)|message expired|queue(?:d)? (?:lifetime|too long)|delivery (?:time expired|expired)|connection (?:timed ?out|refused|reset|dropped|lost|closed)|timed? ?-?out|lost connection|operation timed|no route to host|network is unreachable|host (?:is )?(?:not reachable|unreachable)|unable to (?:connect|establish|contact)|(?:could not|can't|cannot) (?:connect|contact)|failed \d+ attempts|deferred|not been collected|delai (?:d'attente )?(?:depasse|expire)|connexion (?:refusee|interrompue|perdue)|hops? exceeded|too many hops|loop(?:ing|s back)?\b|will be (?:re)?tried|temporary (?:failure|error|problem)|temporarily|erreur temporaire|momentanement"), "4.4.7")  # fmt: skip
SENDER = Reason("our address or server refused", _any(
    r"sender (?:address|domain|id)?.{0,25}(?:reject|refus|denied|invalid|not (?:found|exist|valid|resolve)|does ?n.t|unknown|verif)|domain of sender|sender'?s? domain|client host (?:rejected|\[)|(?:your|sending|client) (?:host|server|ip|domain|mail ?server|reverse)\b|in reply to (?:mail from|helo|ehlo)|helo|ehlo|unresolvable address|reverse dns|\bptr\b|mail from:?<.{0,80}> (?:refused|rejected|denied)|expediteur (?:refuse|invalide|inconnu)|absender"), "5.1.8", own=True)  # fmt: skip
NO_DOMAIN = Reason("no such domain", _any(
    r"(?:host|domain|domaine|domane|dominio|hostname|server)(?: name)?\b.{0,80}?\b(?:unknown\b|not found|(?:does|do)(?:n't| not) exist|is not (?:reachable|valid|registered)|could not be found|couldn't be found|can't be found|n'existe pas|introuvable|inconnu|unbekannt|nicht gefunden|existiert nicht|no existe|desconocido|sconosciuto|non esiste|invalid\b)",
    r"(?:unknown|invalid|illegal|bad|no such|nonexistent|non-existent) (?:host|domain|mail domain)|nxdomain|domaine (?:inconnu|introuvable|inexistant)|name or service not known|no mx (?:record|or)|couldn't find any host|unrouteable (?:mail )?(?:address|domain)|unroutable (?:address|domain)|name service error for|null ?mx|no smtp service|does not accept (?:any )?(?:e-?mail|mail)|non-existent hosts?|no (?:valid )?(?:mail ?(?:server|exchanger)|dns (?:record|entry))s? (?:found |exist )?for|mx records? .{0,40}(?:not exist|non-existent|invalid)|all relevant mx records point to non-existent|address resolution failed|host lookup did not complete|dns (?:error|lookup fail\w*)|cannot resolve|could not resolve|bad destination (?:system|mailbox system)|no a, aaaa"), "5.1.2", dead=True)  # fmt: skip
UNKNOWN = Reason("no such mailbox", _any(
    rf"{_SOMEBODY}.{{0,60}}?\b{_GONE}",
    rf"{_GONE} (?:or \w+ )?(?:\w+ )?{_SOMEBODY}",
    r"no such (?:user|person|recipient|mailbox|account|address|local|alias|e-?mail|name|mail ?drop|directory entry)|(?:unknown|unrecogni[sz]ed|illegal|bad|undeliverable|nonexistent) (?:or \w+ )?(?:to )?(?:user|recipient|address|account|local|mailbox|alias|destination (?:mailbox|address))|not (?:our|a) customer|no (?:mailbox|user|account|recipient|person|one)s? (?:here |found )?(?:by|with|at|for|of|in|found|here)|no (?:valid )?recipients?\b|recipnotfound|recipient ?not ?found|couldn't be found|wasn't found|could not be found|we couldn't find|n'a pas ete trouve|n'existe (?:pas|plus)|not (?:listed|found) in|(?:user|account|mailbox) (?:\S+ )?(?:has been |is |was )?(?:suspended|blocked permanently)|(?:due to|for|because of|pour|raison d'|cause d') ?(?:inactivity|inactivite)|this (?:user|account|address) (?:doesn't|does not) (?:have|exist)|doesn't have an? \S+ account|no account|no aliases|couldn't find (?:any|a) (?:user|mailbox)|not a valid (?:mailbox|recipient|user|address|e-?mail)|address (?:status )?not found|address unknown|is not (?:a )?(?:valid|known|active|registered)|mailbox (?:not available|unavailable or access denied)|invalid final delivery userid|requested action not taken: (?:no such|mailbox unavailable)|does not (?:exist|have)|doesn't exist|adres?se (?:est )?(?:erronee|incorrecte)|check (?:if )?(?:the |your )?(?:e-?mail )?address (?:is correct|and)|recipient address rejected: access denied|delivery not authorized, message refused.{0,20}unknown|no matches to nameserver|nicht zustellbar: empfanger|見つか|存在しません|不明|не найден|не существует|нет такого|не зарегистрирован|找不到|不存在"), "5.1.1", dead=True)  # fmt: skip
SIZE = Reason("too large", _any(r"too (?:large|big)|(?:size|length) (?:limit|exceed)|message size|exceeds (?:the )?(?:maximum|size|allowed)|maximum (?:message |permitted )?size|trop (?:volumineux|grand|lourd)|taille (?:maximale|limite|du message)|zu gross|demasiado grande|troppo grande|larger than"), "5.3.4")  # fmt: skip
CONTENT = Reason("refused for what it holds", _any(r"virus|infected|attachment|piece jointe|content (?:rejected|blocked|denied|filter)|banned (?:file|content)|not accepting mail with|fichier interdit|embedded images"), "5.6.0")  # fmt: skip
POLICY = Reason("refused by policy", _any(
    r"spam|junk|unsolicited|bulk mail|blocked|blocklist|black ?-?list|dnsbl|\brbl\b|spamhaus|spamcop|barracuda(?:central| reputation)|reputation|polic(?:y|ies)|not (?:authori[sz]ed|permitted|allowed)|unauthori[sz]ed|relay(?:ing)?\b.{0,30}(?:denied|not|prohibited)|denied|dmarc|\bspf\b|dkim|refus\w* par|rejected (?:due|by|for)|sender (?:address |domain )?(?:\S+ )?(?:rejected|verify|not)|authentication required|not accept\w* (?:mail|messages) from|restrict|reverse dns|ptr record|banned|access from|n'est pas autorise|non autorise|refuse"), "5.7.1", own=True)  # fmt: skip
REFUSED = Reason("recipient refused", _any(
    r"(?:recipient|address|user|mailbox)\b.{0,40}\b(?:address )?(?:rejected|refused|denied|unavailable)|access denied|not (?:an? )?accept(?:ed|able)? (?:recipient|address)|does not like recipient|rcpt.{0,20}(?:rejected|refused)|542 \S+ rejected|mail ?box (?:is )?(?:unavailable|not available)"), "5.1.1", dead=True)  # fmt: skip
UNSAID = Reason("unsaid", re.compile(r"(?!)"), "")

TABLE = (
    CHALLENGE,
    RATE,
    OWN_QUOTA,
    FULL,
    MOVED,
    SENDER,
    UNKNOWN,
    NO_DOMAIN,
    SIZE,
    CONTENT,
    EXPIRED,
    POLICY,
    REFUSED,
)
_BY_STATUS = (
    (re.compile(r"5\.1\.[0-46]|5\.1\.10|5\.2\.1|5\.5\.0-dead"), UNKNOWN),
    (re.compile(r"5\.4\.4|5\.1\.2"), NO_DOMAIN),
    (re.compile(r"[45]\.2\.2"), FULL),
    (re.compile(r"5\.(?:2\.3|3\.4)"), SIZE),
    (re.compile(r"5\.4\.5"), OWN_QUOTA),
    (re.compile(r"5\.6\.\d+"), CONTENT),
    (re.compile(r"5\.7\.\d+|5\.1\.[78]"), POLICY),
)
_CODE = re.compile(r"(?<![\d./=_-])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.\[#:-])([45])[0-5]\d(?=[ -]|$)")


def status_in(words: str) -> str:
    """First enhanced status code (RFC 3463) in the words, or ""."""
    found = _CODE.search(words)
    return found[0] if found else ""


def is_temporary(status: str, words: str) -> bool:
    """Class 4 of the status, else of the replies in the words (RFC 5321 section 4.2.1)."""
    if status and not status.endswith(".0.0"):
        return status.startswith("4")
    classes = {m[1] for m in _REPLY.finditer(words)} - {"2"}
    return classes == {"4"} or (not classes and status.startswith("4"))


def said(words: str) -> Reason:
    """The first reason of the table whose words stand in folded text; UNSAID when none does."""
    return next((r for r in TABLE if r.words.search(words)), UNSAID)


def coded(status: str) -> Reason:
    """The reason of a status code alone; UNSAID for one that says nothing of the address (x.0.0)."""
    return next((r for codes, r in _BY_STATUS if codes.fullmatch(status)), UNSAID)

# ruff: noqa: E501  patterns that list words of a language read better unbroken
"""Words beside a sum, a day or a number of payments that show whether it is the one meant."""

from __future__ import annotations

import re

from relance.reading.clauses import Weights, weights

_HAS_PAID = (
    r"\b(?:vir[eé]\w*|virmen\w*|vers[eé]\w*|paye\w*|regl[eé]\w*|envoye\w*|mis\b|mi\b|g mis|donne\w*|fait\w*|fer\b|fe\b|faite|parti[est]*\b|parts\b|poste\w*|depos\w+|debit\w*|preleve\w*|acquitte\w*|execut\w+|passee?s?\b|passer\b|libere\w*|balance\w*"
    r"|mandat\w*|encaiss\w*|sorti\w*|verse\w*|remis\w*|viremen\w*|vire ment|virement\w*|vi?rt\b|cheque\w*|laisse|sold\w+|transfer\w*|eus?\b|quitte\w*|effectue\w*|glisse|compte\b|ordre|apporte\w*|paid|sent|wired|settled|went out|done\b|abone\w*|pague\w*|pagad\w*"
    r"|bezahlt|uberwiesen|betaald|gestort|overgemaakt|bonifico|pagat\w*|paguei|paga\b|transferencia|transferi\w*|enviei)"
)
_WILL_PAY = (
    r"\b(?:j?e? ?(?:vs |vous )?vir\w*|paie\w*|paye\w*|pagar\w*|regl\w*|vers\w+|envo[iy]\w*|aurez|auras|avez|ave\b|donn\w+|depos\w+|part\w*|post\w+|fais|ferai\w*|fera|cheque\w*|virement\w*|virmen|apport\w+|porter\w*|mandat\w*|sold\w*|acquitt\w*|quitte\w*|mett\w*"
    r"|sera\w*|serez|servis?|execut\w*|saldo|programm\w*|prevu\w*|mise? en (?:paiement|banque)|rembours\w*|obtiendrez|echeance|transfer\w*|pay\w*|send|wire|settle|will|pague\w*|transferencia|bonifico|uberweis\w*|betal\w*|zahl\w*|overmaken|volgen|run\b|l'etes|vrt|ordre|emet\w*|reemet\w*|refais|envoi|jour)"
)
_REST = r"(?:reste\w*|restant\w*|manqu\w+|dois|doit|devons|complement|solde (?:de|du)|solde\b|reliquat|l'autre|autres|encore|outstanding|balance of|remaining|overige|falta\w*|manca\w*|faltam)"
_REST_AFTER = r"^ ?(?:€|euros?|eur)?[ ,]*(?:autres? |derniers )?(?:(?:qui|que je|encore) )?(?:vs |vous )?(?:restent?\b|restant\w*|manqu\w+|outstanding|de reste|dues?\b|a venir|a percevoir|de complement|suivr\w+|encore|volgen)"
_TOTAL = r"\b(?:sur|over|of) (?:les |vos |mes |un total de |la |le total de |(?:la|une) (?:facture|note) de )?$|\b(?:pour arriver a|porte(?:r)? sur|demand\w+|reclam\w+|(?:mails?|relance|facture|rappel) dit|disent|au lieu (?:de|des)|total de|total porte) ?$|^des $|\bdes $(?<!virement des )(?<!cheque des )"
_NOT_MINE = r"\b(?:capital|offerts?|parrain\w*|dommages?|salaire|loyer|subvention|reparation|primes?|frais de transport|plafond|chaudiere|embrayage|pension|allocations?)\b"
_AGREED = r"\b(?:convenu\w*|convenir|forfait\w*|devis|accord\w*|annonce\w*|aviez dit|avait dit|on (?:avait|a) dit|dit (?:que )?tout|convention|agreed|quoted|orcamento|preventivo|engage\w*|taux|de l'heure|cap\b|tout compris|tout inclus|horaire)"

SUM_WORDS: dict[str, tuple[Weights, Weights, Weights, Weights]] = {
    "paid": (
        weights(
            (_TOTAL, -6),
            (rf"\b{_REST}\b(?: \w+){{0,3}} *$", -5),
            (rf"{_HAS_PAID}\w*(?: [\w'/-]+){{0,3}} *$", 3),
            (r"\bfrais\b.{0,12}$", -3),
            (r"\b(?:premier|1er|acompte|somme de|montant)\b.{0,20}$", 1.5),
        ),
        weights(
            (_REST_AFTER, -6),
            (rf"^ ?(?:€|euros?|eur|balles|ttc)? ?(?:[\w'-]+ ){{0,3}}{_HAS_PAID}", 3),
            (r"^ ?(?:€|euros?|eur)? ?(?:ht\b|de frais|de l'heure|/ ?h)", -3),
            (
                r"^ ?(?:€|eur\w*)? ?(?:hier|lundi|mardi|mercredi|jeudi|vendredi|samedi|ce (?:matin|midi|soir)|le \d)",
                2,
            ),
        ),
        weights(
            (_HAS_PAID, 2),
            (_NOT_MINE, -3),
            (_AGREED, -2),
            (r"\b(?:pas|plus) (?:encore )?(?:paye|regle|vire|verse)", -2),
        ),
        weights((_HAS_PAID, 1)),
    ),
    "coming": (
        weights(
            (_TOTAL, -3),
            (rf"{_WILL_PAY}\w*(?: [\w'/-]+){{0,3}} *$", 2),
            (r"\b(?:avoir|remise|frais) de *$", -5),
            (r"\bn'avons que *$|\bdej\w* .{0,20}$", -4),
            (r"\b(?:solde|reste|totalite|montant|les|vos|mes|soit)(?: de)? *$", 2),
        ),
        weights(
            (
                r"^ ?(?:€|euros?|eur)? ?(?:par mois|/ ?mois|d'un coup|promis|ttc|cash|en (?:liquide|especes|entier))",
                2,
            ),
            (r"^ ?(?:€|euros?|eur)? ?(?:de frais|de dommages|de reparation)", -4),
        ),
        weights((_WILL_PAY, 2), (_NOT_MINE, -4), (r"\b(?:deja|hier) ", -2), (_AGREED, -2)),
        weights((_WILL_PAY, 1)),
    ),
    "contested": (
        weights(
            (_AGREED + r"\w*(?: [\w'«]+){0,4} *$", -5),
            (r"\bet (?:non|pas) *$", -3),
            (
                r"\b(?:pas|conteste\w*|refuse\w*|avoir de|moins|ecart\w* (?:de|:)|difference (?:de|:)|trop[- ]percu de|les) (?:les |de |des |vos |ces )?$".replace(
                    "?*$", "?$"
                ),
                3,
            ),
            (r"\bj'ai (?:donc )?(?:vire|paye|regle|verse)(?: \w+){0,3} *$|\bprovision.{0,30}$|\btaux.{0,20}$", -5),
            (r"\b(?:retir\w+|enlev\w+|annul\w+|deduis\w*|supprim\w+)(?: [\w'«»]+){0,6} *$", 4),
            (
                r"\b(?:comptez|compte|factur\w+|reclam\w+|demand\w+|vois|porte|lis|invoiced|billed|charged)(?: [\w']+){0,4} *$",
                3,
            ),
        ),
        weights(
            (
                r"^ ?(?:€|euros?|eur)? ?(?:ht |ttc )?(?:en trop|de trop|en plus|de plus|d'ecart|au-dessus|de difference|above|too much|over\b|supplementaires?|restants?|de surplus|de depassement|extra)",
                6,
            ),
            (r"^ ?(?:€|euros?|eur)? ?(?:ht |ttc )?(?:de|d'|au titre|pour|in respect|for) ", 2),
            (
                r"^ ?(?:€|euros?|eur)? ?(?:tout compris|tout inclus|de l'heure|/ ?h|l'heure|par heure|chacun|ht = |convenu|prevu)",
                -5,
            ),
        ),
        weights(
            (
                r"\b(?:contest\w+|en trop|de trop|ecart|difference|surplus|retir\w+|enlev\w+|indu\w*|erreur|double\w*|doublon|pas du\w*|ne dois|ne doit|dois pas|refus\w+|litige|bloqu\w+|ecart\w+|reject\w*|not owe|overcharg\w*|dispute\w*|avoir|credit|frais|penalites|ligne|poste|jamais)\b",
                2,
            ),
            (
                r"\b(?:j'ai|avons|ai|a ete|deja|we|i) (?:\w+ ){0,3}?(?:regle\w*|paye\w*|vire\w*|verse\w*|paid|settled)\b|\b(?:execut\w+|d'accord|sont bonn?e?s|non discut\w+|reconnait|surplus, soit|juste prix|est bonne|a voir avec)\b",
                -4,
            ),
            (_AGREED, -2),
            (_NOT_MINE, -3),
        ),
        weights((r"\b(?:contest\w+|en trop|de trop|ecart|pas du|ne (?:vous )?dois|refus\w+|avoir)\b", 1)),
    ),
    "each": (
        weights(
            (
                r"(?:\d{1,2} *(?:x|fois|×)|x\d{1,2}|mensualites?|versements?|echeances?|termes?|mandats?|cheques?|tranches?|paiements?|reglements?(?: egaux)?|cuotas|rate|raten|orders|rondelles|pactes|parts|egaux|egales) *(?:de |d'|of |a |da |von |van )? *$",
                5,
            ),
            (r"\btotal\b.{0,12}$|\b(?:vos|les) *$", -2),
            (r"\d{1,2} de *$", 4),
            (r"\b(?:remise|avoir|frais|plus de|n'avons que) (?:de )? *$", -5),
        ),
        weights(
            (
                r"^ ?(?:€|euros?|eur|balles|e)? ?(?:par|/|au|le|a|al|per|im|pro|cada|chaque|tous les|every) ?(?:mois|mes|month|mese|monat|maand|semaine|week|fois)",
                5,
            ),
            (
                r"^ ?(?:€|euros?|eur|balles)? ?(?:chacun\w*|chaque|a chaque|mensuel\w*|each|cada|elk|je peux|j'y arrive|la oui|max\w*)",
                4,
            ),
            (r"^ ?(?:€|euros?|eur)? ?(?:restants?|qui restent)", -3),
            (r"^ ?(?:€|euros?|eur)? ?(?:le|au|fin|debut) ", 1),
        ),
        weights(
            (
                r"\b(?:par mois|/ ?mois|mensuel\w*|chacun\w*|telkens|al mese|a month|par semaine|tous les mois|chaque)\b",
                2,
            ),
            (
                r"\b(?:trop|impossible|peux pas|pas possible|tiendrai\w* pas|arriverai\w* pas|mort\b|c mor|etrangle|au lieu|n'est pas|pas tenable|depasse|salaire|lourd)\b",
                -5,
            ),
            (_NOT_MINE, -3),
        ),
        weights((r"\b(?:par mois|mensualit\w+|fois|versements?)\b", 1)),
    ),
}
"""By what the sum is: words right before it, right after it, in its clause, in its sentence."""

DAY_WORDS: dict[str, Weights] = {
    "paid": weights(
        (_HAS_PAID, 3),
        (
            r"\b(?:jugement|audience|expertise|rejet\w*|tombe|liquidation|surendettement|appele|ecri\w+|mail|tel\b|au telephone|vendu|deces|situation|accouch\w+|rentre\w*|il neige)\b",
            -2,
        ),
        (r"\b(?:expire|votre (?:mail|rappel|relance|lettre|courrier|message))\b", -4),
        (r"\b(?:solde|reste|complement|suivra|le reste)\b", -1),
        (r"\b(?:\w+(?:erons|erai|irai|irons|rons)|sera|seront|prevu\w*|volgen|so posso|overige|programme\w*)\b", -4),
    ),
    "coming": weights(
        (_WILL_PAY, 2),
        (
            r"\b(?:donc|soit|disons|mettons|sans faute|au plus tard|promis|maximum|au pire|premiere?|1er|1re|first|debut|depart|a partir|a compter|jusqu|des le|premier)\b".replace(
                "jurE", "jure"
            ),
            2,
        ),
        (
            r"\b(?:me (?:regle|paye|paie|verse)|il (?:me )?(?:regle|paye|paie|rentre|revient)|tombe|touche|encaisse|verse (?:ma|la|le|notre)|pension|salaire|paye est|notaire|audience|rdv|rendez-vous|subvention|acte|conseil municipal|assemblee|rentre|revient|retour|vends?|charge les|urssaf|expert|c'est la paye|paye d(?:es|u)|signe jeudi|demander|patron)\b",
            -2,
        ),
        (
            r"\b(?:hier|ecrit|ecrivais|annonce|rejete|vendu|mariage|reuni\w*|vote|releve|prise? en charge|validee?|tombee|avais|disais|facture du|tenable|pas le \d|trop|appel|liquidation|avale\w*|ouvert)\b",
            -3,
        ),
        (r"\b(?:de chaque mois|et (?:le|au) \d)", -1),
    ),
}
"""By what the day is: words of its clause."""

TURNED_DOWN = re.compile(
    r"\b(?:trop|impossible|peux pas|puis pas|pas possible|tiendrais? pas|arriverai pas|mort\b|etrangle|pas tenable|ne retient pas|serres?|embarras|votre proposition|vos|vous mettre|a l'air|me demandez|passe pas|absurde|ne connait pas|non\b|prenez pas|votre hypothese|depasse|au lieu|decliner)\b"
)
"""Beside a number of payments: it is the one that is refused."""

LOOSE = re.compile(
    r"\b(?:dit|demand\w*|disais|reste sur|plutot|en|propos\w*|prefer\w*|serait|:)[ ]+(?P<n>\d{1,2})(?=[ .!,?]+|$)(?! ?(?:€|eur|%|h\b|jours?|/|\d|personnes|ans\b|a\b|lignes))|(?:^|\n)(?P<first>\d{1,2})(?:,| (?:me|ca|c'est|j'y|ou rien|oui|de suite)\b)|\b(?P<one>une seule(?: fois)?|un seul (?:mandat|virement|versement|paiement|cheque))\b"
)
"""A number that is of payments only where a schedule is answered: « j’ai dit six », « une seule fois »."""

TO_ME = re.compile(
    r"\b(?:m'|nous |me |a ma |a notre )(?:adresser|ecrire|envoyer|transmettre|joindre)|\b(?:ecrivez|adressez|envoyez|transmettez)-(?:moi|nous)\b|\bpar (?:moi|nous)\b|\bcette adresse\b|\b(?:sont a|seront a|doivent etre) (?:envoy|adress)\w+ a\b|\b(?:write|reply|send \w+) to (?:me|us)\b"
)
"""Who writes asks to be written to."""

# ruff: noqa: E501  patterns that list words of a language read better unbroken
"""Rules about paying: paid, partial_payment, promise_to_pay, schedules."""

from __future__ import annotations

from relance.domain.intents import Intent
from relance.reading.intents.rule import Rule, strong

_ADV = r"(?:deja |bien |entierement |integralement |totalement |pourtant |d'ores et deja |immediatement |aussitot |donc |tout juste |enfin |en effet |effectivement |a nouveau |recemment |ensuite |l'integralite |tout |aussi |ce jour |hier |ce matin )*"
_DONE = r"(?:payee?s?|reglee?s?|soldee?s?|acquittee?s?|viree?s?|versee?s?|honoree?s?|regularisee?s?)"
_MOVED = r"(?:effectuee?s?|faite?s?|emise?s?|passee?s?|partie?s?|envoyee?s?|postee?s?|ordonnee?s?|executee?s?|realisee?s?|debitee?s?|encaissee?s?|lancee?s?|deposee?s?|expediee?s?|adressee?s?|remise?s?|transmise?s?|initiee?s?|saisie?s?|validee?s?|valide|credite)"
_MEANS = r"(?:virements?|paiements?|reglements?|cheques?|versements?|transferts?|prelevements?|(?:instant )?sepa)"
_NOT_US = r"\b(?:vous|adverse|adversaire|huissier|tribunal|assurance|indemnite|mon client|mes clients|nos clients|locataire)\b.{0,30}\b(?:a|ont|avez|n') ?(?:\w+ )?(?:paye|regle|verse)"
_NEG = r"(?:n'(?:ai|avons|a|ont|est|etait)|ne (?:suis|sommes|sont|l'ai|l'avons)|pas encore|jamais|toujours pas|non)"

PAID: tuple[Rule, ...] = (
    strong(Intent.PAID, "paid_by_us", rf"(?<!n')(?<!que vous )\b(?:ai|avons|on (?:vous |l')?a|as|a|ont) (?:ete )?{_ADV}{_DONE}\b", unless=_NOT_US + r"|rembours|vous (?:m'|nous )?avez (?:\w+ )?(?:regle|verse)|une fois", asked=False),
    strong(Intent.PAID, "is_paid", rf"(?<!n')(?<!ne )\b(?:est|sont|a ete|ont ete|avait ete|etait) {_ADV}(?:ete )?{_ADV}(?:payee?s?|reglee?s?|soldee?s?|acquittee?s?|viree?s?|versee?s?|honoree?s?|regularisee?s?)\b", unless=r"seront?\b|a ete convenu", asked=False),
    strong(Intent.PAID, "moved", rf"\b{_MEANS}\b(?:(?!\b(?:pas|jamais|sera|seront|non|rejete)\b)[^,]){{0,60}}?(?<!n')\b(?:a|ont|est|sont|deja|bien|ete)\b(?: (?:a|ete|deja|bien|est|tout juste|immediatement))* {_MOVED}\b", unless=r"rejet|refuse par la banque|sera |n'(?:est|a) pas", asked=False),
    strong(Intent.PAID, "transfer_done", rf"^(?:\W*(?:bonjour|bonsoir|maitre|madame|monsieur|oui|ok|voila|bonne nouvelle|c'est)\W+){{0,3}}(?:le |notre |mon |votre )?(?:{_MEANS} (?:\w+ ){{0,4}}?{_MOVED}|{_DONE}|{_MEANS} (?:du jour|ce matin|hier|ok))\b", unless=r"\ba (?:effectuer|faire)\b", asked=False),
    strong(Intent.PAID, "we_moved", rf"(?<!n')\b(?:ai|avons|a|ont|on a) {_ADV}{_MOVED} (?:\w+ ){{0,3}}?(?:un |le |mon |notre |votre |ce |par )?(?:ordre de )?{_MEANS}\b|(?<!n')\b(?:ai|avons|a|on a) {_ADV}(?:procede|effectue|fait) (?:\w+ ){{0,3}}?(?:au|le|un|votre|notre|mon|ce) (?:\w+ )?(?:{_MEANS}|necessaire.{{0,20}}(?:banque|virement))\b", asked=False),
    strong(Intent.PAID, "just_paid", rf"\b(?:viens|venons|vient) (?:tout juste )?(?:de |d')(?:vous |la |le |les )?(?:payer|regler|solder|virer|verser|(?:faire|effectuer|passer|emettre|ordonner|lancer|valider|proceder|envoyer|poster|deposer)\b.{{0,40}}\b{_MEANS})", asked=False),
    strong(Intent.PAID, "proof", r"\b(?:ci-joint\w*|ci-apres|en piece[s]? jointe[s]?|en pj|vous trouverez|voici|je joins|nous joignons|je vous (?:joins|envoie|transmets)|please find)\b.{0,50}\b(?:avis|preuve|justificatif|ordre|confirmation|copie|recu|attestation|releve|proof)\b.{0,20}\b(?:virement|paiement|reglement|execution|debit|payment|transfer|bancaire)", asked=False, conditional=True),
    strong(Intent.PAID, "cheque_gone", r"\b(?:ai|avons|a) (?:vous )?(?:deja |bien )?(?:poste|envoye|adresse|expedie|depose|remis|mis (?:au courrier|a la poste)|transmis)\b.{0,40}\bcheque\b|\bcheque\b.{0,60}\b(?:est parti|a ete (?:poste|envoye|encaisse|debite|depose|remis|expedie)|n°? ?\d{4,}|dans votre boite|a l'accueil)", asked=False),
    strong(Intent.PAID, "debited", r"\b(?:somme|montant|compte|virement|cheque)\b.{0,40}\b(?:a ete|a bien ete|est) (?:bien )?(?:debitee?|prelevee?|encaissee?)\b|\b(?:avez|a) (?:bien |deja )?encaisse\b|\bdebit (?:apparait|figure)", asked=False),
    strong(Intent.PAID, "bill_paid", r"^\W*(?:bonjour\W+)?(?:la |votre |notre |cette |les |vos )?(?:factures?|notes?|somme)\b(?: (?:n°? ?)?[\w/-]+){0,4}? (?:payee|reglee|soldee|acquittee)s?\b", asked=False, unless=r"\b(?:pas|non|jamais|sera)\b"),
    strong(Intent.PAID, "paid_en", r"\b(?:has|have|was|were|already|been|i|we) (?:already |just |now |been |since |all )*(?:paid|settled|transferred|wired)\b(?! (?:by|on) (?:tomorrow|monday|friday))|\bpayment (?:was|has been|is) (?:already )?(?:made|sent|executed|done|processed)\b", unless=r"\b(?:not|never|n't|will be|to be|get|once|partially|part)\b", asked=False),
)  # fmt: skip

PARTIAL: tuple[Rule, ...] = (
    strong(Intent.PARTIAL_PAYMENT, "part_paid", rf"(?<!n')\b(?:ai|avons|a|as|ont|ete|viens de|venons de) {_ADV}(?:vous |en )?(?:payee?s?|reglee?s?|versee?s?|viree?s?|effectuee?|faite?|envoyee?|emise?|verser|payer|regler|virer|faire|effectuer)\b.{{0,40}}\b(?:une? (?:premiere? )?(?:partie|acompte|moitie|tiers|quart|avance)|un "
           r"premier (?:versement|virement|reglement|paiement|cheque)|la (?:premiere )?moitie|partiel\w*|en partie|\d+ ?%|premiere (?:echeance|mensualite|tranche|partie)|la part)\b", asked=False, unless=r"(?:moitie|part) (?:des|du) (?:heures|travail)"),
    strong(Intent.PARTIAL_PAYMENT, "instalment_paid", r"\b(?:acompte|reglement partiel|paiement partiel|versement partiel|virement partiel|premier (?:versement|virement|reglement|paiement|acompte)|partial payment|part payment|first payment)\b.{0,70}\b(?:a ete|ete|effectue|fait|verse|vire|envoye|parti|parvenu|regle|paye|ce jour|hier|ce matin|sent|made|paid)\b"
           r"|\b(?:have|has|we|i) (?:already )?paid (?:half|part|a first|\d+ ?%)|\bpartiellement (?:payee?|reglee?|soldee?)\b", asked=False, unless=r"provision|\b(?:sera|propose|pourrai|souhaite)\b"),
)  # fmt: skip
REST = r"\b(?:le|du|un|au|mon|notre|ce) (?:\w+ )?(?:solde|reste|restant|reliquat|complement|surplus)\b|\bla (?:difference|seconde moitie|deuxieme moitie|deuxieme partie|seconde partie|partie restante)\b|\bl'autre moitie\b|\breste(?:nt|ra|raient)? (?:a |donc |du\b|encore |\d)|\b(?:dois|devons) encore\b|\bil reste\b|\bthe (?:balance|rest|remaining|remainder)\b|\bmanque(?:nt|ra)? (?:encore )?\d"
"""Words for what is still owed: beside a payment made they say that it was only a part."""

_WILL = (
    r"(?:paierai|payerai|paierons|payerons|reglerai|reglerons|solderai|solderons|virerai|virerons|verserai|verserons|regulariserai|regulariserons|honorerai|honorerons|acquitterai|acquitterons|"
    r"paiera|reglera|virera|versera|soldera|posterai|posterons|enverrai|enverrons|"
    r"(?:ferai|ferons|fera|effectuerai|effectuerons|passerai|passerons|emettrai|emettrons|procederai|procederons|lancerai|lancerons|programmerai|mettrai en place|ordonnerai|deposerai|validerai|adresserai|adresserons)\b.{0,40}\b(?:virement|reglement|paiement|cheque|necessaire|versement))"
)
_SOON = (
    r"(?:demain|apres-demain|ce soir|aujourd'hui|ce jour|dans la (?:journee|semaine|foulee)|cette semaine|la semaine prochaine|debut de (?:la )?semaine|(?:lun|mar|mercre|jeu|vendre|same)di|fin (?:du |de )|sous |d'ici|des (?:lundi|mardi|mercredi|jeudi|vendredi|demain|reception|que je|que nous|que mon|que ma|que le|le)|le \d|"
    r"avant (?:le|la|lundi|mardi|mercredi|jeudi|vendredi|ce)|au plus tard|au \d|immediatement|de suite|tout de suite|rapidement|dans les? (?:\d|plus|prochain|heures|jours|minutes)|dans (?:\d|un|deux|trois|huit|quinze)|(?:mi|debut)[- ](?:janv|fev|mars|avr|mai|juin|juil|aout|sept|oct|nov|dec))"
)
_NOT_SURE = r"\bque vous (?:m'|nous |me )|apres (?:verification|examen|reception de vos|explication)|\bpeut-etre\b|\bnormalement\b|\bsi (?:tout|je|nous|la|mon|ma|le|vous|mes)\b|\bdes que (?:possible|je (?:peux|pourrai)|nous (?:pouvons|pourrons))|\bquand je (?:peux|pourrai)|\btant que\b|\bvous (?:aurez|avez|m'aurez|nous aurez)\b|\bapres que\b|en (?:une|plusieurs|\d+|deux|trois|quatre) (?:fois|mensualites)"
PROMISE: tuple[Rule, ...] = (
    strong(Intent.PROMISE_TO_PAY, "will_pay", rf"(?<!ne )(?<!n')\b(?:je|nous|on|j'|il|elle|madame|monsieur|comptable|comptabilite)\b (?:\w+ ){{0,2}}?(?:vous |la |le |les |l'|m'en |nous en |y |en )*{_WILL}\b(?! (?:pas|rien|jamais|aucun))", unless=_NOT_SURE, asked=False, conditional=True),
    strong(Intent.PROMISE_TO_PAY, "pay_soon", rf"\b(?:je|nous|on)\b (?:(?:vous|la|le|les|y|en|m'en) |l')*(?:paie|paye|payons|regle|reglons|vire|virons|verse|versons|solde|soldons|regularise|regularisons|(?:fais|faisons|fait|effectue|effectuons|passe|passons|lance|lancons|envoie|envoyons|poste|postons|depose|procede|procedons|mets|adresse)\b.{{0,45}}\b(?:virement|reglement|paiement|cheque|versement))\b.{{0,50}}\b{_SOON}", unless=_NOT_SURE, asked=False, conditional=True),
    strong(Intent.PROMISE_TO_PAY, "soon_pay", rf"\b{_SOON}.{{0,25}}[, ]\b(?:je|nous|on)\b (?:(?:vous|la|le|les) )*(?:paie|paye|payons|regle|reglons|vire|virons|(?:fais|faisons|fait|effectue)\b.{{0,25}}\b(?:virement|reglement|paiement|necessaire))\b", unless=_NOT_SURE, asked=False, conditional=True),
    strong(Intent.PROMISE_TO_PAY, "transfer_will", r"\b(?:virement|reglement|paiement|cheque|solde|versement|tout|factures?|note|somme|montant|reste)\b(?: \w+){0,9}?(?<!ne)(?<!n') (?:\w+ )?(?:partira|partiront|sera|seront|interviendra|suivra|arrivera|parviendra|parviendront|aura lieu|part|est (?:bien )?(?:programme|prevu|planifie|en cours|en preparation|en attente)[es]*|sont (?:programme|prevu|planifie)e?s|"
           r"va (?:partir|etre|suivre|vous parvenir)|devrait (?:partir|etre effectue|vous parvenir))\b", unless=r"\b(?:sera|seront|ne|n') ?(?:sera|seront|partira|interviendra)? ?(?:pas|jamais|possible|contest\w+|refus\w+)\b|" + _NOT_SURE, asked=False, conditional=True),
    strong(Intent.PROMISE_TO_PAY, "you_will_get", r"\bvous (?:serez|seriez) (?:\w+ )?(?:paye|regle|credite)e?s?\b|\bvous (?:recevrez|aurez)\b.{0,40}\b(?:virement|reglement|paiement|cheque|argent|fonds|somme)\b", unless=_NOT_SURE, asked=False, conditional=True),
    strong(Intent.PROMISE_TO_PAY, "pledge", r"\b(?:m'engage|nous engageons|engage formellement)\b.{0,40}\b(?:payer|regler|solder|verser|virer|reglement|paiement)\b|\b(?:vais|allons|compte|comptons|prevois|prevoyons) (?:bien |donc )?(?:vous |la |le |les )*(?:payer|regler|solder|virer|verser|regulariser|(?:faire|effectuer|proceder|passer|emettre|programmer|lancer|envoyer|poster)\b.{0,40}\b"
           r"(?:virement|reglement|paiement|cheque|versement))\b", unless=_NOT_SURE, asked=False, conditional=True),
    strong(Intent.PROMISE_TO_PAY, "planned", r"\b(?:ai|avons|a|est) (?:bien )?(?:programme|planifie|prevu|mis en place)e?\b.{0,40}\b(?:virement|reglement|paiement)\b.{0,40}\b(?:pour|le|au|a la date)\b|\bvirement (?:\w+ )?(?:programme|planifie|prevu)\b.{0,20}\b(?:pour|le|au|demain|fin|lundi|mardi|mercredi|jeudi|vendredi)\b|\bmise? en paiement\b.{0,40}\b(?:le|prochain\w*|fin|au)\b", asked=False, conditional=True),
    strong(Intent.PROMISE_TO_PAY, "promise_en", r"\b(?:will|shall|'ll|going to) (?:be )?(?:pay|settle|transfer|wire|make (?:the |a |this )?(?:payment|transfer)|send (?:the |a )?(?:payment|transfer|cheque)|paid|settled|made|processed)\b", unless=r"\b(?:not|n't|never|once you|if|after you|as soon as you)\b", asked=False, conditional=True),
)  # fmt: skip

_PLAN = r"(?:echeancier|echelonn\w+|etal(?:er|ement|e|ons)|facilites? de paiement|mensualis\w+|paiement (?:fractionne|en plusieurs|echelonne)|(?:plusieurs|\d+|deux|trois|quatre|cinq|six|dix|douze) (?:fois|mensualites?|versements|echeances|virements|cheques|tranches|paiements|reglements)|\d+ ?x\b|plan de (?:paiement|reglement|remboursement)|instal?lments?|payment plan)"
_TIME = r"(?:(?:un |du |le |quelque |de |quelques )?(?:petit |court |leger |bref )?(?:delai\w*|report|sursis|repit|moratoire)|patient\w+|repouss\w+|decal\w+|differ(?:er|e)|report(?:er|e)\b|(?:plus|peu|davantage) (?:de |d')temps|du temps|attendre|extension|more time|prolong\w+|jours (?:de plus|supplementaires)|semaines? (?:de plus|supplementaires?))"
_ASK = r"(?:pour(?:riez|rions|rais|rait|ra|rons)|pouvez|puis-je|peut-on|pouvons|est-il|serait-il|possib\w+|accept(?:er|ez|eriez|erait)|accord(?:er|ez|eriez)|souhait\w+|aimerai\w*|demand\w+|sollicit\w+|propos\w+|envisag\w+|merci de|permet\w+|consent\w+|voudr\w+|besoin|il me faudrait|il nous faudrait|could|can|would|ask\w*|request\w*|allow|need)"
_NO_PLAN = r"\b(?:ne|n') ?\w+ (?:pas|plus|aucun) (?:\w+ )?(?:de |d')?(?:delai|echeancier)|sans (?:delai|attendre|plus attendre)|dans les (?:plus brefs|meilleurs) delais|delai de (?:prescription|recours|appel|procedure)|audience|rendez-vous|rdv|delais? (?:bancaire|de (?:traitement|virement|valeur))|(?:delai|report) .{0,20}(?:audience|jugement|expertise)|au plus vite"
SCHEDULE: tuple[Rule, ...] = (
    strong(Intent.SCHEDULE_REQUEST, "asks_plan", rf"\b{_ASK}\b.{{0,110}}\b{_PLAN}|\b{_PLAN}.{{0,80}}\b{_ASK}\b", unless=_NO_PLAN + r"|factur\w+ (?:deux|trois) fois|(?:relance|ecrit|appele|demande) (?:deux|trois|plusieurs|\d) fois", negatable=True, conditional=True),
    strong(Intent.SCHEDULE_REQUEST, "pays_in_parts", r"\b(?:payer|regler|solder|verser|paierai|reglerai|rembourser|vous regle|vous paye|vous paie)\b.{0,40}\b(?:en (?:plusieurs|\d+|deux|trois|quatre|cinq|six|dix|douze) (?:fois|mensualites?|versements|cheques|virements)|\d+ ?x\b|par mois|chaque mois|mensuel\w*|tous les mois|petit a petit|moitie)\b", conditional=True,
           unless=r"\bai (?:deja )?(?:paye|regle) (?:en )?(?:deux|trois)"),
    strong(Intent.SCHEDULE_REQUEST, "asks_time", rf"\b{_ASK}\b.{{0,80}}\b{_TIME}\b|\b{_TIME}\b.{{0,60}}\b{_ASK}\b", unless=_NO_PLAN + r"|patient\w+ (?:a des|a bout)|merci de (?:votre|bien vouloir) patienc|toute ma patience", negatable=True, conditional=True),
    strong(Intent.SCHEDULE_REQUEST, "asks_date", r"\b(?:pourri(?:ez|ons)|pourrais|puis-je|peut-on|pouvez|pouvons|serait-il possible|est-il possible|possible|accepteriez|acceptez|ca (?:vous )?(?:va|irait|derange)|cela vous (?:convient|irait))\b.{0,60}\b(?:payer|regler|regle|paye|paie|solder|reglement|paiement|virement)\b.{0,60}\b(?:au|le|fin|debut|mi|plus tard|"
           r"apres|qu'en|mois prochain|semaine prochaine|prochain|a partir|courant|en (?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre))\b", asked=True, conditional=True),
)  # fmt: skip

_YES = r"(?:accepte(?:ons)?|acceptons|accord(?: pour| sur| avec)?|d'accord|convient|conviennent|me va\b|nous va\b|va tres bien|valide|validons|approuve|ok\b|c'est (?:bon|parfait|entendu|ok|note)|parfait|entendu|bon pour accord|agree|accept|fine|works for (?:me|us)|ca marche|ca roule|cela (?:nous|me) va|marche conclu)"
BUT = r"\b(?:mais|sauf|toutefois|cependant|neanmoins|par contre|en revanche|a condition|plutot|seulement|sous reserve|si vous|si c'est|a moins|excepte|but|however|only if|unless|ne (?:peux|pouvons|pourrai|pourrons|convien\w+|me|nous|suis|sommes)|n'est pas|pas d'accord|pas possible|impossible|trop|au lieu|repousser|decaler|modifier|commencer (?:plutot|en|le))\b"
"""Words that take an acceptance back, or make it a counter-proposal."""
ACCEPTED: tuple[Rule, ...] = (
    strong(Intent.SCHEDULE_ACCEPTED, "accepts", rf"\b{_YES}", unless=BUT + r"|n'accept|pas accept|refus", asked=False),
)  # fmt: skip
REFUSED: tuple[Rule, ...] = (
    strong(Intent.SCHEDULE_REFUSED, "refuses", r"\b(?:refus\w+|n'accept\w+ pas|ne (?:peux|pouvons|puis|saurais|saurions) (?:pas |malheureusement pas )?(?:accepter|accepte|suivre|tenir|assumer|honorer|valider|respecter|payer|regler|verser)|ne (?:me |nous )?(?:convient|conviennent|va|vont|correspond) pas|pas (?:possible|acceptable|tenable|realiste|jouable|envisageable|d'accord)|impossible|"
           r"inacceptable|trop (?:eleve|lourd|court|rapproche|important|juste|haut|cher|serre|rapide|gros)\w*|(?:je )?decline|not (?:possible|acceptable)|cannot (?:accept|agree|pay)|can't (?:accept|pay|afford)|too (?:high|much|short))\b", negatable=True, conditional=True),
    strong(Intent.SCHEDULE_REFUSED, "counters", r"\b(?:contre-?proposition|contre-?propos\w+|plutot|au lieu|je prefere\w*|nous prefer\w+|(?:je|nous|on) (?:ne )?(?:peux|pouvons|peut) (?:seulement|que|au maximum|au mieux|uniquement|en revanche|par contre|donner|verser|payer|regler|mettre)|maximum|pas plus (?:de|que)|pourrait-on|pourriez-vous|serait-il possible|est-il possible|possible de|propose|proposons|instead|could we|rather)\b.{0,90}"
           r"(?:\d|fois|mois|mensualite|echeance|versement|commencer|debut|report|decal|deux|trois|quatre|six|dix|douze)", conditional=True),
)  # fmt: skip

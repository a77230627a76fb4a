# ruff: noqa: E501  patterns that list words of a language read better unbroken
"""Rules of dispute and refusal: what is owed is contested, or simply not going to be paid."""

from __future__ import annotations

from relance.domain.intents import Intent
from relance.reading.intents.rule import Rule, sign, strong

_BILL = r"(?:factures?|notes?|montants?|sommes?|honoraires|tarifs?|prix|creance|dette|facturation|total|lignes?|provision|invoice|bill|amount|fees?|decompte|frais|heures)"
_NOT_CONTESTED = (
    r"(?:ne|n') ?(?:la |le |les )?contest\w+ (?:pas|nullement|aucunement|en rien|rien)|sans (?:le |la |les )?contest|aucune contestation|pas (?:de|une) contestation|non contest|(?:ne|n') ?\w* ?(?:nullement|pas) (?:de )?contest|"
    r"pas (?:l'intention|question|pour) (?:de )?contest|do(?:es)? not (?:dispute|contest)|don't (?:dispute|contest)|not disput"
)
_LIFE = r"n'?(?:ai|avons) aucun litige|litige (?:avec|contre) (?:mon|ma|notre|l'|la|le|un)|adverse|l'adversaire|assignation"

DISPUTE: tuple[Rule, ...] = (
    strong(Intent.DISPUTE, "contest", r"\b(?:contest(?:e|ons|er|ent|ation|ee?s?|able|ables|erai|erons)|refut\w+|litigieu\w+)\b|\b(?:dispute|disputed|disputing|contesting)\b", unless=_NOT_CONTESTED + "|" + _LIFE,
           negatable=True, conditional=True),
    strong(Intent.DISPUTE, "disagree", r"\b(?:en |mon |notre |total |complet )?desaccord\b|\b(?:pas|jamais|aucunement|nullement) (?:du tout |vraiment )?d'accord\b|\bconteste\w*|\bje m'oppose\b|\bnous nous opposons\b|\bdo not agree\b|\bdisagree\b",
           unless=_NOT_CONTESTED + r"|pas d'accord (?:signe|ecrit) (?:avec|de) (?:mon|ma|l')|" + _LIFE, conditional=True),
    strong(Intent.DISPUTE, "error", rf"\b(?:erreurs?|erronee?s?|errone|fausses?|faux|inexacte?s?|incorrecte?s?|wrong|incorrect|mistake)\b.{{0,50}}\b{_BILL}\b|\b{_BILL}\b.{{0,50}}\b(?:est|sont|semble\w*|parai\w*|me semble|contient|comporte|is|are)\b.{{0,20}}"
           r"\b(?:erreurs?|erronee?s?|errone|fausses?|faux|inexacte?s?|incorrecte?s?|wrong|incorrect|injustifiee?s?|abusi\w+|excessi\w+|exorbitante?s?|anormal\w*|disproportionnee?s?|exageree?s?|indue?s?|scandaleu\w+|trop elevee?s?|trop cher\w*|delirante?s?)\b",
           unless=r"sauf erreur|si erreur|erreur de (?:ma|notre) part|d'adresse|destinataire", negatable=True, conditional=True),
    strong(Intent.DISPUTE, "unfounded", r"\b(?:injustifiee?s?|infondee?s?|non fondee?s?|pas fondee?s?|abusi(?:f|fs|ve|ves)|exorbitante?s?|sur-?factur\w+|pas justifiee?s?|non justifiee?s?|overcharg\w*|indument|inacceptables?|trop factur\w+|trop percu)\b", negatable=True, conditional=True),
    strong(Intent.DISPUTE, "mismatch", rf"\bne (?:\w+ )?correspond(?:ent|ait|aient)? (?:pas|en rien|absolument pas|nullement|ni)|\bne (?:sont|est) pas conformes?\b|\bnon conformes?\b|\bpas le (?:bon|meme) (?:montant|prix|tarif|taux)|\bmauvais montant\b"
           rf"|\b{_BILL}\b.{{0,60}}\bau lieu d|\bau lieu d(?:e|es|')\b.{{0,30}}(?:\d|prevu|convenu|annonce)|\b(?:does not|doesn't) match\b", conditional=True),
    strong(Intent.DISPUTE, "double", r"\b(?:factur\w+|compt\w+|pay\w+|regl\w+|debit\w+|reclam\w+|billed|charged|paid) (?:\w+ ){0,3}?(?:(?<!en )deux fois|(?<!en )2 fois|en double|a double|twice)\b|\bdoublons?\b|\bdouble (?:emploi|facturation|comptage|paiement)\b|\bdeja factur\w+|"
           r"\bdeux fois (?:la meme|le meme|cette|pour|les memes)", negatable=True, conditional=True),
    strong(Intent.DISPUTE, "never_agreed", r"\b(?:jamais|aucun(?:e)?|pas|never|no|sans|ni) (?:(?!les |la |le )\w+ ){0,4}?(?:signee?s?\b|convenue?s?\b|(?<=ete )acceptee?s?\b|(?<=ai )acceptee?\b|(?<=avons )accepte\b|(?<=jamais )acceptee?\b|commandee?\b|mandatee?\b|demande(?: cette| ce| de| d'| une| un| la| le| qu)|donne (?:mon|notre) accord|valide|sollicite|autorise|convention d'honoraires|"
           r"lettre de mission|devis|agreed|ordered|signed|fee agreement|engagement letter)", unless=r"pas (?:encore )?(?:signe|accepte|valide) (?:le|votre|l'echeancier|la proposition)|demande (?:d'information|de rendez)", conditional=True),
    strong(Intent.DISPUTE, "agreed_otherwise", r"\b(?:nous avions|on avait|nous etions|on etait|vous (?:m'|nous )?aviez|vous (?:m'|nous )?avez|il avait|il a|avait ete|a ete|nous avons|on a|etait|etaient) (?:bien |pourtant |verbalement |clairement |ete |tous |ensemble )*(?:convenue?s?|d'accord (?:sur|pour)|fixee?|annonce[e]?|prevue?|chiffre[e]?|parle d|"
           r"promis|dit que|indique que|assure|entendue?s?)\b|\b(?:devis|forfait|convention|budget)\b.{0,60}\b(?:prevoyait|prevoit|etait|indiquait|mentionn\w+|stipul\w+|initial\w*|signe)\b.{0,30}\d|\bwe (?:had )?agreed\b",
           unless=r"(?:virement|paiement|reglement|rdv|rendez-vous|comme (?:convenu|prevu)|versement) (?:\w+ ){0,3}?(?:etait|a ete|avait)|initialement prevu (?:le|pour)|echeancier|voeux|celui-ci.{0,10}prevu|fin du mois|convenue? (?:avec vous )?(?:de|d'un) (?:delai|report|payer|regler)",
           conditional=True, sure=0.9),
    strong(Intent.DISPUTE, "not_done", r"\b(?:travail|travaux|prestations?|diligences?|missions?|dossier|conclusions|rendez-vous|consultation|audience|acte|service|work|procedure)\b.{0,60}\b(?:n'(?:a|ont|est|etait|a jamais|ont jamais)) ?(?:jamais |pas |toujours pas |encore )+(?:ete )?"
           r"(?:faite?s?|realisee?s?|effectuee?s?|executee?s?|rendue?s?|livree?s?|terminee?s?|acheve\w*|eu lieu|aboutie?|tenue?)\b|\b(?:vous )?n'avez (?:jamais |rien |pas )+(?:fait|rendu|livre|termine|depose|plaide|realise|effectue|assiste|prevenu|repondu a mes)\b|"
           r"\b(?:mal fait|bacle[e]?|mal (?:defendu|conseille)|faute professionnelle|manquement\w*|negligen\w+|incompeten\w+|malfacons?|was not done|never done|poor quality)\b", unless=r"(?:ma|mon|notre|de ma|de notre) (?:part|negligence|faute)|negligence de (?:ma|notre)|simple (?:negligence|oubli)", conditional=True, sure=0.9),
    strong(Intent.DISPUTE, "credited", r"\b(?:(?:un|l'|votre|cet|d'|notre|mon|des) ?avoirs?|avoir (?=de \d|n°|d'un montant)|remise|credit note|note de credit|ristourne|geste commercial|deduction)\b.{0,60}\b(?:deja|emis|etabli|accorde|promis|n'a pas|pas ete|non|deduire|deduit|deduite|prevu|consenti)\b|\b(?:deduire|imputer|tenir compte)\b.{0,40}\b(?:avoir|provision|acompte|remise)"
           r"|\b(?:provision|acompte)\b.{0,60}\b(?:pas|n'a|n'ont|non|sans|oubli\w+|jamais) (?:\w+ ){0,3}?(?:deduite?s?|imputee?s?|decomptee?s?|prise?s? en compte|soustraite?s?|apparai\w+)", negatable=True, conditional=True, sure=0.9),
    strong(Intent.DISPUTE, "not_owed", r"\b(?:je|nous|on) ne (?:vous )?(?:dois|devons|doit) (?:plus |absolument |strictement |donc )?(?:rien|pas|aucun\w*|plus)|\bn'?(?:ai|avons) rien a (?:payer|regler)|\b(?:ne (?:suis|sommes|me sens) (?:pas|nullement|aucunement|plus)) (?:redevables?|debiteurs?|"
           r"concernee?s? par (?:cette|la|votre) (?:facture|dette|creance))|\b(?:pas|n'est pas|aucunement) (?:due|exigible|ma dette|a ma charge|a notre charge)\b|\bpas a (?:moi|nous) de (?:payer|regler)\b|\bowe (?:you )?nothing\b", conditional=True),
    strong(Intent.DISPUTE, "authority", r"\bbatonnier\b|\b(?:conseil de l')?ordre des avocats\b|\btaxation\b|\bmediat(?:eur|ion|rice)\b|\b(?:saisir|saisirai|saisirons|devant|saisi) (?:le |la |les |du )?(?:tribunal|juge|justice|batonnier|mediateur|tribunaux|prud'hommes|ordre)|\bporter(?:ai|ons)? plainte\b|"
           r"\bdepot de plainte\b|\bdgccrf\b|\bque choisir\b", unless=r"audience|rendez-vous|l'ordre (?:du jour|de)|adverse", negatable=True, conditional=True, sure=0.93),
    strong(Intent.DISPUTE, "unhappy", r"\b(?:pas|peu|guere|aucunement|absolument pas|nullement|non) (?:\w+ )?(?:satisfaite?s?)\b|\b(?:insatisf\w+|mecontent\w*|inadmissible|scandaleu\w+|honteu\w+|escroqu\w+|arnaqu\w+|vol manifeste|voleurs?)\b", conditional=True, sure=0.88),
    sign(Intent.DISPUTE, "too_much", r"\btrop (?:cher|eleve|lourd|important)\w*", unless=r"par mois|mensualit|versement|echean|instal"),
    sign(Intent.DISPUTE, "doubt", r"\b(?:contest\w+|litige\w*|desaccord|erreurs?|errone\w*|anomalie\w*|reclam\w+|injustifi\w+|abusi\w+|doublons?|trop (?:percu|paye|facture)|surpris\w*|surpren\w+|comprendre (?:pourquoi|comment|ce que)|explications?|etonn\w+|stupefait\w*|choque\w*|comprends? (?:pas|plus|mal)|comprenons (?:pas|plus)|"
         r"incomprehensi\w+|pas normal|anormal\w*|convenu[e]?s?|prevu au depart|devis|forfait|convention d'honoraires|avoir(?:s)?(?= (?:de|d'un|n°|du|sur|a|pour) ?\d)|deduire|deduit\w*|deduction|ecart|difference|au lieu|remise|rabais|geste commercial|batonnier|mediateur|tribunal|juge\b|plainte|"
         r"procedure|justice|poursui\w+|insatisf\w+|mecontent\w*|deception|decue?s?|pas satisf\w+|pas d'accord|double|(?<!en )deux fois|non conforme|correspond\w* pas|pas correct\w*|sous reserve|reserves?|opposition|jamais (?:signe|demande|convenu|accepte|commande|beneficie)|"
         r"n'avez (?:pas|rien|jamais)|pas ete (?:fait|rendu|realise|tenu)\w*|prescri\w+|frais non prevus|penalites|indemnite|40 (?:€|euros)|dispute\w*|overcharg\w*|mistake|error|disagree|wrong amount|unhappy|quality|qualite|rembours\w+|exige\w*|mise en cause|preuves?|justifi(?:er|ez|catifs? (?:de|des) (?:vos|heures|"
         r"diligences|temps))|inacceptable\w*|incompeten\w+|faute)\b",
         unless=_NOT_CONTESTED + r"|sauf erreur|erreur de (?:ma|notre) part|preuve (?:de|du) (?:virement|paiement|reglement)|justificatif (?:de|du) (?:virement|paiement|reglement)|convenu (?:ensemble )?(?:hier|au telephone|par telephone)|comme convenu|desagrement|negligence|oubli de"),
)  # fmt: skip

_PAY = r"(?:payer|regler|solder|verser|virer|debourser|pay)"
REFUSAL: tuple[Rule, ...] = (
    strong(Intent.REFUSAL, "wont_pay", r"\b(?:je|nous|on)?(?: ne|n'|ne) ?(?:vous |la |le |les |lui )*(?:paierai|payerai|paierons|payerons|paiera|reglerai|reglerons|reglera|verserai|verserons|paie|paye|payons|donnerai|debourserai) (?:pas|rien|jamais|plus|point|aucun\w*|certainement|strictement|absolument)\b|"
           r"\bne (?:vais|va|allons|comptons|compte|veux|voulons) (?:certainement |absolument |surement |strictement )?(?:pas|rien|jamais) (?:vous |la |le |en |les )*" + _PAY + r"\b|\bwill not (?:be )?pay\w*|\bwon't (?:be )?pay\w*|\brefus\w+ to pay\b",
           unless=r"\bavant\b(?!-)|tout de suite|immediatement|aujourd'hui|ce mois|cette semaine|dans l'immediat|en une (?:seule )?fois|d'un coup|deux fois", conditional=True),
    strong(Intent.REFUSAL, "refuse", r"\b(?:refus\w+)\b.{0,40}\b(?:" + _PAY + r"|paiement|reglement|facture|cette somme)\b|\bhors de question\b|\bpas question\b.{0,30}\b(?:" + _PAY + r"|paie|paye|regle|que je|qu'on|de vous)|\b(?:vous )?n'aurez (?:rien|pas|jamais|plus|aucun)|"
           r"\bpas un (?:seul )?(?:centime|euro|sou|radis|kopeck|rond)\b|\b(?:ni|aucune) intention de " + _PAY + r"|\bpas l'intention de (?:vous |la |le )*" + _PAY + r"|\b(?:inutile|pas la peine) d'insister\b|\bassez paye\b|\bpas (?:un|de) kopeck\b", conditional=True),
    sign(Intent.REFUSAL, "no_payment", r"\b(?:ne|n') ?(?:vous |la |le |les |lui )*(?:paierai|payerai|paierons|payerons|paiera|reglerai|reglerons|reglera|verserai|verserons|paie|paye|payons|regle|reglons) (?:certainement |absolument |donc )?(?:pas|rien|jamais|plus)\b(?! (?:avant|tout de suite|immediatement|aujourd'hui|ce mois|cette semaine|dans l'immediat|en une|d'un coup))", negatable=False),
    sign(Intent.REFUSAL, "unwilling", r"\b(?:refus\w*|hors de question|pas question|jamais|n'aurez|intention|peux pas payer|pouvons pas (?:payer|regler)|peux pas regler|pas les moyens|plus les moyens|n'avez qu'a|allez-y|debrouill\w+|inutile|rien du tout)\b",
         unless=r"jamais (?:recu|eu|vu)|plus que jamais|si jamais|jamais (?:ete )?(?:en retard|manque)|peux pas (?:payer|regler) (?:\w+ ){0,4}(?:en une|d'un coup|avant|tout de suite|la totalite|l'integralite)|jamais (?:retrouve|trouve)"),
)  # fmt: skip

# ruff: noqa: E501  patterns that list words of a language read better unbroken
"""Rules of the labels that only a lawyer handles: sensitive, insolvency, represented, stop_contact."""

from __future__ import annotations

from relance.domain.intents import Intent
from relance.reading.intents.rule import Rule, sign, strong

_KIN = (
    r"(?:mari|epoux|epouse|femme|pere|mere|papa|maman|fils|fille|frere|soeur|conjoint[e]?|compagn(?:on|e)|associee?|grand-?(?:pere|mere)|"
    r"parents?|enfant|bebe|gerant|dirigeant|president|patron|husband|wife|father|mother|son|daughter|brother|sister|client[e]?|tante|oncle|"
    r"beau-pere|belle-mere)"
)
_THEIRS = r"\b(?:un|des|mon|notre|nos|mes|principal|gros|plus gros) (?:\w+ )?(?:clients?|debiteurs?|locataires?|fournisseurs?|sous-traitants?)\b|adverse"
_SUFFER = r"(?:cancer|leucemie|tumeur|avc|infarctus|sclerose|chimio\w*|dialyse|coma|depression|burn-?out|maladie grave|grave maladie|stroke|heart attack)"

SENSITIVE: tuple[Rule, ...] = (
    strong(Intent.SENSITIVE, "death", rf"\b{_KIN}\b.{{0,60}}\b(?:est|etait|a ete|vient de|nous a|s'est)? ?(?:decedee?|mort[e]?|deceder|mourir|quittes?|quittee"
           r"|disparue?|eteinte?|passed away|died)\b", conditional=True),
    strong(Intent.SENSITIVE, "dead", r"\b(?:est|etant|sont|soit|suis) (?:malheureusement |brutalement |soudainement |helas )?(?:decedee?s?|morte?s?)\b"
           r"|\b(?:has |have )?passed away\b", unless=r"hors delai|lettre morte", conditional=True),
    strong(Intent.SENSITIVE, "decease", r"\b(?:deces|disparition|mort|perte|obseques|funerailles|enterrement|inhumation|deuil|death) (?:brutale? |soudaine? |recente? )?"
           r"(?:de|d'|du|of|dans) (?:mon|ma|notre|nos|mes|m\.|mme|monsieur|madame|l'|son|votre|my|our|la famille)\b|\b(?:faire-part|certificat|acte) de deces\b"
           r"|suite a(?:u| un) deces", conditional=True),
    strong(Intent.SENSITIVE, "heirs", r"\b(?:le |feu |au |du )?(?:defunte?|feu m(?:onsieur|\.))\b|\b(?:ses|les|aux) heritiers\b|succession .{0,40}notaire|notaire .{0,40}succession",
           conditional=True, sure=0.85),
    strong(Intent.SENSITIVE, "illness", rf"\b(?:j'ai|je|me|m'|mon|ma|suis|moi|son|sa|il a|elle a|atteinte?|i have|diagnosed|diagnosti\w+|soigne\w*|souffre\w*|victime)\b.{{0,60}}\b{_SUFFER}\b"
           rf"|\b{_SUFFER}\b.{{0,40}}\b(?:diagnosti\w+|m'a|m'empeche|traitement)", conditional=True),
    strong(Intent.SENSITIVE, "hospital", r"\b(?:je|j'|mon|ma|il|elle|suis|nous|i|husband|wife)\b.{0,50}\b(?:hospitalisee?s?|reanimation|soins intensifs|soins palliatifs|operee? en urgence|hospitalized"
           r"|en fin de vie)\b|\b(?:suis|sors|sorti[e]?|est|rentre) (?:actuellement |toujours |encore )?(?:a|de|d'|en|in) ?l?'?(?:l'hopital|hopital|hospital|clinique|reanimation|hospitalisation)\b",
           conditional=True),
    strong(Intent.SENSITIVE, "ill", r"\b(?:gravement|tres|serieusement|lourdement|seriously|gravely) (?:malade|ill)\b|\bgraves? (?:problemes?|soucis|ennuis) de sante\b|"
           r"\blongue maladie\b|\b(?:en|un) arret (?:de travail |maladie )?(?:longue|pour)\b.{0,30}", conditional=True),
    strong(Intent.SENSITIVE, "distress", r"\b(?:suicid\w*|mettre fin a mes jours|en finir avec (?:la vie|tout)|plus envie de vivre|envie de mourir|plus (?:la force|le courage|gout a)|bout du rouleau|"
           r"n'en peux plus|(?:je|suis) (?:craque|a bout)\b|kill myself|me foutre en l'air|me pendre|me jeter|preferai[st]? (?:mourir|etre mort)|detresse|plus rien a manger|a la rue|"
           r"(?:de quoi|plus de quoi) (?:manger|nourrir))", conditional=True),
    strong(Intent.SENSITIVE, "guardian", r"\b(?:sous|place[e]? sous|mesure de|en) (?:tutelle|curatelle|sauvegarde de justice)\b|\b(?:mon|ma|son|sa|le|la|en qualite de|suis) (?:tuteur|tutrice|curateur|curatrice)\b"
           r"|\balzheimer\b|\behpad\b", conditional=True),
    sign(Intent.SENSITIVE, "trouble", r"\b(?:adieu|debarrasse[e]? de moi|plus entendre parler de moi|deces|decedee?s?|deuil|obseques|veu[fv]e?|hopital|hospitali\w+|maladie|malades?|cancer|chimio\w*|depressi\w+|suicid\w*|notaire|"
         r"heritiers?|succession|tutelle|curatelle|handicap\w*|invalid\w+|invalidite|accident|operation chirurgicale|operee?|urgences?\b(?= (?:medicale|de l))|violences|"
         r"divorce difficile|drame|tragique|enterr\w+|funeraill\w+|death|died|deceased|hospital|illness|detresse|desespoir|desesperee?|angoisse|craque|sante|rsa|"
         r"restos du coeur|expulsion|survivre|pleure\w*|insomni\w+)\b", unless=r"bonne sante|sante et|sante,|(?:voeux|annee).{0,60}sante|mutuelle sante"),
)  # fmt: skip

INSOLVENCY: tuple[Rule, ...] = (
    strong(Intent.INSOLVENCY, "proceedings", r"\b(?:redressement|liquidation|rj|lj)(?: |-)?judiciaires?\b|\bprocedures? (?:collective|de sauvegarde|de redressement|de liquidation|de conciliation|de surendettement)\b"
           r"|\bplan de (?:sauvegarde|redressement|continuation)\b|\b(?:jugement|ouverture|place[e]?s?|mise?|suis|sommes|est) (?:d'ouverture |d'une |de |du |en |sous )*"
           r"(?:redressement|liquidation|sauvegarde)\b", unless=_THEIRS, conditional=True),
    strong(Intent.INSOLVENCY, "officer", r"\b(?:mandataires? judiciaires?|liquidateur|administrateur judiciaire|mandataire liquidateur)\b", unless=_THEIRS + r"|protection des majeurs",
           conditional=True),
    strong(Intent.INSOLVENCY, "stopped", r"\bcessation des? paiements?\b|\b(?:depose|deposer|depot|depose[e]?) (?:de |le |mon |notre )?bilan\b|\bdeclar(?:er|ation|ez) (?:de |votre |vos |la )*creances?\b"
           r"|\b(?:insolvency|receivership|bankrupt(?:cy)?|administration order|liquidator)\b", unless=_THEIRS + r"|risque|eviter|sinon|si ca continue|bientot|vers l[ae]|au bord",
           conditional=True),
    strong(Intent.INSOLVENCY, "overindebted", r"\bsur-?endett\w+|\bbanque de france\b|\bcommission de sur-?endettement\b|\bdossier .{0,25}\brecevab\w+|\bretablissement personnel\b",
           unless=r"reglement .{0,20}banque de france", conditional=True),
    sign(Intent.INSOLVENCY, "insolvency_sign", r"\b(?:redressement|liquidation|liquider|liquidee?|sauvegarde|mandataire|liquidateur|bilan|cessation|faillite|insolvab\w+|sur-?endett\w+|tribunal de commerce|"
         r"banque de france|radiation|radiee|ferme(?:r|ture)? (?:definitive|l'entreprise|la societe|boutique)|conciliateur|procedure collective|bankrupt\w*|insolvency|moratoire|concordat|"
         r"saisie sur salaire)\b", unless=r"\bbilans? (?:comptable|annuel|20\d\d|de l'exercice)|clotur\w+ (?:du|le|de notre) bilan|sauvegarde (?:informatique|du fichier)"),
)  # fmt: skip

_COUNSEL = r"(?:avocate?s?|conseils?|defenseur|juriste|lawyers?|solicitors?|attorney|counsel)"
REPRESENTED: tuple[Rule, ...] = (
    strong(Intent.REPRESENTED, "own_lawyer", rf"\b(?:mon|notre|mes|nos|son|leur|un|une|d'un|my|our|autre|nouvel) (?:\w+ )?{_COUNSEL}\b.{{0,80}}\b(?:vous|prend\w*|va|vont|repond\w*|se charge\w*|s'occupe\w*|charge[e]?|"
           rf"saisie?|contact\w*|suit|reprend\w*|traite\w*|prendr\w+|reviendr\w*|ecrir\w*|desormais|will|handles?|handling|copie)\b", unless=r"si vous|a defaut|sinon|votre tarif|voisin|"
           r"comme avocat|prendre un|frais d'", conditional=True),
    strong(Intent.REPRESENTED, "mandated", rf"\b(?:confie|transmis|remis|mandate|saisi|charge|consulte|pris|passe|constitue|donne)\b.{{0,60}}\b(?:a |avec |chez )?(?:mon|notre|mes|nos|un|une|son) (?:\w+ )?{_COUNSEL}\b"
           rf"|\b(?:adress\w+|voir|ecri\w+|prendre attache|vous rapprocher|contact\w+|correspond\w+).{{0,60}}\b(?:mon|notre|son|my|our) {_COUNSEL}\b", conditional=True),
    strong(Intent.REPRESENTED, "insurer", r"\bprotection juridique\b|\b(?:mon|notre|son) (?:assureur|assurance|mutuelle juridique|service juridique externe)\b|\b(?:notre|l')assuree?\b|\bdeclar\w+ (?:le |un |de )?sinistre\b",
           conditional=True),
    strong(Intent.REPRESENTED, "in_his_place", r"\b(?:agissant|agissons|agis|interviens?|intervenons|intervient|ecris|ecrivons|assure|assurons|assiste|represente|representons|represent)\b.{0,70}\b(?:au nom|en qualite de conseil|pour le compte|"
           r"la defense|les interets|interests|on behalf|comme conseil|de votre client|ma cliente|notre cliente?|mon client)\b|\b(?:je suis|nous sommes|suis|en ma qualite|es qualites?)\b.{0,20}\b(?:l'avocate?|le conseil|"
           r"avocate? de|conseil de|le mandataire de|son mandataire)|\bconseil (?:habituel )?de (?:la societe|la sarl|la sas|m\.|mme|monsieur|madame)|\b(?:mandatee?s?|charge[e]?s?|saisie?s?) par (?:notre|mon|votre|la societe|m\.|mme|"
           r"monsieur|madame)\b|\b(?:ma|mon|notre) (?:cliente?|mandante?)\b.{0,60}\b(?:me|m'|nous|conteste|remis|transmis|confie|prie|charge)|\bon behalf of (?:our|my) client\b|\b(?:toute correspondance|desormais).{0,60}\b(?:conseil|"
           r"avocat|cabinet|mandataire)\b", unless=r"adverse", conditional=True),
    strong(Intent.REPRESENTED, "proxy", r"\bprocuration\b|\b(?:je|nous) (?:gere|gerons|m'occupe|nous occupons|represente|reprends) (?:\w+ ){0,2}(?:ses|des|les|de ses|de toutes ses|son|leurs) (?:affaires|papiers|comptes|interets|dossiers?|finances)\b|\bpass(?:er|ez) (?:desormais )?par (?:moi|nous)\b", conditional=True, sure=0.9),
    strong(Intent.REPRESENTED, "colleague", r"\b(?:mon |ma )?(?:cher|chere|tres cher) confrere\b|\bvotre bien devouee?\b|\bsentiments (?:confraternels|les plus confraternels)\b|\bconfraternellement\b", conditional=True,
           sure=0.9),
    sign(Intent.REPRESENTED, "counsel_sign", rf"\b(?:mon|notre|nos|mes|un|une|son|autre|nouvel) (?:\w+ )?{_COUNSEL}\b|\bprotection juridique\b|\bassureur\b|\bconfrere\b|\bmandate[e]?s? (?:par|pour)\b|\bma cliente?\b|\bmon client\b|"
         r"\b(?:mon|ma|notre) (?:tuteur|curateur|mandataire|representant[e]?)\b|\bassistante? sociale?\b|\budaf\b|\b(?:my|our) (?:lawyer|solicitor|attorney|counsel|insurer)\b|\bassociation de consommateurs\b|\bufc\b"),
)  # fmt: skip

_STOP = r"(?:cesse[rz]|cesse|arrete[rz]|arrete|stopper|stoppez|mettre fin a|mettez fin a|stop)"
_THINGS = r"(?:mails?|e-?mails?|messages?|relances?|courriels?|rappels?|courriers?|envois?|sollicitations?|harcel\w+|ecrire|m'ecrire|contacter|relancer|importuner|emmerder|spam\w*|correspondances?)"
STOP_CONTACT: tuple[Rule, ...] = (
    strong(Intent.STOP_CONTACT, "stop", rf"\b{_STOP}\b.{{0,45}}\b{_THINGS}\b|\b(?:ne|n') ?(?:plus|jamais) (?:jamais )?(?:\w+ )?(?:m'|me |nous )?(?:ecrire|contacter|relancer|envoyer|importuner|solliciter|adresser|recevoir)\b"
           r"|\bne (?:m'|me |nous )(?:ecrivez|contactez|relancez|envoyez|sollicitez) plus\b|\bne (?:veux|souhaite|souhaitons|voulons|desire) plus (?:recevoir|etre contacte|etre relance|que vous)\b|\bplus (?:un seul|aucun) (?:mail|message|"
           r"courriel)|\bstop (?:emailing|contacting|writing|sending)\b|\bdo not (?:contact|email|write to) (?:me|us) again\b|\b(?:no more|any more) e-?mails\b|\bfichez-moi la paix\b|\b(?:laissez|foutez)-(?:moi|nous) "
           r"(?:tranquille|la paix|en paix)", conditional=True, unless=r"\ba cette adresse\b.{0,60}@|plutot a|mais a l'adresse|newsletter"),
    strong(Intent.STOP_CONTACT, "privacy", r"\brgpd\b|\bgdpr\b|\bcnil\b|\bdroit (?:d'opposition|a l'effacement|a l'oubli|d'effacement|de suppression)\b|\b(?:supprim\w+|efface\w+|effacement|suppression|retir\w+|oppos\w+)\b.{0,60}\b(?:mes|nos|de mes|de nos|mon|vos fichiers|my) "
           r"?(?:donnees|coordonnees|adresse|informations personnelles|fichiers|listes?|personal data|data)?\b(?:.{0,20}(?:donnees|fichiers?|listes?|bases?|data))|\bdonnees (?:a caractere personnel|personnelles)\b", conditional=True),
    strong(Intent.STOP_CONTACT, "harassment", r"\bharcel\w+|\bharass\w+", conditional=True, sure=0.85),
    strong(Intent.STOP_CONTACT, "unsubscribe", r"\b(?:desinscrivez|desabonnez|me (?:desinscrire|desabonner)|etre (?:desinscrite?|desabonnee?))\b|\bunsubscribe me\b", conditional=True, sure=0.9),
    sign(Intent.STOP_CONTACT, "stop_sign", rf"\b{_STOP}\b.{{0,60}}\b(?:relances?|mails?|rappels?|courriers?|messages?)\b|\bharcel\w+|\bdonnees personnelles\b|\bspam\b|\bindesirables?\b|\bassez de vos\b|\bmarre de vos\b|\bintempesti\w+"),
)  # fmt: skip

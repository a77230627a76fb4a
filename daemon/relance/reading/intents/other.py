# ruff: noqa: E501  patterns that list words of a language read better unbroken
"""Rules of the mild labels: not_received, wrong_contact, information_request, acknowledgement, unrelated."""

from __future__ import annotations

from relance.domain.intents import Intent
from relance.reading.intents.rule import Rule, sign, strong

_BILL = r"(?:factures?|notes?(?: d'honoraires)?|duplicata|original|invoices?|bill|document|copies?|pieces? jointes?|fichier|pdf)"
_OTHER_THING = r"\b(?:rib|iban|coordonnees bancaires|jugement|conclusions|assignation|convocation|remboursement|proces-verbal|expertise|dossier complet|acte|attestation|credit note|mes fonds|indemnites?)\b"

NOT_RECEIVED: tuple[Rule, ...] = (
    strong(Intent.NOT_RECEIVED, "never_received", rf"\b(?:jamais|pas|aucun(?:e)?|rien|toujours pas|never|not|n'avons|n'ai)\b.{{0,35}}\b(?:recue?s?|receptionnee?s?|eue?s?(?! lieu)|trouvee?s?|retrouvee?s?|trace|vue?s?|parvenue?s?|received|got|seen|en (?:notre|ma) possession)\b.{{0,45}}\b{_BILL}\b|\b{_BILL}\b.{{0,70}}\b(?:pas|jamais|aucune?|nulle part|never|not)\b.{{0,25}}\b(?:recue?s?|parvenue?s?|trouvee?s?|retrouvee?s?|eue?s?(?! lieu)|vue?s?|"
           r"trace|received|en (?:notre|ma) possession|dans (?:mes|nos|notre|mon))\b", unless=_OTHER_THING + r"|pas recu de (?:virement|paiement|reponse)|avez (?:pas|jamais) recu|n'avez|ne m'avez pas (?:fait|rendu)", conditional=True),
    strong(Intent.NOT_RECEIVED, "cannot_find", rf"\b(?:ne |n')(?:la |le |les |l')?(?:trouv\w+|retrouv\w+|arriv\w+|parven\w+|voi[st]|voyons|figure|dispos\w+)\b.{{0,40}}\b(?:pas|plus|nulle part|trace|aucune)\b.{{0,50}}\b{_BILL}\b|\b{_BILL}\b.{{0,45}}\b(?:introuvable|egaree?s?|perdue?s?|manquante?s?|n'etait pas (?:jointe|dans)|n'est pas (?:jointe|en piece|dans)|ne s'ouvre pas|illisible|vide|missing|lost|absente?)\b|"
           r"\b(?:ai|avons) (?:perdu|egare)\b.{0,25}\b(?:la |votre |cette )?(?:facture|note|invoice)|\b(?:cannot|can't|could not|couldn't) find\b.{0,30}\b(?:invoice|bill|it)\b|\bn'(?:ai|avons) (?:pas|plus|aucune) (?:la |cette |de |trace de |votre |votre derniere )?(?:facture|note d'honoraires|invoice)|\bpas de facture\b|\ba ?ucune facture\b", unless=_OTHER_THING, conditional=True),
    strong(Intent.NOT_RECEIVED, "nothing_came", r"\b(?:n'ai|n'avons) (?:absolument |strictement |jamais )?rien recu\b|\bcopie de (?:la|cette|votre|ladite) (?:facture|note)\b.{0,30}\b(?:svp|merci|s'il)", unless=_OTHER_THING + r"|paye|virement|cabinet|de votre part comme", conditional=True, sure=0.9),
    strong(Intent.NOT_RECEIVED, "send_it", rf"\b(?:r?envo(?:yer|yez|i)|(?:re)?transmettre|(?:re)?transmett?ez|(?:re)?adresse[rz]|faire (?:re)?parvenir|faites?[- ](?:moi|nous)[- ]?parvenir|communiquer|(?:puis-je|pourrais-je|pourrait-on|pouvons-nous|souhait\w+|aimer\w+|voudr\w+|besoin d) ?'?(?:en )?avoir|obtenir|fournir|joindre|(?:re-?)?send|forward)\b.{{0,45}}\b(?:la |cette |votre |une |le |un |de la |les |ladite |the |a |ces |vos )?(?:nouvelle |autre )?(?:copies? (?:de|of)|duplicata|double|{_BILL})\b|\b(?:la|me la|nous la|les) "
           r"(?:r?envoyer|retransmettre|transmettre|faire parvenir)\b.{0,40}|\b(?:r?envoyez|retransmettez|transmettez|adressez)-(?:la|le|les)[- ](?:moi|nous)\b|\b(?:copie|duplicata|double) (?:de |svp|s'il)", unless=_OTHER_THING + r"|\b(?:ai|avons|vais|allons|pourrai|pourrons|je|nous) (?:\w+ )?(?:envoye|transmis|transmets|transmettons|transmettre|faire suivre|adresse)\b|detail|rectifi\w+|corrig\w+|avoir\b.{0,15}\d|convention|facture (?:acquittee|"
           r"libellee|a (?:mon|notre|l'ordre))|au nom de|preuve|justificatif|bon de commande|chorus|avis de|ne (?:plus|pas) m", conditional=True),
    sign(Intent.NOT_RECEIVED, "absent", r"\b(?:jamais|pas|rien|aucun\w*) (?:\w+ )?(?:recu|eu|vu|retrouve|trouve)\w*\b|\bduplicata\b"),
)  # fmt: skip

_DESK = r"(?:compta\w*|comptable|service|direction|siege|gestionnaire|syndic|expert-comptable|gerant|collegue|facturation|accounts|accounting|fournisseurs|daf|tresorerie|secretariat|responsable|successeur|remplacant\w*|mon mari|ma femme|mon associe)"
WRONG_CONTACT: tuple[Rule, ...] = (
    strong(Intent.WRONG_CONTACT, "left", r"\b(?:ne (?:fai[st]|faisons|travaille|travaillons|gere|gerons|m'occupe|s'occupe|suis|est|font|figure)|n'(?:est|a|exerce|occupe|appartien\w+)) (?:\w+ )?plus (?:\w+ )?(?:partie|dans|chez|pour|la|le|en charge|en poste|au sein|de (?:la|cette|ce|votre)|l'adresse|gerante?|comptable|directeur|salariee?|employee?|ici|responsable|l'entreprise|ces|a)|\b(?:ai|a|avons) quitte "
           r"(?:la|l'|le|cette|notre|mes|ses|mon|son)|\bno longer (?:work|with|employed|in charge)\w*|\bleft the company\b", unless=r"hopital|vie|monde|domicile|conjugal", conditional=True),
    strong(Intent.WRONG_CONTACT, "not_me", r"\bpas (?:le |la |du tout )?(?:bon(?:ne)?|bonne) (?:interlocut\w+|destinataire|contact|personne|adresse|service|societe|entreprise)\b|\b(?:mauvaise?|erreur (?:de|d'|sur le)) ?(?:destinataire|interlocut\w+|personne|adresse|contact|service|numero)\b|\b(?:trompe[zr]?|trompee?s?) (?:de |d')(?:destinataire|personne|adresse|interlocut\w+|societe|client)|\bvous faites erreur\b|\b(?:pas|jamais) "
           r"(?:ete )?(?:votre |un de vos |l'un de vos |une? )?clients?(?:e)? (?:de|chez|du)? ?(?:votre|vous|cabinet)?|\bwrong (?:person|address|contact|recipient|company)\b|\bne (?:me |nous )?concerne (?:pas|plus|en rien)\b|\bne (?:suis|sommes) pas (?:concerne|destinataire|la personne)|\bdestinee? a (?:quelqu'un|une) (?:d'autre|autre)", conditional=True),
    strong(Intent.WRONG_CONTACT, "write_there", r"\b(?:ecri(?:re|vez)|adresse[rz]|envo(?:yer|yez)|r?envoyer|contacte[rz]|transmett(?:re|ez)|voi[rt]|voyez|joindre|rapprocher|vous adresser|utilise[rz]|send|contact|write|email|forward)\b.{0,90}[\w.+-]+@[\w-]+\.\w+", unless=r"\bfactur\w* .{0,15}a l'adresse .{0,5}@.{0,40}(?:chorus)|\bcopie (?:de la|du)\b", conditional=True),
    strong(Intent.WRONG_CONTACT, "see_them", rf"\b(?:voyez|voir|adressez-vous|rapprochez-vous|contactez|prenez contact|vous adresser|vous rapprocher|vous tourner|ecrivez|il faut (?:voir|contacter|ecrire)|s'adresser|contact)\b.{{0,40}}\b(?:avec|de|a|au|notre|mon|la|le|ma|our|the)\b.{{0,15}}\b{_DESK}\b", conditional=True),
    strong(Intent.WRONG_CONTACT, "address_changed", r"\b(?:nouvelle adresse|adresse (?:mail |e-?mail |electronique |courriel )?(?:a change|change|n'est plus|plus valable|obsolete|desactivee)|changement d'adresse|change d'adresse|new (?:e-?mail )?address|desormais .{0,40}@|dorenavant .{0,40}@)\b|\b(?:desormais|dorenavant|maintenant|nouvelle adresse|a l'avenir)\b.{0,80}@", conditional=True),
    sign(Intent.WRONG_CONTACT, "stranger", r"\b(?:mauvais\w* (?:adresse|destinataire)|connais pas|quitte (?:la|l')|plus en poste|n'est plus|pas client\w*)\b"),
)  # fmt: skip

_TOPIC = (
    r"(?:rib\b|iban|bic\b|coordonnees bancaires|coordonnees de (?:paiement|compte)|releve d'identite|references? bancaires?|bank details|detail\w*(?: (?:des?|du|de la|de vos|of))?|decompte|ventilation|breakdown|bon de commande|numero de commande|n° de commande|numero d'engagement|purchase order|po number|siret|tva intra\w*|kbis|releve de compte|etat (?:du|de mon|de notre) compte|extrait de compte|"
    r"situation de compte|recapitulatif|lien de paiement|moyens? de paiement|carte (?:bancaire|bleue)|ordre du cheque|feuille de temps|timesheet|numero de (?:dossier|facture)|reference a (?:rappeler|indiquer)|chorus|facture (?:acquittee|electronique)|adresse postale)"
)
INFORMATION: tuple[Rule, ...] = (
    strong(Intent.INFORMATION_REQUEST, "asks_detail", rf"\b(?:pourri(?:ez|ons)|pouvez|pourrais|puis-je|merci de|merci|veuillez|besoin (?:de|d'|du)|manque|envoy(?:er|ez)|transm\w+|communiqu\w+|indiqu\w+|precis\w+|donne[rz]|adresse[rz]|quels? (?:est|sont)|quelles? (?:est|sont)|avoir|faut|attente|attends|attendons|recevoir|connaitre|could you|please|need|send|what (?:is|are)|souhait\w+|aimer\w+|voudr\w+|demand\w+)\b.{{0,80}}\b{_TOPIC}", unless=r"\b(?:voici|ci-joint|ci-"
           r"dessous|trouverez|nouveau rib)\b", conditional=True),
    strong(Intent.INFORMATION_REQUEST, "asks_how", r"\b(?:combien|how much)\b.{0,50}\b(?:dois|doit|devons|reste|du|encore|owe|left|total)\b|\bquel\w* (?:est |sont )?(?:exactement )?(?:le |la |les )?(?:montants?|somme|solde|total|reste|references?|ordre|compte|mode|moyens?)\b|\b(?:a|sur|vers) quel(?:le)?s? (?:ordre|compte|adresse|iban|rib)\b|\bcomment (?:puis-je |peut-on |dois-je |faut-il |je |on |proceder |vous )*(?:payer|regler|paie|paye|"
           r"regle|proceder|faire le virement|virer)\b|\b(?:a quoi|de quoi|a quelle?) (?:correspond\w*|s'agit|facture|prestation|periode)|\bde quelle facture\b|\bquelles? factures?\b|\bqui dois-je payer\b|\ba qui (?:dois|adresser|faire|payer)|\b(?:acceptez|prenez)-vous\b.{0,40}\b(?:carte|cheque|virement|paypal|especes|cb)", conditional=True),
    strong(Intent.INFORMATION_REQUEST, "asks_sum", r"\b(?:rappeler|rappelez|indiquer|indiquez|preciser|precisez|confirmer|confirmez|dire|communiquer|communiquez|donner|donnez)\b.{0,25}\b(?:le |la |du )?(?:montant|solde|somme|total|reste) (?:exacte?|restante?|total|totale|due?|a payer|a regler|qui reste|restant du)", conditional=True),
    strong(Intent.INFORMATION_REQUEST, "topic_asked", rf"\b{_TOPIC}", asked=True, conditional=True, unless=r"\brecu\b|voici"),
)  # fmt: skip

_TEAM = r"(?:compta\w*|comptable|service|direction|collegue|gerante?|responsable|siege|associee?|patron|daf|expert-comptable|equipe|personne|secretariat|conseil d'administration|accounts?|accounting|finance|department|tresorerie|syndic|mari|epouse|femme)"
ACKNOWLEDGEMENT: tuple[Rule, ...] = (
    strong(Intent.ACKNOWLEDGEMENT, "received_ok", r"\b(?:bien (?:ete )?recue?|bonne reception|accus\w+ (?:bonne )?reception|bien pris connaissance|well received|duly received|avons (?:bien )?recu votre|ai (?:bien )?recu votre)\b|\b(?:c'est|bien|en prends?|prends?|prenons|avons pris) (?:bonne )?note\b|\bnoted\b|^(?:ok|bien) (?:recu|note)", conditional=True, sure=0.93,
           unless=r"pas (?:bien )?recu|jamais"),
    strong(Intent.ACKNOWLEDGEMENT, "passes_on", rf"\b(?:transmet\w*|transmis\w*|transfer\w*|fais suivre|faisons suivre|fait suivre|fais passer|passe|remonte|fwd|forward\w*|pass\w*|communique)\b.{{0,60}}\b(?:a |au |aux |to )(?:la |notre |mon |ma |l'|the |our |my )?{_TEAM}\b", conditional=True, asked=False),
    strong(Intent.ACKNOWLEDGEMENT, "comes_back", r"\b(?:revien(?:s|t|drai|drons|dra)|revenons|reviendrons|recontacte\w*|tiens? (?:au courant|inform\w+)|tiendrai|tiendrons|get back to you|come back to you|keep you (?:posted|informed))\b", conditional=True, asked=False, unless=r"vous (?:revenez|reviendrez)|moi|tenez"),
    strong(Intent.ACKNOWLEDGEMENT, "looks", r"\b(?:je|nous|on)\b (?:\w+ )?(?:regarde|regardons|verifie|verifions|vais (?:regarder|voir|verifier|me renseigner)|allons (?:regarder|voir|verifier)|me renseigne|nous renseignons|fais le point|faisons le point|m'en occupe|nous en occupons|s'en occupe|verrai|regarderai)\b|\b(?:mon|ma|notre|la|le) (?:\w+ )?" + _TEAM + r" (?:\w+ )?(?:s'en (?:occupe|charge|occupera)|vous (?:recontact\w+|"
           r"repondra|reviendra)|va (?:regarder|verifier|s'en occuper|vous repondre|voir|s'en charger)|traite|verifie|regarde)\b|\bi(?: will|'ll) (?:check|look)\b|\bwe (?:will|are) (?:check|look)", conditional=True, asked=False),
)  # fmt: skip

MONEY_WORDS = r"\b(?:factur\w*|notes? d'honor\w*|honorair\w*|regl(?:er|e[es]?|ement\w*)|pa(?:y\w+|iement\w*|ie\w*)|virement\w*|sommes?\b|montants?|euros?|impaye\w*|solde\w*|echean\w*|delai|argent|cheque\w*|invoice\w*|amounts?|debt|dette\w*|creance\w*|rappels?\b|relances?\b|prelev\w*|acompte|compta\w*|rib\b|iban|huissier|contentieux|mise en demeure|banque)\b|€"
"""A mail that speaks of money is not read as being about something else."""

UNRELATED: tuple[Rule, ...] = (
    strong(Intent.UNRELATED, "wishes", r"\b(?:meilleurs voeux|bonne annee|bonnes fetes|joyeu(?:x|ses) (?:noel|fetes|paques)|belle (?:et heureuse )?annee|happy new year|season's greetings)\b", conditional=True, sure=0.93),
    strong(Intent.UNRELATED, "appointment", r"\b(?:rendez-vous|rdv|audience|entretien telephonique|visio\w*|reunion|appointment|hearing|meeting)\b.{0,120}\b(?:\d|lundi|mardi|mercredi|jeudi|vendredi|confirm\w+|decal\w+|deplac\w+|report\w+|annul\w+|heure|demain|prochain\w*|disponib\w+|maintenu\w*|date|tient|renvoy\w+)\b|\b(?:confirm\w+|decal\w+|deplac\w+|report\w+|annul\w+|fixer|prendre|convenir)\b.{0,60}\b(?:rendez-vous|rdv|audience|reunion|"
           r"appointment|meeting)\b", conditional=True, sure=0.93),
    strong(Intent.UNRELATED, "case_papers", r"\b(?:ci-joint\w*|en (?:piece|pj)|voici|vous trouverez|je vous (?:joins|envoie|transmets|adresse)|comme demande)\b.{0,80}\b(?:pieces?|attestations?|documents?|bulletins?|bail|contrat|photos?|courriers?|certificat|acte de naissance|livret de famille|avis d'imposition|justificatifs? de (?:domicile|revenus)|temoignages?|statuts|pouvoir|mandat signe|convocation)\b|\b(?:conclusions|assignation|jugement|"
           r"expertise|procedure|partie adverse|adversaire|avocat adverse|dossier)\b.{0,80}\b(?:avance\w*|ou en|nouvelles?|rendu|signifi\w+|depos\w+|date|delibere|copie|recu|envoy\w+|transm\w+|joint\w*)\b", conditional=True, sure=0.93),
    strong(Intent.UNRELATED, "advert", r"\b(?:newsletter|se desinscrire|desinscription|offre (?:speciale|exclusive|promotionnelle|decouverte|de lancement)|promotion\w*|webinaires?|webinar|demonstration gratuite|essai gratuit|profitez|decouvrez|cliquez ici|salon professionnel|black friday|free trial|special offer|votre avis nous interesse|enquete de satisfaction|boostez)\b", conditional=True, sure=0.93),
)  # fmt: skip

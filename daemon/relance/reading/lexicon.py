# ruff: noqa: E501  families of words read better unbroken
"""Families of words that mean the same for a dunning reply: what the model sees besides the words themselves.

A few thousand labelled mails do not show every word of French; a family lets « mandat » weigh what « virement » was
seen to weigh. Words are folded (no accents); a star stands for any ending.
"""

from __future__ import annotations

from functools import lru_cache

_FAMILIES = """
pay: payer regler verser virer solder acquitter debourser rembourser honorer payez pagar pagare zahlen bezahlen uberweisen betalen liquider apurer
paid: paye payee payes payees regle reglee regles reglees verse versee verses vire viree solde soldee soldes soldees acquitte acquittee acquittes debite debitee debites encaisse encaissee poste postee mandate mandatee ordonnance honoree honore envoye envoyee parti partie partis depose deposee remis remise paid wired settled sent transferred pagado pagada pagato pagata pago bezahlt uberwiesen angewiesen betaald overgemaakt saldato transferido liquidado
willpay: paierai payerai paierons payerons paiera paieront reglerai reglerons reglera verserai verserons versera virerai virerons solderai solderons partira partiront passera enverrai posterai deposerai honorerai pagare pagheremo zahle pagaremos effectuerai
paynow: paie paye paies payons regle reglons verse versons vire virons solde soldons pay paying
means: virement* cheque* mandat* transfert* prelev* paiement* payement* reglement* wire* transfer* payment* bacs sepa transferencia* bonifico uberweisung zahlung betaling overschrijving pagament* pago timbre* mandatement* versement* especes liquide lettre lot campagne ordre
proof: justificatif* avis preuve attestation* ordre recu capture joint jointe jointes ci-joint pj copie attached proof adjunto allegato anbei bijgevoegd swift opere
have: ai as a avons avez ont avais avait avions have has had hemos ho abbiamo habe haben ha hebben
be: est sont suis sommes etait etaient fut ete is was were been are wurde worden werd es
will: vais va allons vont sera serons seront aurez aura will shall werde werden voy vamos
neg: ne n pas non plus point not no don't ni sans nullement aucunement nicht kein keine niet geen nao nunca
never: jamais never nunca mai nie nooit
nothing: rien aucun aucune nul nulle nothing none nada niente nichts
i: je j moi mon ma mes m me i my ich mein
we: nous notre nos on we our us wir unsere noi nos nuestro
you: vous votre vos tu toi te ton ta tes you your sie ihre usted
they: il elle ils elles lui leur leurs sa son ses he she they
bill: facture* note notes fact fa honoraires invoice* bill factura* fattura rechnung* factuur fatura memoire* decompte f2* quittance
money: euro* eur € somme* montant* argent sous fric tune* balles amount* balance solde total totalite integralite importe betrag bedrag somma
part: acompte* partie* moitie tiers partiel* avance part half partial parcialmente
rest: reste restant reliquat solde complement suite remaining rest remainder
receive: recu recue recus recevoir recevons receptionn* parvenu* parvenir arriv* eu received receive ricevuto recibido recibo erhalten ontvangen recebi recebido vu vue touche
find: trouve* retrouv* cherch* trace introuvable* egar* perdu* mail boite spam* indesirable* find found lost trovo encuentro finde
send: envoy* renvoy* adress* transmet* transmis* transfer* retransm* reexped* expedi* faire parvenir passe passer send resend forward enviar mandar schicken senden sturen inviare inviarmi duplicata copie copia kopie double
please: merci svp stp veuillez pourriez pouvez pourrais pourrait puis-je possible obligeance gre please could bitte por favor graag cortesemente
delay: delai* patient* report* attendre attend* repousser repouss* decal* sursis surseoir surse* prolong* temps souffl* tard plus tard extension delay wait plazo aufschub fristverl* dilazion* uitstel prorog* trainer moratoire echeance rallonge respirer
instal: echelonn* etal* fraction* mensual* mensuel* echeanc* fois versements moratoire tranche* instal* cuotas rate raten termijn* prestacoes morceaux parts traites mois x2 x3 x4 3x 4x 2x 6x 10x par-ci
month: mois mensuel month monat maand mes janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
day: lundi mardi mercredi jeudi vendredi samedi dimanche monday tuesday wednesday thursday friday lunes martes viernes lunedi venerdi freitag vrijdag
future: demain prochain* bientot prochainement fin debut sous d'ici dans apres-demain tomorrow next soon manana domani morgen quinzaine huitaine
past: hier avant-hier passe passee dernier derniere derniers deja matin depuis avant yesterday last already ago ayer ieri gestern gisteren
today: aujourd'hui aujourd ce jour soir midi instant today hoy oggi heute vandaag immediat* maintenant journee
when: quand lorsque des que aussitot sitot une fois when once as soon cuando quando sobald
if: si sauf condition sous reserve if unless falls wenn
yes: oui ok d'accord daccord accord entendu parfait impec* nickel banco marche convient conviennent va vendu top go valide validee yep yes agreed agree deal fine sure si vale certo einverstanden akkoord approuve range signe tope acceptons accepte accepter acceptee souscri* banco
proposal: propos* offre plan echeancier arrangement conditions schedule proposal vorschlag voorstel proposta propuesta echeances calendrier
toohard: trop impossible intenable elev* lourd* serre rapide trop-court etouff* etrangl* arriverai arrive arrivons tenir tiens tiendrai puis peux pouvons moyens maximum max plutot prefere can't cannot serait demasiado troppo zu te
refuse: refus* hors question paierai intention centime sou kopeck aurez insist* debrouill* niet nope refuse won't niemals jamais
contest: contest* desaccord litig* oppos* discut* differend disput* conteste reclam* divergen* disagree bestreite impugn*
wrong: erreur* faux fausse errone* inexact* incorrect* tromp* mistake wrong error* fehler fout errore anomal* ecart difference coquille etourderie bizarre etonn* surpris* rectif* corrig* revoir rayez otez retir* annul* deduire deduit* rembours*
agreed: convenu* convention devis forfait* promis* annonc* prevu* quote estimate agreement entendu contrat accord* lettre-mission signe stipul* offert* offre gratuit* gracieu* aide juridictionnelle pacte mot
work: travail prestation* diligence* heure* audience* conclusions dossier* rendez-vous rdv consultation* procedure* plaid* work hours hearing courrier* assist* represent* service*
bad: nul mauvais bacle mal nullite incompet* neglig* faute perdu perdez perdre manque oublie* honte honteu* scandal* inadmiss* inaccept* arnaq* escroc* vol voleur* abus* exorbit* exager* cher chers chere hors-prix delirant* deçu decu* mecontent* insatisf* plaisanterie moqu* foutre foutez gonfl* incapable* injust*
twice: deux fois double doublon deja twice 2
authority: batonnier ordre mediat* taxation tribunal juge plainte justice dgccrf ufc prud'hom* assign* huissier commissaire court sue
credit: avoir credit remise ristourne geste rabais avoirs deduction
lawyer: avocat* conseil confrere me maitre* barreau cabinet lawyer counsel solicitor attorney abogado avvocato anwalt advocaat advogado confraternel* cliente client
protect: assurance assureur juridique protection sinistre gmf maif macif matmut association mandat curat* tutel* mandataire tuteur curatrice syndicat represent* intermediaire
insolv: liquidat* redressement sauvegarde mandataire judiciaire liquidateur administrateur declar* creance* cessation surendett* banque-de-france commission recevab* insolv* bankrupt* receivership konkurs insolvenz concurso faillissement fallimento jugement passif bodacc depot bilan conciliation
death: deced* deces mort morte mourir obseques enterr* funerail* cimetiere deuil notaire succession herit* feu defunt* veuf veuve disparu* quittes quittee eteint* inhum* repos* died death deceased passed fallec* morto deceduto gestorben verstorben overleden faleceu condoleances legs
illness: cancer maladi* malade hopital hospitalis* clinique chimio* avc infarctus coma urgences operation opere* reanimation accident depress* burn-out psych* suicid* vivre dialyse soins chu ehpad alzheimer hospital ill illness stroke krank krankenhaus ziekenhuis ospedale tumeur* irm handicap* burnout arret leucemi* leukemi* leukaemi* lymphom* metastas* radiotherap* sclerose parkinson embolie thrombose palliatif* palliatifs greffe fracture* brulures septicemie pancreas
distress: suicid* bout force desespoir desesper* craqu* pleur* dors dormir finir vie enfants manger frigo expuls* rue seule detresse peur angoiss* tiens supporte mourir laissez-moi honte
kin: mari epoux epouse femme pere mere papa maman fils fille frere soeur conjoint compagn* neveu niece oncle tante beau-pere belle-mere husband wife father mother son brother marido mujer padre madre mann frau vader moeder
stop: cessez cesser stop arret* harcel* rgpd gdpr cnil desinscri* desabonn* effac* supprim* retirez rayez liste donnees spam tranquille paix laissez unsubscribe remove robot mailing fichier ecrivez
robot: mails mail mel courriel* messages message sms emails email rappels rappel relances relance lettre lettres
left: quitte* partie parti retrait* demission* ancien* travaille poste salarie* licenci* change* mute* remplac* successeur employe* left longer retired vendu cede cession racheté repreneur
other: destinataire* interlocut* concern* connais inconnu* adresse* personne homonyme wrong erreur bonne mauvaise contact
see: voyez voir contact* joindre ecri* adressez rapproch* tournez demand* telephon* appel* write please
desk: compta* comptab* service* direction siege gestion* syndic expert-comptable gerant* patron* daf tresor* secretariat responsable* chef* boss accounts accounting finance department bureau associe* president* directeur* directrice board assemblee conseil
tellback: revien* reviendr* recontact* rappell* tiens courant inform* repond* repondr* verifi* regard* renseign* occupe* occupons charge note notons lu vu recu reception prends pris connaissance traite* transmet* transmis* suivre fais point remont* parl* demander check look oublie* parapheur pile valid*
bank: rib iban bic coordonnees bancaires compte banque bank account konto cuenta conto details releve
detail: detail* ventil* decompte breakdown bon commande po purchase numero reference siret chorus engagement libell* intitul* relevé releve recapitul* correspond* quoi
askwh: combien quel quelle quels quelles comment pourquoi ou qui quoi how what which who where cuanto quanto wieviel hoeveel cual wie was
case: audience expert* expertise jugement adverse adversaire partie conclusions temoin* piece* pieces attestation* proces tribunal delibere appel garde juge notaire bail contrat statuts temoign* procedure rapport dossier
meet: rendez-vous rdv reunion visio agenda calendrier decaler confirmer deplacer appointment meeting disponib* salle heures
promo: newsletter offre decouvrez profitez gratuit* demo webinaire inscri* salon promotion logiciel solution abonn* cliquez essai tarifs clients
wish: voeux annee fetes noel anniversaire felicit* bonne joyeu*
swear: putain merde bordel con cons connard emmerd* chier foutre degag* culott* fous fout
notyet: pas-encore encore toujours retard oubli* oublie desole* excus* navre* confus* sorry apolog* pardon malentendu
poor: compte-sec sec difficult* tresorerie galere serre juste chomage rsa smic retraite pension allocation* caf salaire* prime paye decouvert interdit bancaire treso creux vide dur dure loyer
done: fait faite faites fais done effectue effectuee execute executee debit lettree lettre mandate mandatee mdt passe passee passes debitee cree saisi saisie programme programmee scheduled geplant prevu prevue partent sort sortira lance lancee
redo: redepos* reexped* renvoy* retransm* refaire recommencer repasser reissue resend deposer depot depos* nouvelle envoie envoyez lenvoyez joignez
portal: portail chorus plateforme erp workflow statut rejet* siret engagement portal upload run ticket systeme
attachment: pdf fichier trombone scan illisible lisible lire s'ouvre ouvre ouvrir blanche attachment piece pieces jointe
visa: visa validation valider circuit parapheur examin* lirai lis regarderai soumis soumise signature signatures approbation comite quorum vote votee reunion prochaine
leave: laissez laisser laisse laissez-moi donnez donner accord* jusqu jusqu'au jusqu'a indulgence bienveillance patience hiver sollicit* demand*
notmine: homonyme personne qualite denomme* connais etranger* client belle-fille gendre locataire coproprietaire lot holding filiale
elected: elu elue nomme nommee tresoriere repris reprend successeur archives renouvele transmission
greeting: bonjour bonsoir madame monsieur maitre cher chere cordialement salutations merci respectueusement bien hello hi dear salut coucou
howmuch: combien montant exact exactement reste total ventil* detail decompte
give: avance avancent prete preter donne donnera apporte apporterai mettrai mets faire passe
refusedbank: rejete rejetee revenu revenue cloture cloturee ferme invalide ac04 rc01 rejct
someone: fille neveu petite secretaire tresoriere collegue mere femme mari fils comptable
wait: attends attendons attente tant jusqu client* regle touche* recolte vendange* prime vente notaire banque pret deblocage subvention remboursement
"""


def _read() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    whole: dict[str, tuple[str, ...]] = {}
    starts: dict[str, tuple[str, ...]] = {}
    for line in _FAMILIES.strip().split("\n"):
        name, _, words = line.partition(":")
        for word in words.split():
            table, key = (starts, word[:-1]) if word.endswith("*") else (whole, word)
            if name not in table.get(key, ()):
                table[key] = (*table.get(key, ()), name)
    return whole, starts


_WHOLE, _STARTS = _read()
_LENGTHS = tuple(sorted({len(s) for s in _STARTS}))


@lru_cache(maxsize=8192)
def families(word: str) -> tuple[str, ...]:
    """Families of a folded word, none for most words."""
    found = _WHOLE.get(word, ())
    for length in _LENGTHS:
        if length > len(word):
            break
        found += _STARTS.get(word[:length], ())
    return tuple(dict.fromkeys(found))

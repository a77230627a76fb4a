"""The cast: fifteen clients of every kind, sixteen invoices, and what the firm's people answer, over ten weeks."""

from __future__ import annotations

from datetime import date, time, timedelta

from relance.demo.scenario import Act, Bill, Cue, Debtor, Does, Scenario, StaffCue
from relance.domain.model import Letter
from relance.domain.money import parse_amount

TEN_WEEKS = 10


def _writes(days: int, at: time, text: str) -> Act:
    return Act(Does.WRITES, days, at, text)


def _pays(number: str, days: int, at: time = time(7, 10), amount: str | None = None) -> Act:
    return Act(Does.PAYS, days, at, number=number, amount=parse_amount(amount) if amount else None)


def _bill(number: str, amount: str, due_on: date, subject: str, ends: str) -> Bill:
    return Bill(number, parse_amount(amount), due_on - timedelta(days=30), due_on, subject, ends)


PAYS_AT_ONCE = Debtor(
    "SARL Les Jardins de Garonne", "professionnel", "compta@jardins-garonne.test", "Élodie Marty", "05 55 50 10 01",
    "12 quai des Chartrons, 33000 Bordeaux", "paie dès le premier rappel",
    (_bill("2026-0101", "1 440,00", date(2026, 2, 25), "Consultation bail commercial", "settled"),),
    (Cue(Letter.PREVENTIVE, (_pays("2026-0101", 1),)),),
)  # fmt: skip

FORGETS = Debtor(
    "Menuiserie Vasseur SAS", "professionnel", "direction@menuiserie-vasseur.test", "Paul Vasseur", "05 55 50 10 02",
    "4 rue des Ateliers, 87000 Limoges", "oublie jusqu’à la mise en demeure, puis paie",
    (_bill("2026-0102", "3 600,00", date(2026, 2, 23), "Rédaction de statuts", "settled"),),
    (Cue(Letter.FORMAL_NOTICE, (_pays("2026-0102", 8),)),),
)  # fmt: skip

DISPUTES = Debtor(
    "Mme Claire Fontaine", "particulier", "claire.fontaine@messagerie.test", "Claire Fontaine", "06 55 50 10 03",
    "8 allée des Tilleuls, 31000 Toulouse", "conteste le montant",
    (_bill("2026-0103", "1 050,00", date(2026, 2, 20), "Procédure familiale", "waiting"),),
    (Cue(Letter.FORMAL, (_writes(1, time(19, 42),
        "Bonjour Maître,\n\nJe conteste cette facture : cinq heures me sont comptées alors que nous étions convenus "
        "d’un forfait de 450 €. Je n’ai jamais donné mon accord pour ce dépassement.\n\nClaire Fontaine"),)),),
)  # fmt: skip

ASKS_FOR_TIME = Debtor(
    "Garage Pelletier & Fils", "professionnel", "t.pelletier@garage-pelletier.test", "Thierry Pelletier",
    "05 55 50 10 04", "Route de Paris, 24000 Périgueux", "demande trois fois, l’obtient et tient parole",
    (_bill("2026-0104", "1 200,00", date(2026, 1, 30), "Contentieux prud’homal", "settled"),),
    (
        Cue(Letter.FRIENDLY, (_writes(0, time(12, 20),
            "Bonjour,\n\nNotre trésorerie est un peu tendue. Serait-il possible de régler cette facture en trois "
            "fois, avec un premier versement le 20 février ?\n\nMerci d’avance,\nThierry Pelletier"),)),
        Cue(Letter.SCHEDULE_PROPOSED, (_writes(1, time(8, 5),
            "Bonjour,\n\nC’est d’accord pour cet échéancier, merci.\n\nThierry Pelletier"),)),
        Cue(Letter.SCHEDULE_CONFIRMED, (
            _pays("2026-0104", 2, amount="400,00"),
            _pays("2026-0104", 33, amount="400,00"),
            _pays("2026-0104", 61, amount="400,00"),
        )),
    ),
)  # fmt: skip

IS_ABSENT = Debtor(
    "Morvan Architecture EURL", "professionnel", "yann.morvan@morvan-archi.test", "Yann Morvan", "02 55 50 10 05",
    "3 place du Commerce, 44000 Nantes", "est en congé ; la relance attend son retour",
    (_bill("2026-0105", "2 280,00", date(2026, 3, 4), "Contrat de maîtrise d’œuvre", "settled"),),
    (
        Cue(Letter.DUE, (Act(Does.IS_ABSENT, 0, time(9, 31),
            "Bonjour,\n\nJe suis absent du bureau jusqu’au vendredi 13 mars inclus. Je prendrai connaissance de "
            "votre message à mon retour.\n\nYann Morvan"),)),
        Cue(Letter.FRIENDLY, (_pays("2026-0105", 1),)),
    ),
)  # fmt: skip

BOUNCES = Debtor(
    "M. Olivier Tessier", "particulier", "olivier.tessier@ancien-fournisseur.test", "", "06 55 50 10 06",
    "27 rue Haute, 69000 Lyon", "son adresse n’existe plus",
    (_bill("2026-0106", "540,00", date(2026, 2, 27), "Consultation succession", "waiting"),),
    (Cue(Letter.PREVENTIVE, (Act(Does.BOUNCES, 0, time(9, 31)),)),),
)  # fmt: skip

KEEPS_HIS_WORD = Debtor(
    "Transports Lemoine SA", "professionnel", "comptabilite@transports-lemoine.test", "Sandrine Lemoine",
    "03 55 50 10 07", "ZI Nord, 51100 Reims", "promet une date et la tient",
    (_bill("2026-0107", "4 800,00", date(2026, 2, 18), "Litige de transport", "settled"),),
    (Cue(Letter.FRIENDLY, (
        _writes(1, time(11, 15),
            "Bonjour,\n\nVotre facture sera réglée par virement le vendredi 6 mars.\n\n"
            "Bien à vous,\nSandrine Lemoine\nComptabilité"),
        _pays("2026-0107", 9),
    )),),
)  # fmt: skip

BREAKS_HIS_WORD = Debtor(
    "Boulangerie Aubry", "professionnel", "contact@boulangerie-aubry.test", "Marc Aubry", "03 55 50 10 08",
    "1 place de l’Église, 21000 Dijon", "promet une date et ne paie pas",
    (_bill("2026-0108", "960,00", date(2026, 2, 23), "Cession de fonds", "paused"),),
    (Cue(Letter.FORMAL, (_writes(1, time(6, 10),
        "Bonjour,\n\nDésolé du retard, je vous règle vendredi 13 mars sans faute.\n\nMarc Aubry"),)),),
)  # fmt: skip

NEVER_GOT_IT = Debtor(
    "Mme Hélène Castaing", "particulier", "helene.castaing@courriel.test", "Hélène Castaing", "06 55 50 10 09",
    "15 avenue de la Gare, 64000 Pau", "n’a pas reçu la facture, la reçoit et paie",
    (_bill("2026-0109", "720,00", date(2026, 3, 2), "Droit de passage", "settled"),),
    (
        Cue(Letter.FRIENDLY, (_writes(0, time(21, 3),
            "Bonsoir,\n\nSauf erreur de ma part, je n’ai jamais reçu cette facture. Merci de me la renvoyer.\n\n"
            "Bien cordialement,\nHélène Castaing"),)),
        Cue(Letter.INVOICE_AGAIN, (_pays("2026-0109", 3),)),
    ),
)  # fmt: skip

SAYS_PAID = Debtor(
    "SCI Bellevue", "professionnel", "gerance@sci-bellevue.test", "Gilles Renard", "04 55 50 10 10",
    "6 montée du Fort, 06000 Nice", "dit avoir payé ; le cabinet n’a rien reçu, il paie",
    (_bill("2026-0110", "1 860,00", date(2026, 2, 19), "Bail d’habitation", "settled"),),
    (
        Cue(Letter.FRIENDLY, (_writes(0, time(17, 25),
            "Bonjour,\n\nCette facture a été réglée par virement le 20 février.\n\nCordialement,\nGilles Renard"),)),
        Cue(Letter.REFERENCE_ASKED, (_pays("2026-0110", 2),)),
    ),
)  # fmt: skip

IS_INSOLVENT = Debtor(
    "Ateliers Corbin SARL", "professionnel", "secretariat@ateliers-corbin.test", "Nathalie Besson", "04 55 50 10 11",
    "22 rue de l’Industrie, 42000 Saint-Étienne", "est en liquidation judiciaire",
    (_bill("2026-0111", "5 400,00", date(2026, 2, 24), "Baux et personnel", "waiting"),),
    (Cue(Letter.FRIENDLY, (_writes(2, time(10, 50),
        "Madame, Monsieur,\n\nNous vous informons que notre société a été placée en liquidation judiciaire par "
        "jugement du 26 février 2026. Vous voudrez bien déclarer votre créance auprès de Maître Roussel, mandataire "
        "judiciaire.\n\nNathalie Besson"),)),),
)  # fmt: skip

IS_THE_WRONG_ONE = Debtor(
    "Agence Littoral Communication", "professionnel", "sophie.legoff@littoral-com.test", "Sophie Le Goff",
    "02 55 50 10 12", "9 quai Sud, 35400 Saint-Malo", "n’est plus la bonne personne",
    (_bill("2026-0112", "840,00", date(2026, 3, 6), "Conditions générales de vente", "waiting"),),
    (Cue(Letter.DUE, (_writes(0, time(11, 40),
        "Bonjour,\n\nVous vous adressez à la mauvaise personne : je ne m’occupe plus de la comptabilité. Merci "
        "d’écrire désormais à factures@littoral-com.test.\n\nSophie Le Goff"),)),),
)  # fmt: skip

IS_UNCLEAR = Debtor(
    "Mme Nadia Ferrand", "particulier", "n.ferrand@messagerie.test", "Nadia Ferrand", "06 55 50 10 13",
    "2 impasse du Puits, 34000 Montpellier", "écrit sans qu’on sache ce qu’elle veut",
    (_bill("2026-0113", "660,00", date(2026, 2, 17), "Litige de voisinage", "waiting"),),
    (Cue(Letter.FRIENDLY, (_writes(1, time(23, 14),
        "Bonsoir, j’ai bien vu votre message mais avec tout ce qui s’est passé la semaine dernière je ne sais plus "
        "trop où j’en suis, mon frère vous en dira peut-être davantage. N. Ferrand"),)),),
)  # fmt: skip

OWES_TWO = Debtor(
    "Groupe Sévigné Immobilier", "professionnel", "factures@sevigne-immo.test", "Julie Ancel", "01 55 50 10 14",
    "40 rue de Sévigné, 75004 Paris", "deux factures, un seul courriel ; paie l’une, puis l’autre",
    (
        _bill("2026-0114", "2 040,00", date(2026, 2, 27), "Copropriété, assemblée", "settled"),
        _bill("2026-0115", "1 320,00", date(2026, 2, 27), "Copropriété, travaux", "settled"),
    ),
    (
        Cue(Letter.FRIENDLY, (_pays("2026-0114", 3),)),
        Cue(Letter.FORMAL, (_pays("2026-0115", 4),)),
    ),
)  # fmt: skip

NEVER_ANSWERS = Debtor(
    "Hôtel du Parc SAS", "professionnel", "direction@hotel-du-parc.test", "", "04 55 50 10 16",
    "1 avenue du Parc, 63000 Clermont-Ferrand", "ne répond jamais : un avocat choisit la suite",
    (_bill("2026-0116", "7 200,00", date(2026, 2, 16), "Contentieux fournisseur", "active"),),
)  # fmt: skip

NOTICE, CALL = "Mise en demeure à valider", "Appel à passer"
POST, PAYMENT = "Lettre recommandée à poster", "Règlement"

STAFF_CUES = (
    StaffCue("Échéancier à valider", "2026-0104", "ok", 0, time(17, 5)),
    StaffCue("Règlement à affecter", "2026-0104", "payé", 0, time(11, 0)),
    StaffCue(PAYMENT, "2026-0110", "rien reçu", 1, time(10, 20)),
    StaffCue("Procédure collective", "2026-0111", "ok", 4, time(11, 5)),
    StaffCue(CALL, "2026-0102", "appelé, pas joignable", 0, time(16, 10)),
    StaffCue(CALL, "2026-0108", "appelé, pas joignable", 0, time(16, 15)),
    StaffCue(CALL, "2026-0116", "messagerie", 0, time(16, 20)),
    StaffCue(NOTICE, "2026-0102", "ok", 0, time(10, 12), forged=True),
    StaffCue(NOTICE, "2026-0102", "ok", 0, time(16, 40)),
    StaffCue(NOTICE, "2026-0108", "pause jusqu’au 30 avril", 0, time(18, 30)),
    StaffCue(NOTICE, "2026-0116", "ok, vas-y", 0, time(10, 30)),
    StaffCue(POST, "2026-0102", "LRAR 1A 123 456 7890 1", 1, time(17, 0)),
    StaffCue(POST, "2026-0116", "recommandé envoyé ce jour", 1, time(17, 0)),
)

SCENARIO = Scenario(
    date(2026, 2, 16),
    TEN_WEEKS,
    (
        PAYS_AT_ONCE, FORGETS, DISPUTES, ASKS_FOR_TIME, IS_ABSENT, BOUNCES, KEEPS_HIS_WORD, BREAKS_HIS_WORD,
        NEVER_GOT_IT, SAYS_PAID, IS_INSOLVENT, IS_THE_WRONG_ONE, IS_UNCLEAR, OWES_TWO, NEVER_ANSWERS,
    ),
    STAFF_CUES,
)  # fmt: skip
"""The full play: from Monday 16 February to Friday 24 April 2026, Easter Monday included."""

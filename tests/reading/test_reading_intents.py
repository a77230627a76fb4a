"""Plain sentences are read as what they say, and a grave one is never covered by a milder one beside it."""

from __future__ import annotations

import pytest

from relance.domain.intents import Intent
from relance.reading.intents import HARD, read
from relance.reading.words import sentences

SENTENCES = (
    ("paid", "c'est réglé depuis lundi"),
    ("paid", "J'ai fait le virement hier soir."),
    ("paid", "La facture en question a été acquittée le 3 mars par carte."),
    ("paid", "Payé ce jour par virement instantané."),
    ("paid", "Vous avez dû recevoir notre règlement la semaine dernière."),
    ("paid", "Notre banque nous confirme l'exécution du virement le 4."),
    ("paid", "Le paiement vous a été adressé mardi."),
    ("paid", "Nous vous avons réglés le 2 mars, merci de vérifier."),
    ("paid", "Je vous ai viré la somme avant-hier"),
    ("paid", "Je vous informe que votre facture a été payée."),
    ("paid", "Cette facture est déjà payée !"),
    ("paid", "Le chèque a été encaissé le 5."),
    ("paid", "Ordre de virement passé ce matin à la banque."),
    ("paid", "je pense avoir déjà payé cette facture"),
    ("paid", "on vous a payé par chèque la semaine dernière"),
    ("paid", "Le nécessaire a été fait hier."),
    ("paid", "Le virement est parti ce matin."),
    ("paid", "C'est fait, virement de 1200 euros."),
    ("paid", "Règlement effectué."),
    ("partial_payment", "J'ai réglé 300 euros sur les 900, le reste suivra."),
    ("partial_payment", "Voici un premier acompte de 400 €."),
    ("partial_payment", "Je vous ai fait un virement partiel de 500 €."),
    ("partial_payment", "Acompte de 200 € versé ce jour, il restera 400 €."),
    ("partial_payment", "J'ai déjà payé une partie."),
    ("promise_to_pay", "Je vous règle ça lundi."),
    ("promise_to_pay", "je ferai le nécessaire demain"),
    ("promise_to_pay", "Vous aurez votre argent vendredi"),
    ("promise_to_pay", "Je passe au cabinet déposer un chèque jeudi."),
    ("promise_to_pay", "Le règlement sera effectué lors de notre prochaine campagne de virements le 25."),
    ("promise_to_pay", "Votre facture sera payée à son échéance du 30."),
    ("promise_to_pay", "Nous procéderons au paiement dès réception de nos fonds, fin de semaine."),
    ("promise_to_pay", "je vais payer cette semaine"),
    ("promise_to_pay", "Nous mettons votre facture en paiement pour le 20."),
    ("promise_to_pay", "je vous fais un virement ce soir"),
    ("promise_to_pay", "Dès que mon salaire tombe le 28, je paie."),
    ("promise_to_pay", "le virement sera sur votre compte mardi"),
    ("schedule_request", "Serait-il possible d'échelonner ?"),
    ("schedule_request", "Je ne peux pas tout payer d'un coup, puis-je payer en deux fois ?"),
    ("schedule_request", "Je vous propose 200 € par mois."),
    ("schedule_request", "Pouvez-vous patienter jusqu'à la fin du mois ?"),
    ("schedule_request", "Nous sollicitons un délai de paiement de 30 jours."),
    ("schedule_request", "Je voudrais payer en plusieurs fois svp"),
    ("schedule_request", "est ce que je peut payer en 3 fois"),
    ("schedule_request", "Pourrait-on convenir d'un échéancier ?"),
    ("schedule_request", "Il me faudrait un peu de temps."),
    ("schedule_request", "Auriez-vous la gentillesse de m'accorder quinze jours de plus ?"),
    ("schedule_request", "Laissez-moi jusqu'au 30 s'il vous plaît."),
    ("schedule_request", "Je demande un report au 15 avril."),
    ("not_received", "Je ne trouve pas trace de cette facture dans nos livres."),
    ("not_received", "Merci de me renvoyer la facture."),
    ("not_received", "Quelle facture ? Je n'ai rien reçu."),
    ("not_received", "La pièce jointe est vide, pouvez-vous renvoyer la facture ?"),
    ("not_received", "Nous n'avons pas cette facture en comptabilité, merci de nous l'adresser."),
    ("not_received", "Pouvez-vous m'envoyer une copie de la facture ?"),
    ("information_request", "A quel ordre dois-je faire le chèque ?"),
    ("information_request", "Pouvez-vous me rappeler le montant restant dû ?"),
    ("information_request", "Il nous manque le numéro de bon de commande."),
    ("information_request", "Acceptez-vous le paiement par carte ?"),
    ("information_request", "Sur quel compte dois-je virer ?"),
    ("information_request", "Pourriez-vous nous envoyer un relevé de compte ?"),
    ("information_request", "Merci de m'envoyer votre IBAN."),
    ("wrong_contact", "Je ne suis pas la bonne personne, voyez avec le service comptabilité."),
    ("wrong_contact", "Mme Petit a quitté l'entreprise."),
    ("wrong_contact", "Merci d'adresser vos courriels à facturation@x.test"),
    ("wrong_contact", "Notre adresse a changé : nouvelle@x.test"),
    ("wrong_contact", "Je ne suis plus gérant de cette société depuis 2024."),
    ("acknowledgement", "Bien reçu merci"),
    ("acknowledgement", "Je transmets au service concerné."),
    ("acknowledgement", "C'est noté, je regarde ça."),
    ("acknowledgement", "Votre mail a été transféré à notre comptable."),
    ("acknowledgement", "Je vérifie et je reviens vers vous."),
    ("acknowledgement", "Merci pour votre message, je fais suivre à mon associé."),
    ("unrelated", "Voici les attestations demandées pour le dossier."),
    ("unrelated", "Je confirme notre rendez-vous de mardi 14h."),
    ("refusal", "Je refuse de payer."),
    ("refusal", "Vous n'aurez pas un euro de ma part."),
    ("refusal", "Nous ne réglerons pas cette facture."),
    ("refusal", "Je ne payerai jamais"),
    ("dispute", "Je ne suis pas d'accord avec ce montant."),
    ("dispute", "Nous avions convenu d'un forfait de 900 €."),
    ("dispute", "La prestation n'a pas été réalisée."),
    ("dispute", "Vous m'avez promis un avoir de 200 €."),
    ("dispute", "Ce n'est pas ce qui était prévu au devis."),
    ("dispute", "Je n'ai jamais signé de convention d'honoraires."),
    ("dispute", "Cette somme n'est pas due."),
    ("dispute", "Vos honoraires sont exorbitants."),
    ("insolvency", "Nous sommes en liquidation judiciaire depuis le 1er mars."),
    ("insolvency", "La société est en procédure de sauvegarde."),
    ("insolvency", "Mon dossier de surendettement est recevable."),
    ("represented", "Adressez-vous désormais à mon avocat, Me Durand."),
    ("represented", "Notre assureur prend le relais."),
    ("represented", "Nous agissons pour le compte de M. Petit."),
    ("sensitive", "Mon père est décédé la semaine dernière."),
    ("sensitive", "Ma femme est en soins palliatifs."),
    ("sensitive", "Je n'en peux plus, j'ai envie d'en finir."),
    ("stop_contact", "Merci de ne plus m'écrire."),
    ("stop_contact", "Arrêtez de me harceler."),
    ("stop_contact", "Supprimez mes données de vos fichiers."),
)
GRAVE = [text for label, text in SENTENCES if Intent(label) in HARD]
MILD = [text for label, text in SENTENCES if Intent(label) not in HARD]


@pytest.mark.parametrize(("label", "text"), SENTENCES)
def test_a_plain_sentence_is_read_as_what_it_says(label: str, text: str) -> None:
    reading = read(sentences(text), pending_proposal=False)
    assert (reading.intent.value, reading.evidence) == (label, reading.evidence)


@pytest.mark.parametrize("grave", GRAVE)
def test_a_grave_sentence_is_never_covered_by_a_milder_one(grave: str) -> None:
    for mild in MILD:
        for text in (f"{grave}\n{mild}", f"{mild} {grave}"):
            for pending in (False, True):
                assert read(sentences(text), pending_proposal=pending).intent in HARD | {Intent.UNCLEAR}, text


@pytest.mark.parametrize(
    "text",
    [
        "Je n'ai pas encore payé.",
        "Si la facture a été payée, dites-le-moi.",
        "Avez-vous été payé ?",
        "La facture n'est pas réglée.",
        "Le virement n'a pas été fait.",
        "Le règlement sera effectué le 25.",
        "Nous n'avons jamais reçu de virement de nos clients, donc rien n'a été payé.",
        "Je ne sais pas si elle a été payée.",
    ],
)
def test_a_payment_not_made_is_never_read_as_made(text: str) -> None:
    assert read(sentences(text), pending_proposal=False).intent not in {Intent.PAID, Intent.PARTIAL_PAYMENT}


@pytest.mark.parametrize(
    "text",
    [
        "D'accord mais en 6 fois.",
        "J'accepte à condition de commencer en mai.",
        "Ok, mais je conteste les 200 € de frais.",
        "Je n'accepte pas.",
        "Acceptez-vous 100 € par mois ?",
        "D'accord ?",
        "Ik ga niet akkoord, ok is het pas als de rente vervalt.",
        "C'est d'accord, sauf pour la première échéance.",
        "J'ai bien reçu votre proposition.",
    ],
)
def test_only_a_plain_yes_accepts_a_schedule(text: str) -> None:
    assert read(sentences(text), pending_proposal=True).intent is not Intent.SCHEDULE_ACCEPTED


@pytest.mark.parametrize(
    "text",
    [
        "Je ne conteste pas la facture, je paie demain.",
        "Sans contester, je règle vendredi.",
        "Je paie lundi, aucune contestation de ma part.",
    ],
)
def test_a_negated_dispute_is_no_dispute(text: str) -> None:
    assert read(sentences(text), pending_proposal=False).intent is Intent.PROMISE_TO_PAY

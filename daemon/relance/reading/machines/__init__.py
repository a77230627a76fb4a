"""Mail that no person wrote: reports of mail systems, absences, acknowledgements of ticket systems, receipts."""

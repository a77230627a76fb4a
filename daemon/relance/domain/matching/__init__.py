"""Which invoices a payment pays: certain, or asked. `decide.match` is the way in, on a `ledger.Ledger`."""
